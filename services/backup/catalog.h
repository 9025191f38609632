// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/backup/manifest.h"

namespace arborist::backup {

/// A backup as it lies in a folder.
struct ListedBackup {
    QString path;
    QDateTime made; ///< of the manifest, else the file's
    qint64 bytes = 0;
    bool automatic = false;           ///< it lies among the automated ones, or says so
    std::optional<Manifest> manifest; ///< none: somebody else's dump
    QString problem;                  ///< of the manifest; empty for none
};

/// Everything in the folder and its automated/ that is a dump, ours or not, newest first. Sweeps
/// what killed writers left. Reads heads of files only. File work; throws Error where the folder
/// cannot be read; none where it does not exist.
std::vector<ListedBackup> listBackups(const QString &folder);

/// The newest backup of that database there.
std::optional<Manifest> lastOf(const QString &folder, const QString &fingerprint);

/// A path in the folder that nothing has yet: backupName(), with a number where two are made within
/// a second.
QString newDump(const QString &folder, const QString &database, const QString &stage,
                const QDateTime &made, Form form);

} // namespace arborist::backup
