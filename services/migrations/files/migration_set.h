// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/files/migration.h"
#include "services/migrations/files/problem.h"
#include "services/migrations/files/tool.h"
#include <QString>
#include <vector>

namespace arborist::stages {
class Workspace;
}

namespace arborist::migrations {

/// The ledger's table, as the tool is told it.
struct LedgerName {
    QString schema; ///< empty: the connection's own
    QString table;
    bool operator==(const LedgerName &) const = default;
};

/// One folder of migrations. Order is that in which the tool runs them.
struct MigrationSet {
    Tool tool = Tool::Sql;
    QString folder; ///< absolute
    QString shown;  ///< from the top of the project: "backend/drizzle"
    LedgerName ledger;
    bool isGuess = false; ///< told by file names alone: see settleTool() in ledgers/
    QString project;      ///< absolute; the top of the project
    QString run, revert;  ///< the project's own commands, as [migrations] has them
    std::vector<Migration> migrations;
    /// What is wrong with the files alone: missing, orphaned, in conflict, not readable.
    std::vector<Problem> problems;

    const Migration *find(const QString &nameOrId) const; ///< nullptr if there is none
};

/// The folders of a project: what [migrations] of arborist.toml says, else what drizzle.config.*
/// says and what the folders look like. Only the beginnings of files are read. Throws Error (file,
/// line) for a section that cannot be followed.
std::vector<MigrationSet> findSets(const stages::Workspace &workspace);

/// Reads the files of one that findSets() gave. Never throws for what is in the files: that goes to
/// `problems`, and what can be read is still there.
MigrationSet readSet(MigrationSet found);

/// Both, all sets.
std::vector<MigrationSet> readSets(const stages::Workspace &workspace);

} // namespace arborist::migrations
