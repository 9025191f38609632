// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/files/migration_set.h"
#include <QByteArray>
#include <QStringList>
#include <vector>

namespace arborist::migrations {

/// A snapshot on disk, and what its head says.
struct SnapshotFile {
    QString path;  ///< absolute
    QString shown; ///< from the top of the project
    QString name;  ///< what it belongs to: "0003" for meta/0003_snapshot.json; v1: its folder
    QString id;    ///< empty where the file cannot be read as one
    QStringList parents;
    QString version;
};

/// The snapshots of a Drizzle set, in the order of their names. Only the head of each file is read.
class SnapshotFiles
{
public:
    explicit SnapshotFiles(const MigrationSet &set);

    const std::vector<SnapshotFile> &all() const { return m_files; }
    bool isEmpty() const { return m_files.empty(); }
    const SnapshotFile &last() const { return m_files.back(); }
    const SnapshotFile *byId(const QString &id) const; ///< nullptr if there is none
    const SnapshotFile *byName(const QString &name) const;
    /// Of the newest; "9" where there is none.
    QString version() const;
    /// Those that are nobody's parent, the newest first, as drizzle-kit 1.0 lists them.
    std::vector<SnapshotFile> leaves() const;
    /// Throws Error where two have the same parent (0.31), or one cannot be read: drizzle-kit then
    /// generates nothing more.
    void checkChain() const;

private:
    std::vector<SnapshotFile> m_files;
};

/// All of it, up to 64 MiB; throws Error.
QByteArray readSnapshotFile(const SnapshotFile &file);

/// "a, b and c" of their names.
QString namesOf(const std::vector<SnapshotFile> &files);

} // namespace arborist::migrations
