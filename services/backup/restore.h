// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/run_log.h"
#include "services/operations/operation.h"

namespace arborist::backup {

/// Where a dump is restored to.
enum class RestoreWay {
    Auto,    ///< beside where that can be, else in place
    Beside,  ///< into a new database, which then takes the name; the old one is put aside
    InPlace, ///< into the database itself, in one transaction, behind a safety backup
};

struct RestoreRequest {
    QString file; ///< file or folder
    QString into; ///< a new database of this name, and nothing is replaced; empty: the stage's own
    int jobs = 0; ///< of pg_restore; 0: by the number of processors
    bool noOwner = false; ///< what is in it belongs to the role that restores it
    RestoreWay way = RestoreWay::Auto;
    /// In place: what depends on what is replaced, and is not in the dump, goes. Else it is
    /// refused.
    bool takesDependents = false;
    PlanTarget target;
    int keepDays = 30; ///< [backup] keep_automatic_days: how long the old one is kept
};

/// Looks through the dump and at the server, and plans. Nothing is changed. Throws Error: no dump,
/// a damaged one, roles that are missing, no way to restore it; Error::cancelled().
operations::PlannedOperationPtr planRestore(const RestoreRequest &request,
                                            postgres::Connection &connection,
                                            OperationContext &context);

/// A database that a run has put aside and that is still there.
struct KeptDatabase {
    QString run;      ///< that put it aside
    QString name;     ///< that it has now
    QString original; ///< that it had
    quint32 oid = 0;
    QDateTime since;
    qint64 bytes = -1; ///< negative where this role may not know
    bool operator==(const KeptDatabase &) const = default;
};

/// Plans to put the names back: the database that the run put aside is in use again, and the one
/// that took its place is put aside. Throws Error where either is gone. The undo of a restore, of a
/// reset by new database, and of such an undo.
operations::PlannedOperationPtr planSwapBack(const RunRecord &run, const PlanTarget &target,
                                             postgres::Connection &connection);

/// Plans to take back a restore in place, or such an undo: the backup that was made before it is
/// restored in place, and all that it does not hold goes. Throws Error: the backup is gone, the run
/// changed nothing, something belongs to other roles.
operations::PlannedOperationPtr planRestoreBack(const RunRecord &run, const PlanTarget &target,
                                                postgres::Connection &connection,
                                                OperationContext &context);

/// Under this kind the journal of a restore in place has the transaction that it is done in:
/// {"transaction": pg_current_xact_id()}. Missing where no undo is possible.
extern const QString kInPlace;

/// What was put aside for the database of that connection, by the marks on the server: whatever
/// became of the journals, and on whatever machine they are. Oldest first. Throws Error.
std::vector<KeptDatabase> keptDatabases(postgres::Connection &connection);

/// Plans to drop them, for clean-up after the set time or before it; those that are gone already
/// are left out.
operations::PlannedOperationPtr planDropKept(const std::vector<KeptDatabase> &databases,
                                             const PlanTarget &target,
                                             postgres::Connection &connection);

} // namespace arborist::backup
