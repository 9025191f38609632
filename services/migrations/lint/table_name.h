// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/postgres/sql_tree.h"
#include <QHash>
#include <QString>

namespace arborist::migrations {

/// A name as a statement has it. Without a schema it is whatever the search path finds.
struct TableName {
    QString schema;
    QString name;

    bool operator==(const TableName &) const = default;
    bool isEmpty() const { return name.isEmpty(); }
    /// Whether both may mean the same; "public" is taken to be on the search path.
    bool mayBe(const TableName &other) const
    {
        const auto isOnPath = [](const QString &text) {
            return text.isEmpty() || text == u"public";
        };
        return name == other.name &&
               (schema == other.schema || (isOnPath(schema) && isOnPath(other.schema)));
    }
    QString shown() const { return schema.isEmpty() ? name : schema + u'.' + name; }
};

inline size_t qHash(const TableName &name, size_t seed = 0)
{
    return qHashMulti(seed, name.schema, name.name);
}

/// Of a RangeVar's inside: {"schemaname","relname"}.
inline TableName tableName(const postgres::SqlNode &rangeVar)
{
    return {rangeVar["schemaname"].text(), rangeVar["relname"].text()};
}

/// Of a list of strings: ["app", "items"]; the last two count. `dropped` names at the end (a
/// column, a constraint) are left out.
inline TableName nameOfList(const postgres::SqlNode &list, int dropped = 0)
{
    QStringList parts;
    for (const postgres::SqlNode part : list)
        parts += part.as("String")["sval"].text();
    for (; dropped > 0 && !parts.isEmpty(); --dropped)
        parts.removeLast();
    return {parts.size() > 1 ? parts[parts.size() - 2] : QString(), parts.value(parts.size() - 1)};
}

/// Strings of a list: names of columns.
inline QStringList strings(const postgres::SqlNode &list)
{
    QStringList texts;
    for (const postgres::SqlNode part : list)
        texts += part.as("String")["sval"].text();
    return texts;
}

} // namespace arborist::migrations
