// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/backup/catalog.h"
#include "services/backup/restore.h"
#include "services/backup/retention.h"
#include <memory>

namespace arborist {

/// The backups of a project, as they lay there.
struct BackupsOverview {
    QString folder;
    int keepDays = 30;
    std::vector<backup::ListedBackup> backups;      ///< newest first
    std::vector<backup::Keeping> keeping;           ///< of each
    std::vector<std::optional<backup::Form>> forms; ///< of each; nullopt where nothing tells
    qint64 freeBytes = -1; ///< beside them; negative where that is not known
    QDateTime readAt;

    qint64 bytes() const
    {
        qint64 sum = 0;
        for (const backup::ListedBackup &each : backups)
            sum += each.bytes;
        return sum;
    }
};

/// Read once, then only looked at.
using BackupsReading = std::shared_ptr<const BackupsOverview>;

} // namespace arborist
