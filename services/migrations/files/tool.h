// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <optional>

namespace arborist::migrations {

/// Who wrote a folder of migrations, and whose ledger it has.
enum class Tool {
    Drizzle,   ///< drizzle-orm up to 0.45: meta/_journal.json and <tag>.sql
    DrizzleV1, ///< drizzle-orm 1.0: a folder a migration, with migration.sql
    TypeOrm,
    Dbmate,
    GolangMigrate,
    Goose,
    NodePgMigrate,
    Sql, ///< plain SQL with "-- Up" and "-- Down"; the ledger is ours
};

/// "drizzle", "drizzle-v1", "typeorm" ...: as JSON and arborist.toml have it.
QString toKey(Tool tool);
/// "Drizzle", "TypeORM", "golang-migrate": for people.
QString toString(Tool tool);
/// Of a word of arborist.toml; "drizzle" is Tool::Drizzle, whichever its folder is.
std::optional<Tool> toolFromKey(const QString &key);

} // namespace arborist::migrations
