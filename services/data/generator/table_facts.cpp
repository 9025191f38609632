// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/generator/table_facts.h"

#include "services/core/error.h"
#include "services/postgres/array_literal.h"
#include "services/postgres/connection.h"
#include "services/postgres/sql_file.h"
#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <algorithm>
#include <limits>

namespace arborist::data {

namespace {

using Kind = ColumnFacts::Kind;

QString tr(const char *text)
{
    return QCoreApplication::translate("Generator", text);
}

QJsonArray arrayAt(const postgres::Result &rows, int row, int column)
{
    return QJsonDocument::fromJson(rows.text(row, column).toUtf8()).array();
}

QStringList listAt(const postgres::Result &rows, int row, int column)
{
    QStringList list;
    for (const QJsonValue &value : arrayAt(rows, row, column))
        list << value.toString();
    return list;
}

void readType(ColumnFacts &column)
{
    static const QRegularExpression modifier(QStringLiteral(R"(\((\d+)(?:,\s*(-?\d+))?\))"));
    const auto match = modifier.match(column.type);
    QString base = column.type;
    base.remove(modifier);
    if (base.endsWith(u"[]")) {
        column.kind = Kind::Array;
        return;
    }
    static const QHash<QString, Kind> kinds{
        {QStringLiteral("boolean"), Kind::Bool},
        {QStringLiteral("smallint"), Kind::Integer},
        {QStringLiteral("integer"), Kind::Integer},
        {QStringLiteral("bigint"), Kind::Integer},
        {QStringLiteral("real"), Kind::Real},
        {QStringLiteral("double precision"), Kind::Real},
        {QStringLiteral("numeric"), Kind::Numeric},
        {QStringLiteral("money"), Kind::Numeric},
        {QStringLiteral("text"), Kind::Text},
        {QStringLiteral("character varying"), Kind::Text},
        {QStringLiteral("character"), Kind::Text},
        {QStringLiteral("name"), Kind::Text},
        {QStringLiteral("citext"), Kind::Text},
        {QStringLiteral("date"), Kind::Date},
        {QStringLiteral("timestamp without time zone"), Kind::Timestamp},
        {QStringLiteral("timestamp with time zone"), Kind::Timestamp},
        {QStringLiteral("time without time zone"), Kind::Time},
        {QStringLiteral("time with time zone"), Kind::Time},
        {QStringLiteral("interval"), Kind::Interval},
        {QStringLiteral("uuid"), Kind::Uuid},
        {QStringLiteral("json"), Kind::Json},
        {QStringLiteral("jsonb"), Kind::Json},
        {QStringLiteral("bytea"), Kind::Bytes},
        {QStringLiteral("inet"), Kind::Address},
        {QStringLiteral("cidr"), Kind::Address}};
    column.kind = kinds.value(base.section(u'.', -1), kinds.value(base, Kind::Other));
    if (column.kind == Kind::Text && match.hasMatch())
        column.length = match.captured(1).toInt();
    if (column.kind == Kind::Text && base == u"name")
        column.length = 63;
    if (column.kind == Kind::Numeric) {
        column.precision = match.hasMatch() ? match.captured(1).toInt() : -1;
        column.scale = match.hasMatch() ? match.captured(2).toInt() : 2;
    }
    column.most = base == u"smallint"  ? std::numeric_limits<qint16>::max()
                  : base == u"integer" ? std::numeric_limits<qint32>::max()
                                       : std::numeric_limits<qint64>::max();
}

/// Whether values of such a column can differ in every row.
bool canBeNumbered(const ColumnFacts &column)
{
    const bool isFree = column.rules.choices.isEmpty() && !column.rules.most;
    const bool isLong = column.length < 0 || column.length >= 8;
    return isFree && (column.kind == Kind::Uuid || column.kind == Kind::Integer ||
                      (column.kind == Kind::Text && isLong) || column.kind == Kind::Bytes);
}

class Builder
{
public:
    Builder(const DataTables &tables, const KeysByTable &keys) : m_tables(tables), m_keys(keys) {}

    void addColumn(TableFacts &facts, const postgres::Result &rows, int row) const
    {
        const DataTable &table = m_tables.at(facts.table);
        const DataColumn *known = table.column(rows.text(row, 1));
        if (!known)
            return;
        ColumnFacts column;
        column.name = known->name;
        column.type = rows.text(row, 2);
        column.isRequired = known->isRequired;
        column.hasDefault = known->hasDefault;
        readType(column);
        if (rows.text(row, 3) == u"e") {
            column.kind = Kind::Enum;
            column.labels = listAt(rows, row, 4);
        }
        for (const QJsonValue &check : arrayAt(rows, row, 5)) {
            const CheckRules rules = CheckRules::parse(check[1].toString());
            column.rules.merge(rules.columns.value(QStringLiteral("value"),
                                                   rules.columns.value(QStringLiteral("VALUE"))));
            if (!rules.isUnderstood)
                facts.unread << check[0].toString();
        }
        const auto &counters = m_keys[facts.table].counters;
        const bool isCounted = std::ranges::any_of(
            counters, [&](const TableKeys::Counter &each) { return each.column == column.name; });
        column.isWritten = !known->isGenerated && !isCounted;
        facts.columns.push_back(std::move(column));
    }

    void addConstraint(TableFacts &facts, const postgres::Result &rows, int row) const
    {
        const QString kind = rows.text(row, 1);
        const QString name = rows.text(row, 2);
        if (kind == u"x")
            throw Error::refused(
                tr("%1 has the exclusion constraint %2, for which rows cannot be made up.")
                    .arg(m_tables.at(facts.table).title(), name),
                tr("Write its rows into a seed."));
        if (kind == u"f") {
            facts.references.push_back(
                {listAt(rows, row, 4), rows.text(row, 5).toUInt(), listAt(rows, row, 6)});
            return;
        }
        const CheckRules rules = CheckRules::parse(rows.text(row, 3));
        for (auto rule = rules.columns.cbegin(); rule != rules.columns.cend(); ++rule) {
            if (ColumnFacts *column = facts.column(rule.key()))
                column->rules.merge(*rule);
        }
        if (!rules.isUnderstood)
            facts.unread << name;
    }

    void finish(TableFacts &facts) const
    {
        const DataTable &table = m_tables.at(facts.table);
        for (ColumnFacts &column : facts.columns) {
            // A default makes a better value than nothing known does.
            if (column.kind == Kind::Other && column.isWritten) {
                column.isWritten = false;
                if (column.isRequired && !column.hasDefault && !isReference(facts, column.name))
                    throw Error::refused(
                        tr("Nothing is known of the type %1, of the column %2 of %3.")
                            .arg(column.type, column.name, table.title()),
                        tr("Write its rows into a seed."));
            }
            if (isReference(facts, column.name))
                column.isWritten = column.isWritten || column.kind == Kind::Other;
        }
        giveOwnKeys(facts, table);
        for (const QStringList &key : m_keys[facts.table].unique)
            settleUnique(facts, key);
    }

private:
    static bool isReference(const TableFacts &facts, const QString &name)
    {
        return std::ranges::any_of(facts.references,
                                   [&](const KeyFacts &key) { return key.columns.contains(name); });
    }

    /// Rows that refer to rows of the same table have to know their keys.
    static void giveOwnKeys(TableFacts &facts, const DataTable &table)
    {
        for (const KeyFacts &key : facts.references) {
            if (key.other != table.oid)
                continue;
            for (const QString &name : key.otherColumns) {
                if (ColumnFacts *column = facts.column(name))
                    column->isWritten = true;
            }
        }
    }

    static void settleUnique(TableFacts &facts, const QStringList &key)
    {
        ColumnFacts *best = nullptr;
        for (const QString &name : key) {
            ColumnFacts *column = facts.column(name);
            if (!column || !column->isWritten)
                return; // the server makes it different
            if (!isReference(facts, name) && canBeNumbered(*column) && !best)
                best = column;
        }
        if (best)
            best->isNumbered = true;
        else
            facts.unique.push_back(key);
    }

    const DataTables &m_tables;
    const KeysByTable &m_keys;
};

} // namespace

ColumnFacts *TableFacts::column(const QString &name)
{
    const auto found = std::ranges::find(columns, name, &ColumnFacts::name);
    return found == columns.end() ? nullptr : &*found;
}

std::vector<TableFacts> readFacts(postgres::Connection &connection, const DataTables &tables,
                                  const DataTables::Set &set, const KeysByTable &keys)
{
    QStringList oids;
    QHash<quint32, size_t> places;
    std::vector<TableFacts> all;
    for (const size_t table : set) {
        places.insert(tables.at(table).oid, all.size());
        oids << QString::number(tables.at(table).oid);
        all.push_back({});
        all.back().table = table;
    }
    const postgres::Params given{postgres::arrayLiteral(oids)};
    const Builder builder(tables, keys);
    const auto columns =
        connection.exec(postgres::sqlFile(QStringLiteral("generator_columns")), given);
    for (int row = 0; row < columns.rows(); ++row)
        builder.addColumn(all[places.value(columns.text(row, 0).toUInt())], columns, row);
    const auto constraints =
        connection.exec(postgres::sqlFile(QStringLiteral("generator_constraints")), given);
    for (int row = 0; row < constraints.rows(); ++row)
        builder.addConstraint(all[places.value(constraints.text(row, 0).toUInt())], constraints,
                              row);
    for (TableFacts &facts : all)
        builder.finish(facts);
    return all;
}

} // namespace arborist::data
