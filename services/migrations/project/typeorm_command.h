// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/author/project_command.h"
#include "services/migrations/run/migrate.h"

namespace arborist::migrations {

/// How the project runs TypeORM's migration:run or migration:revert.
struct TypeOrmCommand {
    ProjectCommand command;
    QString script;                      ///< what it comes to, with the scripts that it calls
    std::optional<TransactionMode> mode; ///< that the script names itself

    /// The same, with the mode handed over where the script names none.
    ProjectCommand in(TransactionMode mode) const;
};

enum class TypeOrmVerb { Run, Revert };

/// [migrations] run or revert in arborist.toml; else a script of the package.json nearest above the
/// set's folder that calls TypeORM's own command; else its script "typeorm"; else the command that
/// is installed, with the data source that is found. Reads files only. Throws Error, with what to
/// do, where TypeORM or pg is not installed, there is no data source, or the script is of a kind
/// that cannot be told where to connect to.
TypeOrmCommand typeOrmCommand(const MigrationSet &set, TypeOrmVerb verb);

} // namespace arborist::migrations
