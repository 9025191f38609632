// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/single_instance.h"

#include "services/core/data_folder.h"
#include "services/core/log.h"
#include <QCryptographicHash>
#include <QLocalSocket>
#include <QStandardPaths>

namespace arborist {

namespace {

constexpr int longestSocketPath = 100; // sockaddr_un holds 107 bytes
constexpr int waitMs = 1000;

QString socketPath()
{
    const QString path = dataFolder() + QStringLiteral("/window.sock");
    if (path.toUtf8().size() <= longestSocketPath) {
        return path;
    }
    const QByteArray hash =
        QCryptographicHash::hash(path.toUtf8(), QCryptographicHash::Sha256).toHex().left(16);
    return QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation) +
           QStringLiteral("/arborist-") + QString::fromLatin1(hash);
}

} // namespace

SingleInstance::SingleInstance(QObject *parent) : QObject(parent), m_path(socketPath())
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &SingleInstance::readRequest);
}

bool SingleInstance::handOver(const QString &place)
{
    QLocalSocket socket;
    socket.connectToServer(m_path);
    if (!socket.waitForConnected(waitMs)) {
        return false;
    }
    socket.write(place.toUtf8() + '\n');
    // A window that hangs takes the connection but never answers; then this start opens its own.
    return socket.waitForBytesWritten(waitMs) && socket.waitForReadyRead(waitMs);
}

void SingleInstance::listen()
{
    QLocalServer::removeServer(m_path);
    if (!m_server.listen(m_path)) {
        log::warning(
            QStringLiteral("Later starts cannot find this window: %1").arg(m_server.errorString()));
    }
}

void SingleInstance::readRequest()
{
    QLocalSocket *socket = m_server.nextPendingConnection();
    connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
    connect(socket, &QLocalSocket::readyRead, this, [this, socket] {
        if (socket->canReadLine()) {
            const QString place = QString::fromUtf8(socket->readLine()).trimmed();
            socket->write("ok\n");
            socket->flush();
            Q_EMIT requested(place);
        }
    });
}

} // namespace arborist
