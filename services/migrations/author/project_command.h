// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/author/terminal_process.h"
#include "services/migrations/files/migration_set.h"

namespace arborist::migrations {

/// A command of the project itself: how its people make migrations, or push without one.
struct ProjectCommand {
    QStringList words; ///< program and arguments; empty: the project has none
    QString folder;    ///< absolute; it runs there
    QString origin;    ///< for people: "generate in arborist.toml", "db:generate in package.json"
    bool isDrizzleKit = false; ///< drizzle-kit itself, or a script that is known to call it

    bool isEmpty() const { return words.isEmpty(); }
    /// As it would be typed.
    QString shown() const;
    /// With further arguments, handed through npm's and pnpm's "run" to the script.
    ProjectCommand with(const QStringList &arguments) const;
    /// To be run, with projectEnvironment().
    ConsoleCommand toConsole(ConsoleCommand::Console console) const;
};

/// [migrations] generate in arborist.toml; else the script generate-sql, db:generate or
/// drizzle:generate of the package.json nearest above the set's folder, by the package manager
/// whose lock file lies there; else `npx drizzle-kit generate` where drizzle-kit is installed; for
/// TypeORM its scripts alone. Throws Error (file, line) for a command that cannot be split into
/// words.
ProjectCommand generateCommand(const stages::Workspace &workspace, const MigrationSet &set);
/// The same for [migrations] push, the scripts db:push and push, `npx drizzle-kit push`.
ProjectCommand pushCommand(const stages::Workspace &workspace, const MigrationSet &set);

/// What these commands get of our environment: what any program of the user needs, and what Node,
/// its package managers and version managers go by. No passwords, no addresses of databases.
QProcessEnvironment projectEnvironment();

} // namespace arborist::migrations
