// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/cloud/aws/settings.h"
#include <stop_token>

namespace arborist::cloud::aws {

/// The text of a secret's current version, asked from AWS Secrets Manager now; `id` is its name or
/// ARN. Throws Error with a hint that says what to do, never with anything of the secret.
QString secretText(const QString &id, const Account &account, const std::stop_token &stop);

} // namespace arborist::cloud::aws
