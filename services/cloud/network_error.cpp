// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/cloud/network_error.h"

#include "services/core/redact.h"
#include <QCoreApplication>
#include <QLocale>

namespace arborist::cloud {

namespace {

using Reason = NetworkError::Reason;
using Code = QNetworkReply::NetworkError;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(NetworkError)
};

QString checkNetwork()
{
    return Text::tr("Check the network, the VPN, and whether a proxy is needed (HTTPS_PROXY).");
}

NetworkError proxyError(Code code, const QString &proxy)
{
    const QString hint =
        Text::tr("Check HTTPS_PROXY, HTTP_PROXY and ALL_PROXY, or name this host in NO_PROXY.");
    switch (code) {
    case QNetworkReply::HostNotFoundError:
    case QNetworkReply::ProxyNotFoundError:
        return {Reason::NotSent, Text::tr("There is no host for the proxy %1.").arg(proxy), hint};
    case QNetworkReply::ProxyAuthenticationRequiredError:
        return {Reason::NotSent, Text::tr("The proxy %1 asks for a user and password.").arg(proxy),
                Text::tr("Give them in HTTPS_PROXY: http://user:password@host:port.")};
    case QNetworkReply::ProxyTimeoutError:
        return {Reason::NotSent, Text::tr("The proxy %1 did not answer in time.").arg(proxy), hint};
    case QNetworkReply::ConnectionRefusedError:
    case QNetworkReply::ProxyConnectionRefusedError:
        return {Reason::NotSent, Text::tr("Nothing answers at the proxy %1.").arg(proxy), hint};
    default:
        return {Reason::NotSent, Text::tr("The proxy %1 does not let us through.").arg(proxy),
                hint};
    }
}

NetworkError directError(Code code, const QUrl &url)
{
    const QString origin = originOf(url);
    switch (code) {
    case QNetworkReply::ConnectionRefusedError:
        return {Reason::NotSent, Text::tr("Nothing answers at %1.").arg(origin),
                Text::tr("Check host and port, and that a firewall lets you through.")};
    case QNetworkReply::HostNotFoundError:
        return {Reason::NotSent, Text::tr("There is no host named %1.").arg(url.host()),
                checkNetwork()};
    case QNetworkReply::SslHandshakeFailedError:
        return {Reason::Insecure, Text::tr("No secure connection to %1 could be made.").arg(origin),
                Text::tr("Check the date of this computer. Where a company's proxy opens TLS, add "
                         "its certificate to the system's (update-ca-certificates).")};
    case QNetworkReply::RemoteHostClosedError:
    case QNetworkReply::ContentReSendError:
        return {Reason::Lost, Text::tr("%1 hung up before its answer was complete.").arg(origin),
                Text::tr("Try again.")};
    case QNetworkReply::TimeoutError:
        return {Reason::TimedOut, Text::tr("%1 did not answer in time.").arg(origin),
                checkNetwork()};
    case QNetworkReply::TemporaryNetworkFailureError:
    case QNetworkReply::NetworkSessionFailedError:
        return {Reason::Lost, Text::tr("The network went away while talking to %1.").arg(origin),
                checkNetwork()};
    case QNetworkReply::ProtocolUnknownError:
    case QNetworkReply::ProtocolInvalidOperationError:
        return {Reason::Refused, Text::tr("%1 is no address for a web request.").arg(origin),
                Text::tr("It should begin with https:// or http://.")};
    case QNetworkReply::ProtocolFailure:
        return {Reason::Lost, Text::tr("What %1 answered is not HTTP.").arg(origin),
                Text::tr("Check host and port.")};
    default:
        return {Reason::Lost, Text::tr("The connection to %1 failed.").arg(origin), checkNetwork()};
    }
}

} // namespace

NetworkError::NetworkError(Reason reason, QString message, QString hint)
    : Error(std::move(message), std::move(hint)),
      m_reason(reason)
{
}

NetworkError networkError(Code code, const QUrl &url, const QString &proxy, const QString &said,
                          const QStringList &tlsErrors)
{
    const bool neverThere =
        code == QNetworkReply::ConnectionRefusedError || code == QNetworkReply::HostNotFoundError;
    const bool byProxy = (code > 100 && code < 200) || (neverThere && !proxy.isEmpty());
    NetworkError error = byProxy ? proxyError(code, proxy) : directError(code, url);
    error.setWhere(byProxy ? proxy : originOf(url));
    // Qt's own words may repeat the address; its query can hold anything.
    if (!tlsErrors.isEmpty())
        error.setDetail(tlsErrors.join(u' '));
    else if (!said.contains(u"://"))
        error.setDetail(redacted(said));
    return error;
}

NetworkError timedOut(const QUrl &url, std::chrono::milliseconds after)
{
    const QString seconds = QLocale().toString(double(after.count()) / 1000, 'g', 3);
    NetworkError error(Reason::TimedOut,
                       Text::tr("%1 did not answer within %2 s.").arg(originOf(url), seconds),
                       checkNetwork());
    error.setWhere(originOf(url));
    return error;
}

NetworkError tooLarge(const QUrl &url, qint64 bytes)
{
    NetworkError error(Reason::Lost,
                       Text::tr("%1 answered with more than %2.")
                           .arg(originOf(url), QLocale().formattedDataSize(bytes)),
                       Text::tr("Check host and port: this may not be the service meant."));
    error.setWhere(originOf(url));
    return error;
}

QString originOf(const QUrl &url)
{
    return url.toString(QUrl::RemoveUserInfo | QUrl::RemovePath | QUrl::RemoveQuery |
                        QUrl::RemoveFragment);
}

} // namespace arborist::cloud
