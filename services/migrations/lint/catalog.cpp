// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/lint/catalog.h"

#include "services/core/error.h"
#include "services/postgres/array_literal.h"
#include "services/postgres/connection.h"
#include "services/postgres/identifier.h"
#include "services/postgres/sql_file.h"
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace arborist::migrations {
namespace {

using postgres::quoteIdentifier;

/// Single questions may take as long together: a plan is waited for.
constexpr qint64 kPatienceMs = 8000;

QString sqlName(const TableName &name)
{
    return name.schema.isEmpty() ? quoteIdentifier(name.name)
                                 : postgres::quoteQualified(name.schema, name.name);
}

QJsonArray arrayOf(const QString &json)
{
    return QJsonDocument::fromJson(json.toUtf8()).array();
}

TableInfo tableOf(const postgres::Result &result, int row)
{
    TableInfo table;
    table.name = {result.text(row, 1), result.text(row, 2)};
    table.kind = result.text(row, 3).at(0);
    table.tableKind = result.text(row, 4).at(0);
    table.bytes = result.integer(row, 5);
    table.rows = result.integer(row, 6);
    table.isEmpty = result.boolean(row, 7);
    for (const QJsonValue &value : arrayOf(result.text(row, 8))) {
        table.columns.push_back({value[u"name"].toString(),
                                 columnType(value[u"type"].toString(), value[u"mod"].toInt(-1)),
                                 value[u"notNull"].toBool()});
    }
    for (const QJsonValue &index : arrayOf(result.text(row, 9)))
        table.indexes.push_back(index.toVariant().toStringList());
    for (const QJsonValue &check : arrayOf(result.text(row, 10)))
        table.checks += check.toString();
    return table;
}

} // namespace

const Column *TableInfo::column(const QString &wanted) const
{
    for (const Column &column : columns) {
        if (column.name == wanted)
            return &column;
    }
    return nullptr;
}

Catalog::Catalog(postgres::Connection &connection, const CatalogQuestions &questions)
    : m_connection(connection)
{
    const QList<TableName> names = questions.relations.values();
    QStringList texts;
    for (const TableName &name : names)
        texts += sqlName(name);
    const postgres::Result tables = readTables(postgres::arrayLiteral(texts));
    for (int row = 0; row < tables.rows(); ++row) {
        const TableInfo table = tableOf(tables, row);
        m_tables.insert(names[tables.integer(row, 0)], table);
        if (table.kind != table.tableKind && !m_tables.contains(table.name))
            m_tables.insert(table.name, table); // that of an index
    }
    const auto list = [](const QSet<QString> &set) { return postgres::arrayLiteral(set.values()); };
    const postgres::Result found =
        connection.exec(postgres::sqlFile(QStringLiteral("lint_names")),
                        {list(questions.extensions), list(questions.roles), list(questions.schemas),
                         list(questions.functions)});
    for (int row = 0; row < found.rows(); ++row)
        m_names.insert(found.text(row, 0) + u' ' + found.text(row, 1), found.text(row, 2));
    if (!questions.names.isEmpty())
        readTaken(questions.names);
}

void Catalog::readTaken(const QHash<NameSpace, QStringList> &names)
{
    QStringList kinds, schemas, tables, wanted;
    std::vector<NameSpace> spaces;
    for (auto entry = names.cbegin(); entry != names.cend(); ++entry) {
        for (const QString &name : *entry) {
            kinds += QString::number(int(entry.key().kind));
            schemas += entry.key().owner.schema;
            tables += entry.key().owner.name;
            wanted += name;
            spaces.push_back(entry.key());
        }
    }
    const postgres::Result taken =
        m_connection.exec(postgres::sqlFile(QStringLiteral("lint_taken")),
                          {postgres::arrayLiteral(kinds), postgres::arrayLiteral(schemas),
                           postgres::arrayLiteral(tables), postgres::arrayLiteral(wanted)});
    for (int row = 0; row < taken.rows(); ++row)
        m_taken[spaces.at(size_t(taken.integer(row, 0)))] += taken.text(row, 1);
}

postgres::Result Catalog::readTables(const QString &names)
{
    const QString sql = postgres::sqlFile(QStringLiteral("lint_relations"));
    const auto read = [&](bool looksAtFiles) {
        return m_connection.exec(
            sql, {names, looksAtFiles ? QStringLiteral("true") : QStringLiteral("false")});
    };
    if (m_connection.isInTransaction()) // not ours to abort
        return read(false);
    std::optional<postgres::Result> tables;
    guarded([&] { tables = read(true); });
    return tables ? *tables : read(false);
}

void Catalog::guarded(const std::function<void()> &work)
{
    try {
        m_connection.execScript("BEGIN READ ONLY; SET LOCAL statement_timeout = '2s'; "
                                "SET LOCAL lock_timeout = '200ms'");
        work();
    } catch (const Error &error) {
        if (error.kind() == ErrorKind::Cancelled || !m_connection.isOpen())
            throw;
    }
    m_connection.execScript("ROLLBACK");
}

int Catalog::serverVersion() const
{
    return m_connection.serverVersion();
}

bool Catalog::isUtc() const
{
    const QString zone = m_connection.parameter("TimeZone");
    return zone == u"UTC" || zone == u"Etc/UTC" || zone == u"GMT";
}

const TableInfo *Catalog::table(const TableName &name) const
{
    const auto found = m_tables.constFind(name);
    return found == m_tables.constEnd() ? nullptr : &*found;
}

bool Catalog::isMissing(const QString &what, const QString &name) const
{
    return m_names.value(what + u' ' + name) == u"missing";
}

QString Catalog::volatility(const QString &function) const
{
    return m_names.value(QStringLiteral("function ") + function);
}

QString Catalog::ask(const QString &sql)
{
    if (m_connection.isInTransaction() || m_spentMs > kPatienceMs) // not ours to abort
        return {};
    QElapsedTimer timer;
    timer.start();
    QString answer;
    guarded([&] {
        const postgres::Result result = m_connection.exec(sql);
        answer = result.rows() > 0 ? result.text(0, 0) : QString();
    });
    m_spentMs += timer.elapsed();
    return answer;
}

qint64 Catalog::estimate(const QString &statement)
{
    const QString json = ask(QStringLiteral("EXPLAIN (FORMAT JSON) ") + statement);
    if (json.isEmpty())
        return -1;
    const QJsonValue plan = QJsonDocument::fromJson(json.toUtf8()).array().at(0)[u"Plan"];
    // The node that changes rows says 0 where nothing is returned; what feeds it knows.
    return qint64(plan[u"Plans"][0][u"Plan Rows"].toDouble(plan[u"Plan Rows"].toDouble(-1)));
}

qint64 Catalog::nulls(const TableInfo &table, const QString &column)
{
    const QString answer =
        ask(QStringLiteral("SELECT count(*) FROM (SELECT %1 AS value FROM %2 LIMIT 1000000) rows "
                           "WHERE value IS NULL")
                .arg(quoteIdentifier(column), sqlName(table.name)));
    return answer.isEmpty() ? -1 : answer.toLongLong();
}

bool Catalog::hasDuplicates(const TableInfo &table, const QStringList &columns)
{
    QStringList quoted;
    QStringList filled;
    for (const QString &column : columns) {
        quoted += quoteIdentifier(column);
        filled += quoteIdentifier(column) + QStringLiteral(" IS NOT NULL");
    }
    const QString list = quoted.join(u',');
    return !ask(QStringLiteral("SELECT 1 FROM (SELECT %1 FROM %2 LIMIT 1000000) rows WHERE %3 "
                               "GROUP BY %1 HAVING count(*) > 1 LIMIT 1")
                    .arg(list, sqlName(table.name), filled.join(QStringLiteral(" AND "))))
                .isEmpty();
}

} // namespace arborist::migrations
