// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/cloud/aws/credentials.h"
#include "services/cloud/aws/settings.h"
#include "services/cloud/http_client.h"
#include "services/core/error.h"
#include <optional>

namespace arborist::cloud::aws {

/// Finds credentials in the order of the AWS CLI: environment (unless the account names a
/// profile), then of the profile: role to assume, single sign-on, credentials file,
/// credential_process, config file; at last whatever `aws configure export-credentials` finds.
class CredentialChain
{
public:
    CredentialChain(const Settings &settings, HttpClient &client, std::stop_token stop);

    /// Throws Error whose details name every place that was looked at, or that tells what is wrong
    /// with the place that should have had them.
    Credentials find();

private:
    std::optional<Credentials> fromEnvironment();
    std::optional<Credentials> fromProfile(const QString &profile, QStringList roles = {});
    std::optional<Credentials> fromRole(const QString &profile, QStringList roles);
    std::optional<Credentials> fromSignOn(const QString &profile);
    std::optional<Credentials> fromKeys(const QString &profile, const IniFile &file,
                                        const QString &section);
    std::optional<Credentials> fromCommandLine();
    Error notFound() const;

    const Settings &m_settings;
    HttpClient &m_client;
    std::stop_token m_stop;
    QStringList m_places; ///< looked at in vain, with the reason
};

} // namespace arborist::cloud::aws
