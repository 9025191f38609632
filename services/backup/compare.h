// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/backup/manifest.h"
#include "services/core/operation_context.h"

namespace arborist::backup {

/// A table in a backup and in a database.
struct ComparedTable {
    QString name;
    qint64 then = -1; ///< rows in the backup; negative: it is not there
    qint64 now = -1;  ///< rows in the database; the same
    bool operator==(const ComparedTable &) const = default;
};

/// What a backup holds beside what a database holds.
struct Comparison {
    std::vector<ComparedTable> tables; ///< by name
    QString database;
    QDateTime at;
    std::optional<bool> isSameSchema; ///< nullopt: another version of the server, which says less
};

/// Counts the rows of all tables of the database that `context.connect` leads to, as of one moment,
/// and sets them beside those of the backup. Only reads. Throws Error; Error::cancelled().
Comparison compareWith(const Manifest &manifest, OperationContext &context);

} // namespace arborist::backup
