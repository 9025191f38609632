// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/error.h"
#include "services/postgres/ssh/ssh_host.h"
#include <QStringList>
#include <optional>

namespace arborist::postgres {

/// Why ssh ended before the tunnel stood. `said` is its standard error without the debug lines.
Error tunnelFailed(const SshHost &host, const QStringList &said);

/// The tunnel did not stand in time.
Error tunnelTimeout(const SshHost &host, int seconds);

/// The tunnel stands, but ssh refused to take a connection through it to `target`; nullopt if it
/// did not say so.
std::optional<Error> forwardRefused(const SshHost &host, const QString &target,
                                    const QStringList &said);

/// ssh ended in the middle of a connection.
Error tunnelBroke(const SshHost &host, const QStringList &said);

} // namespace arborist::postgres
