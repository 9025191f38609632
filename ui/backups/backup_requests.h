// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/backup/manifest.h"
#include "services/backup/restore.h"
#include "services/stages/workspace.h"
#include "ui/operations/operation_flow.h"
#include <memory>

namespace arborist {

struct BackupWish {
    backup::Form form = backup::Form::Custom;
    std::optional<backup::Compression> compression; ///< none: the best that there is
    int jobs = 1;
};
struct RestoreWish {
    QString file;
    QString into; ///< a new database; empty: the stage's own
    backup::RestoreWay way = backup::RestoreWay::Auto;
    int jobs = 0; ///< by the number of processors
    bool noOwner = false;
    bool takesDependents = false; ///< in place: what depends on what is replaced goes
};

using SharedWorkspace = std::shared_ptr<const stages::Workspace>;

/// How a backup of the stage is planned, shown and run; it changes no database. `key`: how the
/// history knows the workspace.
FlowRequest backupRequest(const SharedWorkspace &workspace, const QString &key,
                          const stages::Stage &stage, const BackupWish &wish);
/// The same for a restore.
FlowRequest restoreRequest(const SharedWorkspace &workspace, const stages::Stage &stage,
                           const RestoreWish &wish);
/// The same for deleting the automatic backups that have expired.
FlowRequest cleanRequest(const SharedWorkspace &workspace, const QString &key);
/// The same for deleting these backups.
FlowRequest deleteRequest(const QString &folder, const QStringList &paths);
/// The same for dropping the databases that these runs have put aside.
FlowRequest dropKeptRequest(const QStringList &runs, const stages::Stage &stage);

} // namespace arborist
