// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/author/project_command.h"
#include "services/postgres/connection_info.h"
#include <QMap>

namespace arborist::migrations {

/// The variables of the environment with which the project's own command reaches that database and
/// no other, by what drizzle.config.* reads: an address as a whole, one that is put together from
/// parts, or the parts themselves. The configuration is then read once more with these values, and
/// has to say that address. Throws a refusing Error, with what stands in the way and what to do,
/// where that cannot be told without running the configuration.
QMap<QString, QString> pushVariables(const MigrationSet &set, const ProjectCommand &command,
                                     const postgres::ConnectionInfo &address);

} // namespace arborist::migrations
