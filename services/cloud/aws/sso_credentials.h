// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/cloud/aws/credentials.h"
#include "services/cloud/aws/settings.h"
#include "services/cloud/http_client.h"
#include <optional>

namespace arborist::cloud::aws {

/// What a profile of single sign-on says, with the token that `aws sso login` has left in
/// ~/.aws/sso/cache/SHA1.json, named after the session, else the start URL.
struct SsoSession {
    QString profile;
    QString account, role, region;
    QString cacheFile;
    QString token;     ///< empty if there is none
    QDateTime expires; ///< of the token
    bool canRefresh = false;

    /// nullopt for a profile without single sign-on; throws Error for one that is not complete.
    static std::optional<SsoSession> ofProfile(const QString &profile, const ProfileFiles &files);
    bool isOver() const;
};

/// Asks for the role's credentials; throws Error, with the command to sign on again.
Credentials credentialsOf(const SsoSession &session, const Settings &settings, HttpClient &client,
                          const std::stop_token &stop);

} // namespace arborist::cloud::aws
