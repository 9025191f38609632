// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/cloud/aws/credentials.h"
#include "services/cloud/http_message.h"

namespace arborist::cloud::aws {

/// The request with X-Amz-Date, X-Amz-Security-Token where there is one, and Authorization, by
/// Signature Version 4. All its headers are signed, and Host as Qt sends it; signing once more
/// replaces what was there.
HttpRequest sign(HttpRequest request, const Credentials &credentials, const QByteArray &region,
                 const QByteArray &service, const QDateTime &date);

/// Method, path, query, headers and the body's hash in the form that is signed.
QByteArray canonicalRequest(const HttpRequest &request);

} // namespace arborist::cloud::aws
