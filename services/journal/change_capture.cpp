// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/journal/change_capture.h"

#include "services/core/error.h"
#include "services/postgres/array_literal.h"
#include "services/postgres/connection.h"
#include "services/postgres/identifier.h"
#include "services/postgres/sql_file.h"
#include <QCoreApplication>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>
#include <algorithm>

namespace arborist::journal {

using postgres::quoteIdentifier;
using postgres::Result;

namespace {

constexpr size_t kRowsPerBatch = 10'000;
constexpr size_t kKeysAtOnce = 5'000;

QString tr(const char *text)
{
    return QCoreApplication::translate("ChangeCapture", text);
}

Value valueAt(const Result &rows, int row, int column)
{
    if (rows.isNull(row, column))
        return std::nullopt;
    const std::string_view bytes = rows.bytes(row, column);
    return QByteArray(bytes.data(), qsizetype(bytes.size()));
}

QByteArray joined(const std::vector<QByteArray> &key)
{
    QByteArray bytes;
    for (const QByteArray &part : key)
        bytes += QByteArray::number(part.size()) + ':' + part;
    return bytes;
}

void setTextForms(postgres::Connection &connection)
{
    connection.execScript("SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL intervalstyle = 'postgres';"
                          "SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'");
}

/// Rows of one table, by key.
using Rows = QHash<QByteArray, std::vector<Value>>;

} // namespace

struct ChangeCapture::Table {
    QString oid, schema, name;
    bool mayLackRows = false; ///< some that were there before may be gone
    QStringList columns;
    QStringList key, keyTypes;

    QString quoted() const { return postgres::quoteQualified(schema, name); }
    QString shown() const { return schema + u'.' + name; }

    QString select(const QString &condition) const
    {
        QStringList quotedColumns;
        for (const QString &column : columns)
            quotedColumns += QStringLiteral("t.") + quoteIdentifier(column);
        return QStringLiteral("SELECT %1 FROM ONLY %2 t %3")
            .arg(quotedColumns.join(QStringLiteral(", ")), quoted(), condition);
    }

    /// For unnested arrays of keys, one parameter a key column.
    QString byKeys() const
    {
        QStringList arrays;
        QStringList names;
        QStringList equal;
        for (qsizetype i = 0; i < key.size(); ++i) {
            arrays += QStringLiteral("$%1::text[]").arg(i + 1);
            names += QStringLiteral("k%1").arg(i);
            equal += QStringLiteral("t.%1 = k.k%2::%3")
                         .arg(quoteIdentifier(key[i]), QString::number(i), keyTypes[i]);
        }
        return QStringLiteral("JOIN unnest(%1) AS k(%2) ON %3")
            .arg(arrays.join(QStringLiteral(", ")), names.join(QStringLiteral(", ")),
                 equal.join(QStringLiteral(" AND ")));
    }

    std::vector<QByteArray> keyOf(const std::vector<Value> &row) const
    {
        std::vector<QByteArray> values;
        for (const QString &column : key)
            values.push_back(row[size_t(columns.indexOf(column))].value_or(QByteArray()));
        return values;
    }

    Rows read(const Result &rows) const
    {
        Rows found;
        for (int row = 0; row < rows.rows(); ++row) {
            std::vector<Value> values;
            values.reserve(size_t(rows.columns()));
            for (int column = 0; column < rows.columns(); ++column)
                values.push_back(valueAt(rows, row, column));
            const QByteArray rowKey = joined(keyOf(values));
            found.insert(rowKey, std::move(values));
        }
        return found;
    }

    /// The same rows as another connection sees them.
    Rows lookUp(const Rows &wanted, postgres::Connection &connection) const
    {
        Rows found;
        std::vector<QStringList> arrays(size_t(key.size()));
        const auto ask = [&] {
            postgres::Params params;
            for (QStringList &array : arrays) {
                params.push_back(postgres::arrayLiteral(array));
                array.clear();
            }
            found.insert(read(connection.exec(select(byKeys()), params)));
        };
        for (const std::vector<Value> &row : wanted) {
            const std::vector<QByteArray> values = keyOf(row);
            for (size_t i = 0; i < values.size(); ++i)
                arrays[i] += QString::fromUtf8(values[i]);
            if (size_t(arrays[0].size()) == kKeysAtOnce)
                ask();
        }
        if (!arrays[0].isEmpty())
            ask();
        return found;
    }
};

ChangeCapture::ChangeCapture(postgres::Connection &connection, postgres::Connection &witness)
    : m_connection(connection),
      m_witness(witness)
{
    m_connection.exec(QStringLiteral("BEGIN ISOLATION LEVEL REPEATABLE READ"));
    const QString snapshot =
        m_connection.exec(QStringLiteral("SELECT pg_export_snapshot()")).text(0, 0);
    m_witness.exec(QStringLiteral("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"));
    m_witness.exec(QStringLiteral("SET TRANSACTION SNAPSHOT '%1'").arg(snapshot)); // takes no $1
    setTextForms(m_connection);
    setTextForms(m_witness);
    m_transaction = m_connection.exec(QStringLiteral("SELECT pg_current_xact_id()")).text(0, 0);
    const Result counts = m_connection.exec(QStringLiteral("SHOW track_counts"));
    if (counts.text(0, 0) != u"on") {
        throw Error(tr("The server does not count changes, so they cannot be captured for undo."),
                    tr("Set track_counts = on, its default, for this database."));
    }
}

std::vector<ChangeBatch> ChangeCapture::collect()
{
    refuseMoreThanRows();
    std::vector<ChangeBatch> inserts;
    std::vector<ChangeBatch> updates;
    std::vector<ChangeBatch> deletes;
    for (const Table &table : changedTables()) {
        if (table.key.isEmpty()) {
            throw Error(tr("%1 was changed, and has no primary key.").arg(table.shown()),
                        tr("Without one its rows cannot be put back. Nothing was changed. Give the "
                           "table a primary key, or leave it out."));
        }
        collectTable(table, inserts, updates, deletes);
    }
    std::reverse(deletes.begin(), deletes.end());
    std::vector<ChangeBatch> all = std::move(inserts);
    std::move(updates.begin(), updates.end(), std::back_inserter(all));
    std::move(deletes.begin(), deletes.end(), std::back_inserter(all));
    return all;
}

/// DDL and TRUNCATE lock tables exclusively; nothing that can be put back row by row does.
void ChangeCapture::refuseMoreThanRows()
{
    const Result locked = m_connection.exec(QStringLiteral(
        "SELECT l.relation::regclass::text FROM pg_locks l "
        "LEFT JOIN pg_class c ON c.oid = l.relation "
        "WHERE l.pid = pg_backend_pid() AND l.mode = 'AccessExclusiveLock' AND l.granted "
        "AND l.locktype = 'relation' AND (c.oid IS NULL OR c.relpersistence <> 't') LIMIT 1"));
    if (locked.rows() > 0) {
        throw Error(tr("More than rows of %1 was changed.").arg(locked.text(0, 0)),
                    tr("TRUNCATE, ALTER TABLE and the like cannot be taken back row by row. "
                       "Nothing was changed."));
    }
}

/// Index of the table that refers to none of the others, by a chain of references neither. In a
/// circle it is one that need not refer to another, if there is such a one.
std::ptrdiff_t ChangeCapture::firstOf(const std::vector<Table> &tables, const References &all,
                                      const References &required)
{
    QSet<QString> waiting;
    for (const Table &table : tables)
        waiting.insert(table.oid);
    const auto reach = [&](const QString &from, const References &references) {
        QSet<QString> found;
        QStringList open{from};
        while (!open.isEmpty()) {
            for (const QString &other : references.values(open.takeLast())) {
                if (waiting.contains(other) && !found.contains(other)) {
                    found.insert(other);
                    open << other;
                }
            }
        }
        found.remove(from);
        return found.size();
    };
    const auto best = std::ranges::min_element(tables, {}, [&](const Table &table) {
        return std::pair(reach(table.oid, all), reach(table.oid, required));
    });
    return best - tables.begin();
}

/// Referenced tables before those that refer to them.
std::vector<ChangeCapture::Table> ChangeCapture::changedTables()
{
    const Result rows = m_connection.exec(postgres::sqlFile(QStringLiteral("captured_tables")));
    std::vector<Table> tables;
    const auto list = [&](int row, int column) {
        return QJsonDocument::fromJson(rows.text(row, column).toUtf8()).array();
    };
    for (int row = 0; row < rows.rows(); ++row) {
        Table table{rows.text(row, 0),
                    rows.text(row, 1),
                    rows.text(row, 2),
                    rows.boolean(row, 3),
                    {},
                    {},
                    {}};
        for (const QJsonValue &column : list(row, 4))
            table.columns += column.toString();
        for (const QJsonValue &column : list(row, 5)) {
            table.key += column.toArray().at(0).toString();
            table.keyTypes += column.toArray().at(1).toString();
        }
        tables.push_back(std::move(table));
    }
    const Result references =
        m_connection.exec(postgres::sqlFile(QStringLiteral("captured_references")));
    References all;
    References required;
    for (int row = 0; row < references.rows(); ++row) {
        all.insert(references.text(row, 0), references.text(row, 1));
        if (references.boolean(row, 2))
            required.insert(references.text(row, 0), references.text(row, 1));
    }
    std::vector<Table> ordered;
    while (!tables.empty()) {
        const auto next = tables.begin() + firstOf(tables, all, required);
        ordered.push_back(std::move(*next));
        tables.erase(next);
    }
    return ordered;
}

void ChangeCapture::collectTable(const Table &table, std::vector<ChangeBatch> &inserts,
                                 std::vector<ChangeBatch> &updates,
                                 std::vector<ChangeBatch> &deletes)
{
    if (table.columns.size() > 64) {
        throw Error(
            tr("%1 has more than 64 columns.").arg(table.shown()),
            tr("Changes of such a table cannot be captured for undo. Nothing was changed."));
    }
    const auto add = [&table](std::vector<ChangeBatch> &batches, ChangeBatch::Action action,
                              RowChange change) {
        const bool full = batches.empty() || batches.back().table != table.name ||
                          batches.back().schema != table.schema ||
                          batches.back().rows.size() >= kRowsPerBatch;
        if (full)
            batches.push_back({action, table.schema, table.name, table.key, table.columns, {}});
        batches.back().rows.push_back(std::move(change));
    };
    const quint64 all =
        table.columns.size() == 64 ? ~quint64(0) : (quint64(1) << table.columns.size()) - 1;
    // Under the snapshot nobody else's rows can be as young as this transaction.
    const Rows now = table.read(m_connection.exec(
        table.select(QStringLiteral("WHERE age(t.xmin) <= age($1::xid8::xid)")), {m_transaction}));
    const Rows before = table.lookUp(now, m_witness);
    for (auto it = now.cbegin(); it != now.cend(); ++it) {
        RowChange change{table.keyOf(*it), 0, 0, {}, *it};
        const auto old = before.constFind(it.key());
        if (old == before.cend()) {
            change.changed = all;
            add(inserts, ChangeBatch::Action::Insert, std::move(change));
            continue;
        }
        change.before = *old;
        for (size_t column = 0; column < it->size(); ++column) {
            if ((*it)[column] != (*old)[column])
                change.changed |= quint64(1) << column;
        }
        if (change.changed != 0)
            add(updates, ChangeBatch::Action::Update, std::move(change));
    }
    if (!table.mayLackRows)
        return;
    // A deleted row bears the mark of its deletion for those who still see it.
    const Rows marked =
        table.read(m_witness.exec(table.select(QStringLiteral("WHERE t.xmax::text <> '0'"))));
    const Rows left = table.lookUp(marked, m_connection);
    for (auto it = marked.cbegin(); it != marked.cend(); ++it) {
        if (!left.contains(it.key()))
            add(deletes, ChangeBatch::Action::Delete, {table.keyOf(*it), 0, all, *it, {}});
    }
}

} // namespace arborist::journal
