// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <vector>

namespace arborist::postgres {
class Connection;
}

namespace arborist::repair {

struct TableName {
    QString schema;
    QString name;

    QString shown() const { return schema + u'.' + name; } ///< "public.items"
    QString quoted() const;
    bool operator==(const TableName &) const = default;
};

/// A foreign key, seen from the table that it refers to.
struct Reference {
    enum class OnDelete { Restrict, Cascade, SetNull };

    TableName from;
    QString constraint;
    OnDelete onDelete = OnDelete::Restrict; ///< SET DEFAULT counts as Restrict
    QStringList columns;                    ///< of `from`
    QStringList keys;                       ///< of the table that is referred to
};

/// What is needed to tell rows of a table apart and to put them back.
struct RowShape {
    TableName table;
    QStringList columns;  ///< that can be inserted
    QStringList key;      ///< primary key; empty if there is none
    QStringList keyTypes; ///< for casts
};

/// Foreign keys that refer to the table. Those that would set NULL where it is not allowed count as
/// Restrict.
std::vector<Reference> readReferences(postgres::Connection &connection, const TableName &table);
/// With a key of its own choice where `key` names a column.
RowShape readRowShape(postgres::Connection &connection, const TableName &table,
                      const QString &key = {});

} // namespace arborist::repair
