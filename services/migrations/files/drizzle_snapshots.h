// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <optional>

namespace arborist::migrations {

/// What the chain of snapshots needs of one; the schema in it is left alone.
struct SnapshotHead {
    QString id;
    QStringList parents; ///< prevId, or 1.0's prevIds
    QString version;     ///< "7"; 1.0: "8", "9"
};

/// Of a file of drizzle-kit. nullopt where it is not there or not whole; `problem` tells why then,
/// and is empty where there is none.
std::optional<SnapshotHead> readSnapshotHead(const QString &path, QString &problem);

} // namespace arborist::migrations
