// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/data/tables/data_table.h"
#include "services/migrations/files/migration_set.h"

namespace arborist::data {

/// Why the table is none of the application's: it tells which migrations have been applied (a
/// project's own ledger, or one that looks like a known tool's), or it is this program's. Empty for
/// the application's own.
QString reasonToLeaveOut(const DataTable &table,
                         const std::vector<migrations::LedgerName> &ledgers);

} // namespace arborist::data
