// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/cloud/aws/credentials.h"
#include "services/cloud/aws/settings.h"
#include "services/cloud/http_client.h"

namespace arborist::cloud::aws {

/// A role as a profile names it.
struct Role {
    QString arn;
    QString sessionName; ///< how AWS's logs name us; made up if empty
    QString externalId;  ///< may be empty
    int seconds = 0;     ///< how long it lasts; 0 leaves it to AWS
    QString origin;
};

/// Asks STS for the role's credentials. Throws Error.
Credentials assumeRole(const Role &role, const Credentials &base, const Settings &settings,
                       HttpClient &client, const std::stop_token &stop);

} // namespace arborist::cloud::aws
