// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/error.h"
#include <QNetworkReply>

namespace arborist::cloud {

/// No complete answer came. Holds neither headers nor bodies, nor the path or query asked for.
class NetworkError final : public Error
{
public:
    enum class Reason {
        NotSent,  ///< no connection was made: the request may be sent again, whatever it does
        Lost,     ///< the connection broke: the other side may have done what was asked
        TimedOut, ///< the same
        Insecure, ///< TLS: nothing was sent
        Refused,  ///< by us: nothing was sent
    };

    NetworkError(Reason reason, QString message, QString hint);
    Reason reason() const { return m_reason; }

private:
    Reason m_reason;
};

/// Why a request failed, by what Qt says; `proxy` is empty without one.
NetworkError networkError(QNetworkReply::NetworkError code, const QUrl &url, const QString &proxy,
                          const QString &said, const QStringList &tlsErrors);

NetworkError timedOut(const QUrl &url, std::chrono::milliseconds after);
NetworkError tooLarge(const QUrl &url, qint64 bytes);

/// "https://host:port", without anything that could be a secret.
QString originOf(const QUrl &url);

} // namespace arborist::cloud
