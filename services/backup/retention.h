// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/backup/catalog.h"
#include "services/operations/operation.h"

namespace arborist::backup {

/// Which of them `backups clean` deletes: automatic ones of ours that are older than so many days,
/// but never the newest automatic one of a stage. Manual and foreign ones never.
std::vector<ListedBackup> expiredBackups(const std::vector<ListedBackup> &all, int keepDays,
                                         const QDateTime &now);

/// Plans to delete those of the folder. Throws Error.
operations::PlannedOperationPtr planClean(const QString &folder, int keepDays,
                                          const PlanTarget &target,
                                          const QDateTime &now = QDateTime::currentDateTimeUtc());

} // namespace arborist::backup
