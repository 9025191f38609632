// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/ledgers/progress_table.h"
#include "services/migrations/run/migrate.h"

namespace arborist::migrations {

/// Throws Error where nothing may be applied or recorded: the journal in conflict, files missing,
/// the ledger another tool's or in a state that has to be mended first.
void refuseBroken(const MigrationSet &set, const SetStatus &status);

/// Throws where no SQL can be run for it: the project's own command has to.
void refuseForeign(const MigrationSet &set, const Migration &migration);

/// How far a former run got with it in that direction.
std::optional<PartialRun> partialOf(const SetStatus &status, const Migration &migration,
                                    bool isDown);

/// Index of a migration by name or id; throws a usage Error that names `option` and those that are
/// alike.
qsizetype indexOf(const MigrationSet &set, const QString &nameOrId, const QString &option);

/// Indexes of those to apply, in the order in which they run.
/// Throws where one was begun, and not by us: nobody knows how far it is.
std::vector<qsizetype> selectToApply(const MigrateRequest &request, const SetStatus &status);

/// Indexes of those to take back, newest first.
std::vector<qsizetype> selectToTakeBack(const RollbackRequest &request, const SetStatus &status);

/// Indexes of those to record.
std::vector<qsizetype> selectToRecord(const BaselineRequest &request, const SetStatus &status);

} // namespace arborist::migrations
