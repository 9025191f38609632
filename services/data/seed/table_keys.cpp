// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/seed/table_keys.h"

#include "services/postgres/array_literal.h"
#include "services/postgres/connection.h"
#include "services/postgres/sql_file.h"
#include <QJsonArray>
#include <QJsonDocument>
#include <algorithm>

namespace arborist::data {

bool TableKeys::recognizes(const QStringList &columns) const
{
    return std::ranges::any_of(unique, [&](const QStringList &key) {
        return std::ranges::all_of(key,
                                   [&](const QString &column) { return columns.contains(column); });
    });
}

KeysByTable readKeys(postgres::Connection &connection, const DataTables &tables,
                     const DataTables::Set &set)
{
    QHash<quint32, size_t> places;
    QStringList oids;
    KeysByTable all;
    for (const size_t index : set) {
        places.insert(tables.at(index).oid, index);
        oids << QString::number(tables.at(index).oid);
        all.insert(index, {});
    }
    const postgres::Params given{postgres::arrayLiteral(oids)};
    const auto keys = connection.exec(postgres::sqlFile(QStringLiteral("seed_unique_keys")), given);
    for (int row = 0; row < keys.rows(); ++row) {
        QStringList columns;
        for (const QJsonValue &column : QJsonDocument::fromJson(keys.text(row, 1).toUtf8()).array())
            columns << column.toString();
        TableKeys &table = all[places.value(keys.text(row, 0).toUInt())];
        if (keys.boolean(row, 2))
            table.primary = columns;
        table.unique.push_back(columns);
    }
    const auto counters =
        connection.exec(postgres::sqlFile(QStringLiteral("seed_sequences")), given);
    for (int row = 0; row < counters.rows(); ++row)
        all[places.value(counters.text(row, 0).toUInt())].counters.push_back(
            {counters.text(row, 1), counters.text(row, 2)});
    return all;
}

void advanceCounters(postgres::Connection &connection, const DataTable &table,
                     const TableKeys &keys)
{
    for (const TableKeys::Counter &counter : keys.counters)
        connection.exec(
            QStringLiteral("SELECT setval($1::regclass, top) FROM (SELECT max(%1)::bigint AS top "
                           "FROM %2) AS t, %3 AS s WHERE top > s.last_value OR (top = s.last_value "
                           "AND NOT s.is_called)")
                .arg(postgres::quoteIdentifier(counter.column), table.sql(), counter.sequence),
            {counter.sequence});
}

} // namespace arborist::data
