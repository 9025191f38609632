// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <vector>

namespace arborist::postgres {
class Connection;
}

namespace arborist::journal {

struct TargetColumn {
    QString name;
    QString type;      ///< as a CREATE TABLE takes it; of a domain the type below it
    QString collation; ///< quoted; empty: the type's own
    bool exact = false;
    bool generated = false;

    /// An SQL condition: both hold the same, to the last byte of what PostgreSQL writes. NULL
    /// equals NULL.
    QString same(const QString &left, const QString &right) const;
};

/// What the catalogs say about a table that is to be written by a key.
struct Target {
    QString name;  ///< quoted, with schema
    QString title; ///< for messages: "public.items"
    std::vector<TargetColumn> columns;
    bool keyIndexed = false;
    bool keyUnique = false;   ///< a unique index on just the key, checked at once
    bool lateUnique = false;  ///< some unique index is checked late only
    bool rowTriggers = false; ///< BEFORE ROW triggers, which may change what is stored

    /// Throws Error if the table has no such column.
    const TargetColumn &column(const QString &name) const;
};

/// Throws Error, if there is no such table as well.
Target readTarget(postgres::Connection &connection, const QString &schema, const QString &table,
                  const QStringList &key);

} // namespace arborist::journal
