// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/lint/hazard.h"
#include "services/migrations/status.h"
#include "services/operations/operation.h"
#include <QStringList>
#include <chrono>

namespace arborist {
struct RunRecord;
}

namespace arborist::migrations {

enum class TransactionMode {
    Each, ///< one a migration
    All,  ///< one for all of them
    None, ///< every statement on its own; progress is kept after each
};

/// How long others are waited for. A statement that waits for a lock makes everybody queue behind
/// it, so it gives up early, and all of its transaction is tried again later.
struct LockPatience {
    std::chrono::milliseconds timeout{2000};   ///< lock_timeout of each attempt; 0: none
    int tries = 10;                            ///< attempts in all
    std::chrono::milliseconds pause{500};      ///< before the second one; doubled up to 15 s
    std::chrono::milliseconds others{600'000}; ///< for another run of migrations to end
};

/// What becomes of a statement that was under way when a former run was cut off, where the catalog
/// does not tell whether it took effect.
enum class Unsure { Refuse, Repeat, Skip };

struct MigrateRequest {
    MigrationSet set;
    QString from, to;   ///< names or ids, both included; empty: from the first pending, to the last
    QStringList chosen; ///< exactly these, also skipped ones; empty: what is pending
    TransactionMode mode = TransactionMode::Each;
    std::vector<RequiredColumns> requiredColumns;
    PlanTarget target;
    LockPatience patience;
    Unsure unsure = Unsure::Refuse;
};

/// Plans applying migrations: each a step with its statements, locks, hazards and the row that the
/// ledger gets. Refuses (Error) what cannot go well: a pooled address, a conflict in the journal,
/// missing files, an unknown --from or --to. The run's report has a step for each migration, with
/// its name as title.
operations::PlannedOperationPtr planMigrate(const MigrateRequest &request,
                                            postgres::Connection &connection,
                                            OperationContext &context);

struct RollbackRequest {
    MigrationSet set;
    int steps = 1;
    QString to;         ///< what comes after it is taken back; outranks steps
    QStringList chosen; ///< exactly these; outranks both
    PlanTarget target;
    LockPatience patience;
};

/// Plans taking the last applied ones back by their down scripts, newest first; shows what is lost.
/// Throws Error where one has no down script, or is not among the last and its tool would never
/// apply it again.
operations::PlannedOperationPtr planRollback(const RollbackRequest &request,
                                             postgres::Connection &connection,
                                             OperationContext &context);

/// Whether the run applied migrations: it is taken back by planRollback().
bool appliedMigrations(const RunRecord &run);
/// The names of those that it applied, in that order.
QStringList migrationsOf(const RunRecord &run);
/// Of the folder whose migrations it applied: MigrationSet::shown.
QString folderOf(const RunRecord &run);

struct BaselineRequest {
    MigrationSet set;
    QString upTo;       ///< name or id: it and those before it
    QStringList chosen; ///< exactly these instead ("mark as applied")
    PlanTarget target;
    LockPatience patience;
};

/// Plans recording migrations as applied without running them.
operations::PlannedOperationPtr planBaseline(const BaselineRequest &request,
                                             postgres::Connection &connection,
                                             OperationContext &context);

struct LedgerFixRequest {
    MigrationSet set;
    std::vector<qint64> forget; ///< LedgerRow::row of rows to take away: orphans, duplicates
    bool setNames = false;      ///< Drizzle: names in rows of five columns that have none
    PlanTarget target;
    LockPatience patience;
};

/// Plans mending the ledger itself; no migration is run. Throws Error: no such row, another tool.
operations::PlannedOperationPtr planLedgerFix(const LedgerFixRequest &request,
                                              postgres::Connection &connection,
                                              OperationContext &context);

} // namespace arborist::migrations
