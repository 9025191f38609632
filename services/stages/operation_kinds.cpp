// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/operation_kinds.h"

#include <array>

namespace arborist::stages {

namespace {

constexpr OperationKind reads(Verb verb, const char *name)
{
    return {verb, name, Risk::Read, RuleSubject::Write, WayBack::NotNeeded};
}

constexpr OperationKind writes(Verb verb, const char *name, WayBack wayBack)
{
    return {verb, name, Risk::Write, RuleSubject::Write, wayBack};
}

constexpr OperationKind destroys(Verb verb, const char *name, WayBack wayBack)
{
    return {verb, name, Risk::Destructive, RuleSubject::Destructive, wayBack};
}

constexpr WayBack kNotNeeded = WayBack::NotNeeded;
constexpr WayBack kJournal = WayBack::Journal;
constexpr WayBack kDump = WayBack::Dump;
constexpr WayBack kOwn = WayBack::Own;

constexpr std::array kKinds{
    reads(Verb::Stages, "stages"),
    reads(Verb::Current, "current"),
    reads(Verb::Status, "status"),
    reads(Verb::Scan, "scan"),
    reads(Verb::History, "history"),
    reads(Verb::AuditVerify, "audit verify"),
    reads(Verb::AuditExport, "audit export"),
    reads(Verb::Lint, "lint"),
    reads(Verb::Validate, "validate"),
    reads(Verb::Compare, "compare"),
    reads(Verb::Export, "export"),
    reads(Verb::Backup, "backup"),
    reads(Verb::BackupsList, "backups list"),
    reads(Verb::BackupsVerify, "backups verify"),
    reads(Verb::Branches, "branches"),
    reads(Verb::ListProjects, "list-projects"),
    reads(Verb::Query, "query"),
    reads(Verb::Create, "create"),
    reads(Verb::Generate, "generate"),
    reads(Verb::Rehearse, "rehearse"), // on a copy
    reads(Verb::Demo, "demo"),         // a database of its own, of no project

    writes(Verb::RepairHierarchy, "repair hierarchy", kJournal),
    writes(Verb::RepairAggregations, "repair aggregations", kJournal),
    writes(Verb::RepairDates, "repair dates", kJournal),
    writes(Verb::RepairOrphans, "repair orphans", kJournal),
    writes(Verb::RepairAll, "repair all", kJournal),
    writes(Verb::RepairRecipe, "repair RECIPE", kJournal),
    // Also of a destructive run: it brings back what was lost.
    writes(Verb::Undo, "undo", kJournal),
    writes(Verb::StagesTrust, "stages trust", kNotNeeded),
    writes(Verb::StagesEdit, "edit stage", kNotNeeded),
    writes(Verb::SetTargetDb, "set target-db", kNotNeeded),
    writes(Verb::SetSourceDb, "set source-db", kNotNeeded),
    writes(Verb::UndoFiles, "undo (of files)", kNotNeeded),
    writes(Verb::Migrate, "migrate", kDump),
    writes(Verb::Baseline, "baseline", kDump),
    writes(Verb::Push, "push", kDump),
    OperationKind{Verb::Seed, "seed", Risk::Write, RuleSubject::Seed, kOwn},
    writes(Verb::CopyOrg, "copy-org", kDump),
    writes(Verb::CreateBranch, "create-branch", kNotNeeded),
    writes(Verb::Setup, "setup", kNotNeeded),
    writes(Verb::BackupsClean, "backups clean", kNotNeeded),
    writes(Verb::RestoreInto, "restore --into", kNotNeeded), // another database, beside
    writes(Verb::QueryWrite, "query --write", kJournal),

    destroys(Verb::DeleteOrphans, "repair orphans --orphans delete", kJournal),
    // What the undone undo had put back goes again.
    destroys(Verb::UndoRestored, "undo (of an undo)", kJournal),
    destroys(Verb::Rollback, "rollback", kDump),
    OperationKind{Verb::SeedFresh, "seed --fresh", Risk::Destructive, RuleSubject::Seed, kOwn},
    OperationKind{Verb::Reset, "reset", Risk::Destructive, RuleSubject::Reset, kOwn},
    destroys(Verb::Wipe, "wipe", kOwn),
    destroys(Verb::PurgeOrg, "purge-org", kDump),
    destroys(Verb::Import, "import", kOwn),
    destroys(Verb::Restore, "restore", kOwn),
    destroys(Verb::RestoreInPlace, "restore --in-place", kDump),
    // All that the backup before it does not hold goes.
    destroys(Verb::UndoInPlace, "undo restore --in-place", kDump),
    destroys(Verb::DeleteBranch, "delete-branch", kDump),
    destroys(Verb::RefreshStaging, "refresh-staging", kDump),
    destroys(Verb::QueryDelete, "query --write (deleting)", kJournal),
};

constexpr bool isInOrder()
{
    for (std::size_t i = 0; i < kKinds.size(); ++i) {
        if (kKinds[i].verb != Verb(i))
            return false;
    }
    return kKinds.back().verb == Verb::QueryDelete;
}
static_assert(isInOrder());

} // namespace

std::span<const OperationKind> operationKinds()
{
    return kKinds;
}

const OperationKind &operationKind(Verb verb)
{
    return kKinds[std::size_t(verb)];
}

} // namespace arborist::stages
