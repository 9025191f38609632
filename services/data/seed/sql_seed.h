// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/data/seed/seed_text.h"
#include <QStringList>
#include <vector>

namespace arborist::data {

/// One statement of a seed's SQL.
struct SeedStatement {
    qsizetype at = 0; ///< of its first byte in the file
    QString sql;      ///< as it is sent; ends with ON CONFLICT DO NOTHING where that was added
    QString table;    ///< that it writes, as it is named there; empty if none
    bool inserts = false;
    bool isGuarded = false; ///< rows that exist are passed over
    qint64 rows = -1;       ///< it gives, where it says so itself
};

/// A seed's SQL, taken apart by PostgreSQL's own parser. BEGIN and COMMIT in it mean nothing: the
/// whole seed is one transaction. An INSERT without ON CONFLICT and RETURNING gets ON CONFLICT DO
/// NOTHING, so that it can be run again.
struct SqlSeed {
    std::vector<SeedStatement> statements;
    QStringList tables;      ///< that it writes, in the order of the file
    QStringList deletesFrom; ///< tables whose rows it deletes
    bool onlyInserts = true; ///< nothing that was there is changed

    /// Throws Error with file, line and column: not understood, or more than rows is changed.
    static SqlSeed parse(const SeedText &text);
};

} // namespace arborist::data
