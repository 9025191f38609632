// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/tables/data_tables.h"

#include "services/data/tables/ledger_tables.h"
#include "services/data/tables/table_selection.h"
#include "services/postgres/array_literal.h"
#include "services/postgres/connection.h"
#include "services/postgres/sql_file.h"
#include <QCoreApplication>
#include <QHash>
#include <QLocale>
#include <algorithm>
#include <numeric>

namespace arborist::data {

namespace {

using postgres::Result;

DataTable tableOf(const Result &row, int i)
{
    DataTable table;
    table.oid = quint32(row.integer(i, 0));
    table.schema = row.text(i, 1);
    table.name = row.text(i, 2);
    table.isPartitioned = row.text(i, 3) == u'p';
    table.rows = row.integer(i, 4);
    table.tableBytes = row.integer(i, 5);
    table.indexBytes = row.integer(i, 6);
    table.bloatBytes = row.isNull(i, 7) ? -1 : row.integer(i, 7);
    table.deadRows = row.integer(i, 8);
    table.changes = row.integer(i, 9);
    table.changesSinceAnalyzed = row.integer(i, 10);
    if (!row.isNull(i, 11))
        table.analyzed = QDateTime::fromString(row.text(i, 11), Qt::ISODate);
    table.hasRowSecurity = row.boolean(i, 12);
    table.hidesRows = row.boolean(i, 13);
    table.hasForeignParts = row.boolean(i, 14);
    table.triggers = int(row.integer(i, 15));
    table.isOwned = row.boolean(i, 16);
    table.isVisible = row.boolean(i, 17);
    return table;
}

DataColumn columnOf(const Result &row, int i)
{
    DataColumn column;
    column.name = row.text(i, 1);
    column.type = row.text(i, 2);
    column.base = row.text(i, 3);
    column.receive = row.text(i, 4);
    column.isRequired = row.boolean(i, 5);
    column.hasDefault = row.boolean(i, 6);
    column.isGenerated = !row.text(i, 7).isEmpty();
    const QString identity = row.text(i, 8);
    column.identity = identity.isEmpty() ? QChar() : identity[0];
    column.isBoundToOids = row.boolean(i, 9);
    return column;
}

} // namespace

const DataColumn *DataTable::column(const QString &wanted) const
{
    const auto found = std::ranges::find(columns, wanted, &DataColumn::name);
    return found == columns.end() ? nullptr : &*found;
}

DataTables DataTables::read(postgres::Connection &connection,
                            const std::vector<migrations::LedgerName> &ledgers)
{
    DataTables all;
    const Result tables = connection.exec(postgres::sqlFile(QStringLiteral("data_tables")));
    std::vector<DataTable> found;
    QStringList oids;
    for (int i = 0; i < tables.rows(); ++i) {
        DataTable table = tableOf(tables, i);
        if (tables.boolean(i, 18)) {
            all.m_leftOut.push_back({table.schema, table.name,
                                     QCoreApplication::translate("DataTables", "a table of an "
                                                                               "extension")});
            continue;
        }
        oids << QString::number(table.oid);
        found.push_back(std::move(table));
    }
    QHash<quint32, size_t> places;
    for (size_t i = 0; i < found.size(); ++i)
        places.insert(found[i].oid, i);
    const Result columns = connection.exec(postgres::sqlFile(QStringLiteral("data_columns")),
                                           {postgres::arrayLiteral(oids)});
    for (int i = 0; i < columns.rows(); ++i)
        found[places.value(quint32(columns.integer(i, 0)))].columns.push_back(columnOf(columns, i));
    places.clear();
    for (DataTable &table : found) {
        const QString reason = reasonToLeaveOut(table, ledgers);
        if (!reason.isEmpty()) {
            all.m_leftOut.push_back({table.schema, table.name, reason});
            continue;
        }
        places.insert(table.oid, all.m_tables.size());
        all.m_tables.push_back(std::move(table));
    }
    const Result keys = connection.exec(postgres::sqlFile(QStringLiteral("data_references")));
    for (int i = 0; i < keys.rows(); ++i) {
        const auto from = places.constFind(quint32(keys.integer(i, 1)));
        const auto to = places.constFind(quint32(keys.integer(i, 2)));
        if (from == places.cend() || to == places.cend())
            continue;
        all.m_references.push_back({*from, *to, keys.text(i, 3), keys.text(i, 7), keys.text(i, 4),
                                    keys.text(i, 6), keys.boolean(i, 5)});
    }
    return all;
}

DataTables::Set DataTables::all() const
{
    Set set(m_tables.size());
    std::iota(set.begin(), set.end(), size_t(0));
    return set;
}

qsizetype DataTables::find(const QString &schema, const QString &name) const
{
    const auto found = std::ranges::find_if(m_tables, [&](const DataTable &table) {
        return table.name == name && table.schema == schema;
    });
    return found == m_tables.end() ? -1 : found - m_tables.begin();
}

QStringList DataTables::missingIn(const DataTables &others) const
{
    QStringList names;
    for (const DataTable &table : m_tables) {
        if (others.find(table.schema, table.name) < 0)
            names << table.title();
    }
    return names;
}

DataTables::Set DataTables::select(const QStringList &words) const
{
    return words.isEmpty() ? all() : TableSelection(*this).select(words);
}

QString DataTables::whyLeftOut(const QString &schema, const QString &name) const
{
    for (const LeftOut &table : m_leftOut) {
        if (table.name == name && (schema.isEmpty() || table.schema == schema))
            return table.reason;
    }
    return {};
}

void DataTables::countRows(postgres::Connection &connection, const Set &set,
                           OperationContext &context)
{
    constexpr size_t kTogether = 100; // in one round trip
    for (size_t from = 0; from < set.size(); from += kTogether) {
        context.throwIfStopped();
        const size_t end = std::min(set.size(), from + kTogether);
        QStringList counts;
        for (size_t place = from; place < end; ++place)
            counts
                << QStringLiteral("(SELECT count(*) FROM %1)").arg(m_tables[set[place]].onlySql());
        const auto rows =
            connection.exec(QStringLiteral("SELECT ") + counts.join(QStringLiteral(", ")));
        for (size_t place = from; place < end; ++place)
            m_tables[set[place]].rows = rows.integer(0, int(place - from));
    }
}

QString tablesText(size_t count)
{
    return count == 1 ? QCoreApplication::translate("DataTables", "1 table")
                      : QCoreApplication::translate("DataTables", "%1 tables")
                            .arg(QLocale().toString(qulonglong(count)));
}

} // namespace arborist::data
