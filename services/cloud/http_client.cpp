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
bool isAnswer(const QNetworkReply &reply)
{
    const int code = reply.error();
    const bool ofStatus = (code > 200 && code < 300 && code != QNetworkReply::ContentReSendError) ||
                          (code > 400 && code < 500);
    return code == QNetworkReply::NoError || ofStatus;
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
    const std::unique_ptr<QNetworkReply> reply(
        request.body.isEmpty() && request.method != "POST"
            ? m_manager->sendCustomRequest(toQt(request), request.method)
            : m_manager->sendCustomRequest(toQt(request), request.method, request.body));
    bool late = false;
    bool large = false;
    QStringList tlsErrors;
    QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
    QObject::connect(reply.get(), &QNetworkReply::sslErrors, &loop,
                     [&tlsErrors](const QList<QSslError> &errors) {
                         for (const QSslError &error : errors)
                             tlsErrors.append(error.errorString());
                     });
    QObject::connect(reply.get(), &QNetworkReply::downloadProgress, &loop,
                     [&](qint64 received, qint64) {
                         if (received > request.mostBytes) {
                             large = true;
                             loop.quit();
                         }
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
    if (!reply->isFinished()) {
        reply->disconnect(&loop);
        reply->abort();
        if (large)
            throw tooLarge(request.url, request.mostBytes);
        if (late && !stop.stop_requested())
            throw timedOut(request.url, request.timeout);
        throw Error::cancelled();
    }
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    log::debug(QStringLiteral("%1 %2: %3 after %4 ms")
                   .arg(QString::fromLatin1(request.method), originOf(request.url))
                   .arg(status)
                   .arg(timer.elapsed()));
    if (!isAnswer(*reply) || status == 0)
        throw networkError(reply->error(), request.url,
                           proxy.hostName().isEmpty()
                               ? QString()
                               : QStringLiteral("%1:%2").arg(proxy.hostName()).arg(proxy.port()),
                           reply->errorString(), tlsErrors);
    return take(*reply, status);
}

} // namespace arborist::cloud
