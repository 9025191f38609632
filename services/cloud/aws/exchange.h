// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/cloud/http_client.h"
#include <QDateTime>
#include <functional>

namespace arborist::cloud::aws {

/// Makes the request for one try; `now` is the time by the service's clock, as far as it is known.
using MakeRequest = std::function<HttpRequest(const QDateTime &now)>;

/// Asks for something that may be asked more than once: up to three times on lost connections,
/// throttling and trouble of the service, with random pauses that grow; once more with the
/// service's time when the clocks differ. Returns an answer with status 2xx; throws ServiceError,
/// NetworkError, or Error::cancelled().
HttpReply exchange(HttpClient &client, const MakeRequest &make, const std::stop_token &stop);

} // namespace arborist::cloud::aws
