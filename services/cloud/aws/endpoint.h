// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/cloud/aws/settings.h"
#include <QUrl>

namespace arborist::cloud::aws {

/// A service of AWS, as hosts, signatures and settings name it.
struct Service {
    QByteArray id;      ///< "secrets_manager": [services], and upper-case AWS_ENDPOINT_URL_<ID>
    QByteArray host;    ///< "secretsmanager", before the region
    QByteArray signing; ///< name in signatures
};

const Service &secretsManager();
const Service &sts();
const Service &singleSignOn();

/// Where a service is asked: AWS_ENDPOINT_URL_<ID>, AWS_ENDPOINT_URL, the profile's [services]
/// section, its endpoint_url, else AWS's own host of the region's partition. The path of an
/// override is kept. Throws Error for an override that is no web address, and for a region that is
/// none.
QUrl endpointFor(const Service &service, const QString &region, const Settings &settings);

} // namespace arborist::cloud::aws
