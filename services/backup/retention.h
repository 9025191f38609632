// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/backup/catalog.h"
#include "services/operations/operation.h"

namespace arborist::backup {

/// How long a backup is kept.
struct Keeping {
    enum class Until {
        Ever,  ///< a manual or a foreign one
        Newer, ///< until there is a newer automatic one of its stage
        Date,
    };
    Until until = Until::Ever;
    QDateTime date; ///< deleted by `backups clean` after it
};

/// Of each of them; `all` as listBackups() has it, newest first.
std::vector<Keeping> keepingOf(const std::vector<ListedBackup> &all, int keepDays);

/// Which of them `backups clean` deletes: automatic ones of ours that are older than so many days,
/// but never the newest automatic one of a stage. Manual and foreign ones never.
std::vector<ListedBackup> expiredBackups(const std::vector<ListedBackup> &all, int keepDays,
                                         const QDateTime &now);

/// Plans to delete those of the folder. Throws Error.
operations::PlannedOperationPtr planClean(const QString &folder, int keepDays,
                                          const PlanTarget &target,
                                          const QDateTime &now = QDateTime::currentDateTimeUtc());

/// Plans to delete these backups of the folder, whoever made them; nothing brings them back. Throws
/// Error: one that is not there (any more).
operations::PlannedOperationPtr planDelete(const QString &folder, const QStringList &paths,
                                           const PlanTarget &target);

} // namespace arborist::backup
