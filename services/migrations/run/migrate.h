// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/lint/hazard.h"
#include "services/migrations/status.h"
#include "services/operations/operation.h"
#include <QStringList>

namespace arborist::migrations {

enum class TransactionMode {
    Each, ///< one a migration
    All,  ///< one for all of them
    None, ///< every statement on its own; progress is kept after each
};

struct MigrateRequest {
    MigrationSet set;
    QString from, to;   ///< names or ids, both included; empty: from the first pending, to the last
    QStringList chosen; ///< exactly these, also skipped ones; empty: what is pending
    TransactionMode mode = TransactionMode::Each;
    std::vector<RequiredColumns> requiredColumns;
    PlanTarget target;
};

/// Plans applying migrations: each a step with its statements, locks, hazards and the row that the
/// ledger gets. Refuses (Error) what cannot go well: a pooled address, a conflict in the journal,
/// missing files, an unknown --from or --to.
operations::PlannedOperationPtr planMigrate(const MigrateRequest &request,
                                            postgres::Connection &connection,
                                            OperationContext &context);

struct RollbackRequest {
    MigrationSet set;
    int steps = 1;
    QString to; ///< what comes after it is taken back; outranks steps
    PlanTarget target;
};

/// Plans taking the last applied ones back by their down scripts, newest first; shows what is lost.
operations::PlannedOperationPtr planRollback(const RollbackRequest &request,
                                             postgres::Connection &connection,
                                             OperationContext &context);

struct BaselineRequest {
    MigrationSet set;
    QString upTo;       ///< name or id: it and those before it
    QStringList chosen; ///< exactly these instead ("mark as applied")
    PlanTarget target;
};

/// Plans recording migrations as applied without running them.
operations::PlannedOperationPtr planBaseline(const BaselineRequest &request,
                                             postgres::Connection &connection,
                                             OperationContext &context);

} // namespace arborist::migrations
