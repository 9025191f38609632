// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/snapshot/snapshot_file.h"
#include "services/migrations/snapshot/snapshot_rows.h"
#include <QHash>
#include <QSet>

namespace arborist::migrations {

/// Version 9: the first snapshot of a folder holds a schema, the others what is different. Several
/// parents are branches that were merged: what the others have beyond the first is added to it.
class SnapshotReplay
{
public:
    /// `files` must outlive it.
    explicit SnapshotReplay(const SnapshotFiles &files) : m_files(files) {}

    /// Throws Error: a parent is missing, or the chain leads into itself.
    Snapshot after(const QString &id);
    Snapshot before(const QString &id);

private:
    const QJsonObject &content(const QString &id);
    QSet<QString> history(const QString &id);
    SnapshotRows rowsAfter(const QString &id);
    SnapshotRows rowsBefore(const QString &id);

    const SnapshotFiles &m_files;
    QHash<QString, QJsonObject> m_contents;
};

} // namespace arborist::migrations
