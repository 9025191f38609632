// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/files/migration_set.h"
#include <QStringList>

namespace arborist::migrations {

/// Each fills `migrations` and `problems` of a set that findSets() gave, as its tool reads the
/// folder; none throws. Formats: migrations.md in the documentation of the project, and the sources
/// of the tools.
void readDrizzle(MigrationSet &set);
void readDrizzleV1(MigrationSet &set);
void readTypeOrm(MigrationSet &set);
void readDbmate(MigrationSet &set);
void readGolangMigrate(MigrationSet &set);
void readGoose(MigrationSet &set);
void readNodePgMigrate(MigrationSet &set);
void readSqlFiles(MigrationSet &set);

/// How problems name a file of the set: "backend/drizzle/meta/_journal.json".
QString shownPath(const MigrationSet &set, const QString &relative);

/// Regular files of the folder and links to such, without hidden ones, in the order of bytes.
QStringList filesOf(const MigrationSet &set, const QStringList &patterns);

/// Reads the text of `migration.file`; where that fails it reports "unreadable-file".
bool readText(MigrationSet &set, Migration &migration);

/// Reports migrations that share an id with an earlier one, which their tool refuses.
void reportSameVersions(MigrationSet &set);

/// "orphan-file": the tool passes it over, for that reason.
void reportOrphan(MigrationSet &set, const QString &name, const QString &reason);

/// The number that a name begins with; nullopt where it has none, or one beyond 63 bits.
std::optional<qint64> leadingNumber(const QString &name);
/// Its digits.
QString leadingDigits(const QString &name);

} // namespace arborist::migrations
