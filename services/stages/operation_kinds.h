// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/stages/policy_terms.h"
#include <span>

namespace arborist::stages {

/// Everything that can be done, by the verbs of the command line.
enum class Verb {
    // Reading: no database is changed. Some write files.
    Stages,
    Current,
    Status,
    Scan,
    History,
    AuditVerify,
    AuditExport,
    Lint,
    Validate,
    Compare,
    Export,
    Backup,
    BackupsList,
    BackupsVerify,
    Branches,
    ListProjects,
    Query,
    Create,
    Generate,
    Rehearse,
    Demo,
    // Writing.
    RepairHierarchy,
    RepairAggregations,
    RepairDates,
    RepairOrphans,
    RepairAll,
    RepairRecipe,
    Undo,
    StagesTrust,
    StagesEdit,
    SetTargetDb,
    SetSourceDb,
    UndoFiles,
    Migrate,
    Baseline,
    Push,
    Seed,
    CopyOrg,
    CreateBranch,
    Setup,
    BackupsClean,
    RestoreInto,
    QueryWrite,
    // Destructive.
    DeleteOrphans,
    UndoRestored,
    Rollback,
    SeedFresh,
    Reset,
    Wipe,
    PurgeOrg,
    Import,
    Restore,
    RestoreInPlace,
    UndoInPlace,
    DeleteBranch,
    RefreshStaging,
    QueryDelete,
};

/// How an operation is taken back.
enum class WayBack {
    NotNeeded, ///< it changes no database: a file, this machine's records, a branch beside it
    Journal,   ///< the run's journal keeps every row that it changes, adds or deletes
    Dump,      ///< by a dump of the database only, made before it
    Own,       ///< the run itself keeps what it replaces: the old database, an archive of tables
};

/// One operation as the policy sees it.
struct OperationKind {
    Verb verb;
    const char *name; ///< as it is typed: "repair orphans --orphans delete"
    Risk risk;
    RuleSubject subject; ///< which rules hold, other than for reading
    WayBack wayBack;
};

/// The one table of operations, in the order of Verb. An operation that is new gets a row here and
/// needs nothing else to have its rules.
std::span<const OperationKind> operationKinds();
const OperationKind &operationKind(Verb verb);

} // namespace arborist::stages
