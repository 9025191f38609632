// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/author/create.h"
#include "services/stages/file_change.h"
#include <vector>

namespace arborist::migrations {

/// A new migration before it is written.
struct NewFiles {
    NewMigration migration;
    std::vector<stages::FileChange> files; ///< in the order to write; what lists them comes last
    QStringList folders;                   ///< absolute; to be made where missing
    QStringList notes;                     ///< for the report
};

/// A file that is to be new. Throws a usage Error where something is there already.
stages::FileChange newFile(const MigrationSet &set, const QString &path, const QByteArray &content);

/// What `drizzle-kit generate --custom` writes, of 0.31 and of 1.0. Throws Error: a journal or
/// snapshot that cannot be read, is in conflict, or of another version.
NewFiles newDrizzleFiles(const CreateRequest &request);
NewFiles newDrizzleV1Files(const CreateRequest &request);
/// What the other tools' own commands write.
NewFiles newOtherFiles(const CreateRequest &request);

/// The name as typed, without blanks around it. Throws a usage Error for one that no file may have
/// or that would be mistaken for something else.
QString checkedName(const QString &typed);

/// "20261121001040", UTC.
QString timePrefix(const QDateTime &time);
/// The time of such a prefix; invalid for anything else.
QDateTime timeOfPrefix(const QString &prefix);

} // namespace arborist::migrations
