// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/tables/data_overview.h"

#include "services/core/error.h"
#include "services/postgres/connection.h"
#include "services/postgres/sql_file.h"
#include <QCoreApplication>
#include <algorithm>

namespace arborist::data {

namespace {

constexpr qint64 kSmallBytes = 4 * 1024 * 1024; ///< counted at a glance
constexpr int kMostCounted = 500;
const QString kLockNotAvailable = QStringLiteral("55P03");

QString tr(const char *text)
{
    return QCoreApplication::translate("DataOverview", text);
}

DataOverview begin(postgres::Connection &connection,
                   const std::vector<migrations::LedgerName> &ledgers, OperationContext &context)
{
    context.progress->enter(tr("Reading the tables"), 0.2);
    DataOverview overview;
    overview.tables = DataTables::read(connection, ledgers);
    overview.isCounted.assign(overview.size(), false);
    overview.database = connection.info().database();
    overview.readAt = QDateTime::currentDateTimeUtc();
    return overview;
}

} // namespace

qint64 DataOverview::rows() const
{
    qint64 rows = 0;
    for (const DataTable &table : tables.tables())
        rows += std::max<qint64>(0, table.rows);
    return rows;
}

qint64 DataOverview::bytes() const
{
    qint64 bytes = 0;
    for (const DataTable &table : tables.tables())
        bytes += table.bytes();
    return bytes;
}

bool DataOverview::isExact() const
{
    return std::ranges::all_of(isCounted, [](bool counted) { return counted; });
}

DataOverview readOverview(postgres::Connection &connection,
                          const std::vector<migrations::LedgerName> &ledgers,
                          OperationContext &context)
{
    DataOverview overview = begin(connection, ledgers, context);
    connection.exec(QStringLiteral("SET lock_timeout = '200ms'"));
    int counted = 0;
    for (size_t i = 0; i < overview.size() && counted < kMostCounted; ++i) {
        const DataTable &table = overview.tables.at(i);
        if (table.rows >= 0 || table.tableBytes > kSmallBytes || table.hasForeignParts)
            continue;
        try {
            overview.tables.countRows(connection, {i}, context);
            overview.isCounted[i] = true;
            ++counted;
        } catch (const Error &error) {
            // Locked, or not ours to read: it stays unknown.
            if (error.sqlState() != kLockNotAvailable &&
                error.sqlState() != QStringLiteral("42501"))
                throw;
        }
    }
    return overview;
}

DataOverview countedOverview(postgres::Connection &connection,
                             const std::vector<migrations::LedgerName> &ledgers,
                             const QStringList &names, OperationContext &context)
{
    DataOverview overview = begin(connection, ledgers, context);
    DataTables::Set set;
    for (size_t i = 0; i < overview.size(); ++i) {
        if (names.contains(overview.tables.at(i).sql()))
            set.push_back(i);
    }
    context.progress->enter(tr("Counting rows"), 0.8, qint64(set.size()), tr("tables"));
    for (size_t done = 0; done < set.size(); ++done) {
        overview.tables.countRows(connection, {set[done]}, context);
        overview.isCounted[set[done]] = true;
        context.progress->advance(qint64(done) + 1);
    }
    return overview;
}

TableDetails readDetails(postgres::Connection &connection, quint32 table)
{
    TableDetails details;
    const postgres::Result rows = connection.exec(postgres::sqlFile(QStringLiteral("data_details")),
                                                  {QString::number(table)});
    for (int i = 0; i < rows.rows(); ++i) {
        const QString kind = rows.text(i, 0);
        const QString text = rows.text(i, 2);
        if (kind == QStringLiteral("index"))
            details.indexes.push_back({rows.text(i, 1), rows.integer(i, 3),
                                       text == QStringLiteral("primary"), !text.isEmpty()});
        else if (kind == QStringLiteral("trigger"))
            details.triggers.push_back({rows.text(i, 1), text, rows.integer(i, 3) != 0});
        else
            details.policies.push_back({rows.text(i, 1), text});
    }
    return details;
}

} // namespace arborist::data
