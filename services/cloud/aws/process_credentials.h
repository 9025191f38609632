// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/cloud/aws/credentials.h"
#include <stop_token>

namespace arborist::cloud::aws {

/// Runs a profile's credential_process, without a shell, and takes what it prints. Throws Error,
/// never with anything of its output.
Credentials ofProcess(const QString &command, const QString &origin, std::stop_token stop);

/// The same of `aws configure export-credentials`; `profile` may be empty.
Credentials ofCommandLine(const QString &aws, const QString &profile, std::stop_token stop);

} // namespace arborist::cloud::aws
