// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/hierarchy/mapping.h"
#include <QString>
#include <vector>

namespace arborist::postgres {
class Connection;
}

namespace arborist::cli {

class Session;

/// The hierarchies that a command is about: those of the workspace file, else what is found in the
/// database, with the rules kept on this machine, narrowed to the named table. With an
/// organization, tables without organizations are left out of several. Never empty: throws a usage
/// Error that tells what there is.
std::vector<hierarchy::Mapping> chooseMappings(Session &session, postgres::Connection &connection,
                                               const QString &table, const QString &organization);

/// The same where only one will do.
hierarchy::Mapping chooseMapping(Session &session, postgres::Connection &connection,
                                 const QString &table, const QString &organization);

} // namespace arborist::cli
