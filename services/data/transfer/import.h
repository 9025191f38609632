// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/run_log.h"
#include "services/data/tables/data_tables.h"
#include "services/operations/operation.h"

namespace arborist::data {

struct ImportOrder {
    QString folder;     ///< an archive
    QStringList tables; ///< words as DataTables::select() takes them; empty: all of the archive
    bool firesTriggers = false;
    int lockSeconds = 10;
    PlanTarget target;
    std::vector<migrations::LedgerName> ledgers; ///< of the project: ledgersOf()
};

/// Plans to replace the rows of the tables by the archive's, in one transaction: all of it or
/// nothing. Columns are mapped by name; the plan tells what differs. The run checks every byte of
/// the archive first, and keeps the former rows in its journal ("archive"). Throws Error, mostly
/// refusing: no archive, a table that is not there, columns that do not fit, rights.
operations::PlannedOperationPtr
planImport(const ImportOrder &order, postgres::Connection &connection, OperationContext &context);

/// Plans to put back what an import or a wipe took away, from the archive that it kept. The undo
/// keeps what it replaces, so that it can be taken back as well. Throws Error: taken back already,
/// expired, nothing was changed, still under way, another database.
operations::PlannedOperationPtr planArchiveUndo(const RunRecord &run,
                                                const std::vector<migrations::LedgerName> &ledgers,
                                                postgres::Connection &connection,
                                                OperationContext &context);

} // namespace arborist::data
