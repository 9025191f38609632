// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/backup/manifest.h"

namespace arborist::stages {
class Workspace;
}

namespace arborist::backup {

/// Where the backups of a workspace go: [backup] folder of arborist.toml from the top of the
/// project, else backups/db there; of a workspace of one URL, a folder below the data folder.
/// `key` is what the history knows the workspace by. Need not exist.
QString backupFolder(const stages::Workspace &workspace, const QString &key);
/// Those made without being asked for: <folder>/automated.
QString automaticFolder(const QString &folder);

/// "crm_dev_20261121_161651.dump", ".dir" or ".sql.gz": database, stage (unless the database's name
/// ends with it) and local time.
QString backupName(const QString &database, const QString &stage, const QDateTime &made, Form form);

/// Makes the folder (0700); a new one tells git to leave its contents alone. Throws Error.
void makeBackupFolder(const QString &folder);

/// A dump that is not complete yet has this name; nothing takes it for a backup. Its writer holds a
/// lock on "<that>.lock" as long as it lives.
QString partialOf(const QString &dump);
bool isPartial(const QString &path);
/// Removes what writers that were killed have left in a folder. Never throws.
void removePartials(const QString &folder);

/// Bytes that this user may still write where `path` is or will be; -1 where the system does not
/// tell.
qint64 freeBytes(const QString &path);

/// The file or all of the folder.
void removeDump(const QString &path);

} // namespace arborist::backup
