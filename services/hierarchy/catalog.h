// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <vector>

namespace arborist::postgres {
class Connection;
}

namespace arborist::hierarchy {

/// A column as the catalog describes it.
struct ColumnShape {
    QString name;
    quint32 type = 0; ///< OID, of the base type for domains
    int modifier = -1;
    QString typeName; ///< as people write it: "numeric(10,2)"
    bool isEnum = false;
    bool isText =
        false; ///< of a type whose text form is itself (text, varchar, char, citext, enums)
};

/// A table with its columns and foreign keys of one column.
struct TableShape {
    QString schema;
    QString name;
    double rows = -1; ///< the planner's estimate; negative if never analyzed
    qint64 bytes = 0;
    std::vector<ColumnShape> columns;
    struct ForeignKey {
        QString column;
        QString schema, table, key; ///< what it refers to
    };
    std::vector<ForeignKey> foreignKeys;
    QStringList primaryKey;

    const ColumnShape *column(const QString &columnName) const; ///< nullptr if there is none
};

/// All tables (ordinary, partitioned, foreign) of the database but the system's.
std::vector<TableShape> readTables(postgres::Connection &connection);
/// One table; throws Error with a hint when it does not exist.
TableShape readTable(postgres::Connection &connection, const QString &schema, const QString &name);

} // namespace arborist::hierarchy
