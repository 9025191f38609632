// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/cloud/http_client.h"

#include "services/cloud/network_error.h"
#include "services/cloud/proxy.h"
#include "services/core/gui_thread_guard.h"
#include "services/core/log.h"
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSslError>
#include <QTimer>
#include <algorithm>

namespace arborist::cloud {

namespace {

void refuseOutside(const QUrl &url, const QNetworkProxy &proxy)
{
    const QString host = proxy.hostName().isEmpty() ? url.host() : proxy.hostName();
    const QString only = qEnvironmentVariable("ARBORIST_LOOPBACK_ONLY");
    if (only.isEmpty() || only == u"0" || isLoopback(host))
        return;
    throw NetworkError(
        NetworkError::Reason::Refused,
        QCoreApplication::translate("HttpClient", "%1 is not this machine.").arg(host),
        QCoreApplication::translate(
            "HttpClient", "ARBORIST_LOOPBACK_ONLY is set, so nothing else is asked; unset it."));
}

/// Qt sends a request once more, by itself, when the connection closes before an answer. It cannot
/// where the body does not go back to its beginning: what changes something must arrive once.
class OneTimeBody final : public QIODevice
{
public:
    explicit OneTimeBody(const QByteArray &body) : m_body(body) { open(ReadOnly | Unbuffered); }
    qint64 size() const override { return m_body.size(); }
    bool seek(qint64) override { return false; }
    bool reset() override { return false; }

protected:
    qint64 readData(char *data, qint64 most) override
    {
        const qint64 count = std::min<qint64>(most, m_body.size() - m_read);
        std::copy_n(m_body.constData() + m_read, count, data);
        m_read += count;
        return count == 0 && most > 0 ? -1 : count;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    const QByteArray &m_body;
    qint64 m_read = 0;
};

QNetworkRequest toQt(const HttpRequest &request)
{
    QNetworkRequest asked(request.url);
    asked.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                       QNetworkRequest::ManualRedirectPolicy);
    asked.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    asked.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    asked.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    asked.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    asked.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    asked.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    asked.setRawHeader("User-Agent", "Arborist");
    for (const auto &[name, value] : request.headers)
        asked.setRawHeader(name, value);
    return asked;
}

/// True when the answer is whole: what the error tells then is its status.
bool isAnswer(const QNetworkReply &reply, int status, bool hasProxy)
{
    switch (const int code = reply.error()) {
    case QNetworkReply::NoError:
        return status > 0;
    case QNetworkReply::ContentReSendError: // see OneTimeBody
        return false;
    case QNetworkReply::ProtocolInvalidOperationError:
        return status >= 400;
    case QNetworkReply::ProxyAuthenticationRequiredError:
        return status == 407 && !hasProxy;
    default:
        return status >= 400 && ((code > 200 && code < 300) || (code > 400 && code < 500));
    }
}

HttpReply take(QNetworkReply &reply, int status)
{
    HttpReply taken;
    taken.status = status;
    taken.body = reply.readAll();
    for (const auto &[name, value] : reply.rawHeaderPairs())
        taken.headers.add(name, value);
    return taken;
}

} // namespace

HttpClient::HttpClient() = default;

HttpClient::~HttpClient() = default;

HttpReply HttpClient::send(const HttpRequest &request, std::stop_token stop)
{
    assertConnectionsAllowed("HttpClient::send");
    if (stop.stop_requested())
        throw Error::cancelled();
    const QNetworkProxy proxy = proxyFor(request.url);
    refuseOutside(request.url, proxy);
    if (!m_manager)
        m_manager = std::make_unique<QNetworkAccessManager>();
    m_manager->setProxy(proxy);

    QElapsedTimer timer;
    timer.start();
    QEventLoop loop;
    OneTimeBody body(request.body);
    const bool hasBody = !request.body.isEmpty() || request.method == "POST";
    const std::unique_ptr<QNetworkReply> reply(
        m_manager->sendCustomRequest(toQt(request), request.method, hasBody ? &body : nullptr));
    bool late = false;
    bool large = false;
    QStringList tlsErrors;
    QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
    QObject::connect(reply.get(), &QNetworkReply::sslErrors, &loop,
                     [&tlsErrors](const QList<QSslError> &errors) {
                         for (const QSslError &error : errors)
                             tlsErrors.append(error.errorString());
                     });
    QObject::connect(reply.get(), &QNetworkReply::readyRead, &loop, [&] {
        large = reply->bytesAvailable() > request.mostBytes;
        if (large)
            loop.quit();
    });
    QTimer::singleShot(request.timeout, &loop, [&] {
        late = true;
        loop.quit();
    });
    {
        // The loop outlives the call back, whose end waits for one that is running.
        const std::stop_callback wake(stop, [&loop] {
            QMetaObject::invokeMethod(&loop, &QEventLoop::quit, Qt::QueuedConnection);
        });
        if (!reply->isFinished())
            loop.exec();
    }
    if (large) {
        reply->disconnect(&loop);
        throw tooLarge(request.url, request.mostBytes);
    }
    if (!reply->isFinished()) {
        reply->disconnect(&loop);
        reply->abort();
        if (late && !stop.stop_requested())
            throw timedOut(request.url, request.timeout);
        throw Error::cancelled();
    }
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    log::debug(QStringLiteral("%1 %2: %3 after %4 ms")
                   .arg(QString::fromLatin1(request.method), originOf(request.url))
                   .arg(status)
                   .arg(timer.elapsed()));
    const QString proxyName = proxy.hostName().isEmpty()
                                  ? QString()
                                  : QStringLiteral("%1:%2").arg(proxy.hostName()).arg(proxy.port());
    if (!isAnswer(*reply, status, !proxyName.isEmpty()))
        throw networkError(reply->error(), request.url, proxyName, reply->errorString(), tlsErrors);
    return take(*reply, status);
}

} // namespace arborist::cloud
