// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/data/tables/data_tables.h"
#include "services/data/transfer/archive.h"
#include "services/operations/operation.h"
#include <functional>

namespace arborist::data {

/// Does `work` in one transaction on the run's connection, where a wait for a lock ends after so
/// many seconds with an Error that says who is in the way. Rolls back what `work` throws.
void inLockingTransaction(operations::Run &run, int seconds,
                          const std::function<void(postgres::Connection &)> &work);

/// Writes the former rows of the tables, which must be locked against writers, into an archive in
/// the folder of the journal, and notes it there as the way back ("archive": "folder" relative to
/// that folder, "transaction" whose end tells whether it is needed); returns how many. Throws
/// Error.
Archive keepRows(operations::Run &run, const DataTables &tables, const DataTables::Set &set,
                 bool isWhole, const std::vector<migrations::LedgerName> &ledgers, double weight);

/// Names, columns and keys of the tables, in a form that compares: the run does what was planned
/// only while this is the same.
QString schemaText(const DataTables &tables, const DataTables::Set &set);

} // namespace arborist::data
