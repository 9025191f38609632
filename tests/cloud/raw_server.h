// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTcpServer>
#include <QTcpSocket>
#include <deque>

namespace arborist {

/// Listens on loopback and answers each request with the bytes told, then may close or keep still.
/// Serves while the thread's event loop runs, as it does inside HttpClient::send().
class RawServer : public QTcpServer
{
public:
    struct Answer {
        QByteArray bytes;
        bool close = false; ///< afterwards
    };

    RawServer()
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { take(socket); });
            socket->write(greeting);
        });
    }
    QUrl url(const QString &path = QStringLiteral("/")) const
    {
        return QUrl(QStringLiteral("http://127.0.0.1:%1%2").arg(serverPort()).arg(path));
    }
    static QByteArray ok(const QByteArray &body, const QByteArray &headers = {})
    {
        return "HTTP/1.1 200 OK\r\n" + headers +
               "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
    }

    std::deque<Answer> answers; ///< the last one is repeated; none: silence
    QByteArray greeting;        ///< sent before anything is asked
    QList<QByteArray> requests; ///< head and body as they came

private:
    void take(QTcpSocket *socket)
    {
        QByteArray &read = m_read[socket];
        read += socket->readAll();
        const qsizetype head = read.indexOf("\r\n\r\n");
        if (head < 0)
            return;
        const qsizetype length = read.indexOf("Content-Length: ");
        const qsizetype body =
            length < 0 || length > head
                ? 0
                : read.mid(length + 16, read.indexOf("\r\n", length) - length - 16).toLongLong();
        if (read.size() < head + 4 + body)
            return;
        requests.append(read);
        read.clear();
        if (answers.empty())
            return;
        const Answer answer = answers.front();
        if (answers.size() > 1)
            answers.pop_front();
        socket->write(answer.bytes);
        if (answer.close)
            socket->disconnectFromHost();
    }

    QHash<QTcpSocket *, QByteArray> m_read;
};

} // namespace arborist
