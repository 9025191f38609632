// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/backup/database_twin.h"
#include <stop_token>

namespace arborist::postgres {
class Connection;
}

namespace arborist::backup {

/// Why no database can be made beside that one and take its name: a sentence; empty if it can.
/// Throws Error::cancelled().
QString whyNotBeside(postgres::Connection &connection, const DatabaseTraits &traits,
                     const std::stop_token &stop);

/// Those of the roles that the server does not have.
QStringList missingRoles(postgres::Connection &connection, const QStringList &roles);

/// What is free where the server keeps its data; negative where that is another machine, or nobody
/// may know.
qint64 freeSpaceOf(postgres::Connection &connection);

} // namespace arborist::backup
