// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/cloud/aws/credentials.h"
#include "services/cloud/aws/endpoint.h"
#include "services/cloud/http_client.h"
#include <QJsonObject>
#include <optional>

namespace arborist::cloud::aws {

/// A service that speaks JSON. Finds credentials at the first call and keeps them; used by one
/// thread.
class Client
{
public:
    /// `region` goes before what `account` leaves open, as an ARN tells it. Throws Error when there
    /// is none at all.
    Client(const Service &service, const Account &account, const QString &region = {});

    /// `target` as in X-Amz-Target: "secretsmanager.GetSecretValue". For calls that may be made
    /// more than once (see exchange.h). Throws ServiceError and Error.
    QJsonObject call(const QByteArray &target, const QJsonObject &input,
                     const std::stop_token &stop);

    const QString &region() const { return m_region; }
    const Settings &settings() const { return m_settings; }
    /// Of the last call; empty before.
    const std::optional<Credentials> &credentials() const { return m_credentials; }

private:
    Service m_service;
    Settings m_settings;
    QString m_region;
    HttpClient m_http;
    std::optional<Credentials> m_credentials;
};

} // namespace arborist::cloud::aws
