// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/generator/row_writer.h"

#include "services/core/error.h"
#include "services/postgres/connection.h"
#include <QCoreApplication>
#include <algorithm>

namespace arborist::data {

namespace {

using postgres::quoteIdentifier;
using samples::Random;

/// Rows of another table that are chosen from; more would only cost memory.
constexpr int kMostKeys = 20'000;
constexpr qsizetype kPiece = 256 * 1024;
constexpr int kTries = 200;

QString tr(const char *text)
{
    return QCoreApplication::translate("Generator", text);
}

QString listOf(const QStringList &names)
{
    QStringList quoted;
    for (const QString &name : names)
        quoted << quoteIdentifier(name);
    return quoted.join(QStringLiteral(", "));
}

void addValue(QByteArray &line, const std::optional<QByteArray> &value)
{
    if (!value) {
        line += "\\N";
        return;
    }
    QByteArray escaped = *value;
    escaped.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r");
    line += escaped;
}

std::vector<std::optional<QByteArray>> rowOf(const postgres::Result &rows, int row)
{
    std::vector<std::optional<QByteArray>> values;
    for (int column = 0; column < rows.columns(); ++column) {
        const auto bytes = rows.bytes(row, column);
        values.push_back(rows.isNull(row, column)
                             ? std::nullopt
                             : std::optional(QByteArray(bytes.data(), qsizetype(bytes.size()))));
    }
    return values;
}

} // namespace

RowWriter::RowWriter(postgres::Connection &connection, const DataTables &tables,
                     const TableFacts &facts, quint64 seed, qint64 firstNumber)
    : m_connection(connection),
      m_tables(tables),
      m_facts(facts),
      m_seed(seed),
      m_first(firstNumber)
{
    for (const ColumnFacts &column : facts.columns) {
        if (column.isWritten)
            m_columns.push_back(&column);
    }
    for (const KeyFacts &key : facts.references)
        readPool(key);
    for (const QStringList &key : facts.unique) {
        std::vector<size_t> places;
        for (const QString &name : key)
            places.push_back(placeOf(name));
        // One foreign key that is unique: each row of the other table once.
        const auto pool = std::ranges::find_if(m_pools, [&](const Pool &each) {
            return !each.isOwnTable && each.key->columns == key;
        });
        if (pool != m_pools.end())
            pool->isUnique = true;
        m_unique.push_back(std::move(places));
    }
    readTaken();
}

size_t RowWriter::placeOf(const QString &column) const
{
    return size_t(std::ranges::find_if(
                      m_columns, [&](const ColumnFacts *each) { return each->name == column; }) -
                  m_columns.begin());
}

void RowWriter::readPool(const KeyFacts &key)
{
    Pool pool;
    pool.key = &key;
    for (const QString &name : key.columns) {
        pool.own.push_back(placeOf(name));
        if (pool.own.back() == m_columns.size())
            return; // generated: it refers to what it likes
        pool.isRequired = pool.isRequired || m_columns[pool.own.back()]->isRequired;
    }
    const DataTable &own = m_tables.at(m_facts.table);
    pool.isOwnTable = key.other == own.oid;
    const auto other = std::ranges::find(m_tables.tables(), key.other, &DataTable::oid);
    if (other == m_tables.tables().end() && !pool.isOwnTable) {
        if (pool.isRequired)
            throw Error::refused(tr("Rows of %1 have to refer to a table that is not the "
                                    "application's.")
                                     .arg(own.title()),
                                 {});
        return;
    }
    if (pool.isOwnTable) {
        for (const QString &name : key.otherColumns)
            pool.ownKey.push_back(placeOf(name));
    } else {
        const auto rows = m_connection.exec(QStringLiteral("SELECT %1 FROM %2 ORDER BY %1 LIMIT %3")
                                                .arg(listOf(key.otherColumns), other->sql())
                                                .arg(kMostKeys));
        for (int row = 0; row < rows.rows(); ++row)
            pool.keys.push_back(rowOf(rows, row));
        if (pool.keys.empty() && pool.isRequired)
            throw Error::refused(tr("Rows of %1 have to refer to rows of %2, which is empty.")
                                     .arg(own.title(), other->title()),
                                 tr("Generate rows for it as well: --generate %1=100,%2=...")
                                     .arg(other->title(), own.title()));
    }
    m_pools.push_back(std::move(pool));
}

/// Values that are there already, of keys that chance has to keep different.
void RowWriter::readTaken()
{
    m_taken.resize(m_unique.size());
    for (size_t i = 0; i < m_unique.size(); ++i) {
        QStringList names;
        for (const size_t place : m_unique[i])
            names << m_columns[place]->name;
        const auto rows =
            m_connection.exec(QStringLiteral("SELECT %1 FROM %2")
                                  .arg(listOf(names), m_tables.at(m_facts.table).onlySql()));
        for (int row = 0; row < rows.rows(); ++row) {
            QByteArray key;
            for (const auto &value : rowOf(rows, row))
                key += value.value_or(QByteArray()) + '\x1f';
            m_taken[i].insert(key);
        }
    }
}

bool RowWriter::refer(Pool &pool, Random &random, Values &values, QSet<size_t> &given)
{
    const auto fits = [&](const Values &key) {
        for (size_t i = 0; i < key.size(); ++i) {
            if (given.contains(pool.own[i]) && values[pool.own[i]] != key[i])
                return false;
        }
        return true;
    };
    const auto take = [&](const Values &key) {
        for (size_t i = 0; i < key.size(); ++i) {
            values[pool.own[i]] = key[i];
            given.insert(pool.own[i]);
        }
        return true;
    };
    if (pool.isUnique && pool.next < pool.keys.size() && fits(pool.keys[pool.next]))
        return take(pool.keys[pool.next++]);
    for (int i = 0; i < kTries && !pool.keys.empty(); ++i) {
        const Values &key = pool.keys[size_t(random.below(qint64(pool.keys.size())))];
        if (fits(key))
            return take(key);
    }
    if (!pool.isRequired) {
        for (const size_t place : pool.own) {
            if (!given.contains(place))
                values[place] = std::nullopt;
        }
        return true;
    }
    if (!pool.isOwnTable)
        return false;
    Values own; // the first row refers to itself
    for (const size_t place : pool.ownKey)
        own.push_back(values[place]);
    return fits(own) && take(own);
}

void RowWriter::makeRow(quint64 row, Values &values)
{
    const qint64 number = m_first + qint64(row);
    for (quint64 attempt = 0; attempt < quint64(kTries); ++attempt) {
        const quint64 chance = m_seed + attempt * 0x51ED'2701ULL;
        const ValueMaker maker(chance, row, number);
        values.assign(m_columns.size(), std::nullopt);
        std::vector<bool> isMade(m_columns.size());
        const std::function<void(size_t, int)> make = [&](size_t place, int depth) {
            if (isMade[place])
                return;
            isMade[place] = true;
            const ColumnFacts &column = *m_columns[place];
            std::optional<QByteArray> before;
            const size_t other = placeOf(column.rules.notBefore);
            if (!column.rules.notBefore.isEmpty() && other < m_columns.size() && depth < 8) {
                make(other, depth + 1);
                before = values[other];
            }
            values[place] = maker.value(column, before);
        };
        for (size_t place = 0; place < m_columns.size(); ++place)
            make(place, 0);
        Random random(chance ^ (row * 0x9E37'79B9'7F4A'7C15ULL) ^ 0xF0);
        QSet<size_t> given;
        const bool refers = std::ranges::all_of(m_pools, [&](Pool &pool) {
            // Some rows of a tree are at its top.
            if (pool.isOwnTable && !pool.isRequired && random.chance(100)) {
                for (const size_t own : pool.own)
                    values[own] = std::nullopt;
                return true;
            }
            return refer(pool, random, values, given);
        });
        if (refers && isNew(values)) {
            for (Pool &pool : m_pools) {
                if (!pool.isOwnTable)
                    continue;
                Values key;
                for (const size_t place : pool.ownKey)
                    key.push_back(values[place]);
                if (pool.keys.size() < size_t(kMostKeys))
                    pool.keys.push_back(std::move(key));
                else
                    pool.keys[size_t(random.below(kMostKeys))] = std::move(key);
            }
            return;
        }
    }
    throw Error::refused(tr("There are not enough different rows for %1: %2 were made.")
                             .arg(m_tables.at(m_facts.table).title())
                             .arg(row),
                         tr("Ask for fewer, or generate more rows of the tables that it refers to "
                            "first. Nothing was "
                            "changed."));
}

bool RowWriter::isNew(const Values &values)
{
    std::vector<QByteArray> keys;
    for (size_t i = 0; i < m_unique.size(); ++i) {
        QByteArray key;
        bool hasNull = false;
        for (const size_t place : m_unique[i]) {
            hasNull = hasNull || !values[place];
            key += values[place].value_or(QByteArray()) + '\x1f';
        }
        if (!hasNull && m_taken[i].contains(key))
            return false;
        keys.push_back(hasNull ? QByteArray() : key);
    }
    for (size_t i = 0; i < keys.size(); ++i) {
        if (!keys[i].isEmpty())
            m_taken[i].insert(keys[i]);
    }
    return true;
}

QString RowWriter::copySql() const
{
    QStringList names;
    for (const ColumnFacts *column : m_columns)
        names << column->name;
    return QStringLiteral("COPY %1 (%2) FROM STDIN")
        .arg(m_tables.at(m_facts.table).sql(), listOf(names));
}

void RowWriter::write(qint64 rows, OperationContext &context)
{
    if (m_columns.empty()) { // every column is the server's own
        m_connection.exec(
            QStringLiteral("INSERT INTO %1 DEFAULT VALUES").arg(m_tables.at(m_facts.table).sql()));
        for (qint64 row = 1; row < rows; ++row)
            m_connection.exec(QStringLiteral("INSERT INTO %1 DEFAULT VALUES")
                                  .arg(m_tables.at(m_facts.table).sql()));
        return;
    }
    m_connection.beginCopyIn(copySql());
    QByteArray lines;
    Values values;
    try {
        for (qint64 row = 0; row < rows; ++row) {
            makeRow(quint64(row), values);
            for (size_t i = 0; i < values.size(); ++i) {
                if (i > 0)
                    lines += '\t';
                addValue(lines, values[i]);
            }
            lines += '\n';
            if (lines.size() >= kPiece) {
                context.throwIfStopped();
                m_connection.putCopyData(lines);
                lines.resize(0);
                context.progress->advance(row);
            }
        }
        m_connection.putCopyData(lines);
    } catch (const Error &error) {
        if (error.sqlState().isEmpty() && m_connection.isOpen())
            m_connection.abortCopyIn(error.message());
        throw;
    }
    m_connection.endCopyIn();
    context.progress->advance(rows);
}

} // namespace arborist::data
