// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/plan.h"
#include "services/data/reset/source_database.h"
#include "services/data/tables/data_tables.h"
#include "services/migrations/files/migration_set.h"

namespace arborist::data {

/// Adds to the plan of a reset what copyRows() would bring, as far as it can be told beforehand:
/// the source compared with the tables as they are now (`now`, of `connection`), since those that
/// migrations will make are not there yet. The names of its tables go into the request. Throws
/// Error where the source does not answer.
void previewCopy(Plan &plan, const SourceDatabase &source, const DataTables &now,
                 const std::vector<migrations::LedgerName> &ledgers,
                 postgres::Connection &connection, const OperationContext &context);

} // namespace arborist::data
