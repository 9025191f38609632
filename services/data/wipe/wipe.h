// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/data/tables/data_tables.h"
#include "services/operations/operation.h"

namespace arborist::data {

struct WipeOrder {
    QStringList tables;          ///< words as DataTables::select() takes them; empty: all
    bool takesReferring = false; ///< tables that refer to them go along, without being named
    bool keepsSequences = false; ///< numbers go on where they are, instead of from the start
    int lockSeconds = 10;
    PlanTarget target;
    std::vector<migrations::LedgerName> ledgers; ///< of the project: ledgersOf()
};

/// Plans to empty the tables, in one transaction, after their rows were kept in the run's journal
/// ("archive": data::planArchiveUndo() puts them back). Never the ledgers of migrations nor tables
/// of extensions. Throws Error, refused where TRUNCATE ... CASCADE would take along tables that
/// were not named: it names them.
operations::PlannedOperationPtr planWipe(const WipeOrder &order, postgres::Connection &connection,
                                         OperationContext &context);

} // namespace arborist::data
