// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/operation_context.h"
#include "services/data/transfer/column_mapping.h"

namespace arborist::data {

/// Copies the archive's rows into the tables, which are empty; returns how many. `emptied`: those
/// that this same transaction has truncated. Progress in bytes. Throws Error where a file does not
/// hold the rows that the manifest tells, or not all of them arrived.
qint64 loadRows(const Archive &archive, const std::vector<ColumnMapping> &mappings,
                const DataTables &tables, const DataTables::Set &emptied, bool firesTriggers,
                postgres::Connection &connection, OperationContext &context);

/// Sets the sequences as the archive has them, by the column that they belong to, `isWhole` also
/// those of their own, by name; what belongs to a column and is not in the archive gives out what
/// comes after the highest value. Goes with the transaction, unlike setval() alone.
void loadSequences(const Archive &archive, const std::vector<ColumnMapping> &mappings,
                   const DataTables &tables, bool isWhole, postgres::Connection &connection);

} // namespace arborist::data
