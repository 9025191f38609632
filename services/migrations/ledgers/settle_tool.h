// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/files/migration_set.h"
#include "services/migrations/ledgers/table_rows.h"
#include <optional>

namespace arborist::migrations {

/// Whose ledger a table with such columns is; nullopt: nobody's that is known. dbmate's and that of
/// Ruby on Rails are alike.
std::optional<Tool> toolOfColumns(const TableRows &table);

/// For a set that findSets() took by file names alone, before its files are read: the ledger in the
/// database decides where it names its files. Other sets stay as they are, and cost no round trip.
void settleTool(MigrationSet &set, postgres::Connection &connection);

} // namespace arborist::migrations
