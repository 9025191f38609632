// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QHash>
#include <QString>

namespace arborist::migrations {

/// When a migration was applied to a stage by us, and how long that took.
struct RunTime {
    QDateTime at;
    qint64 ms = 0;
};

/// The latest of each migration (by its name), from the history of runs.
QHash<QString, RunTime> runTimes(const QString &workspaceKey, const QString &stage,
                                 const QString &folder);

} // namespace arborist::migrations
