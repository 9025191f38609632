// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/data/generator/value_maker.h"
#include <QSet>

namespace arborist::data {

/// Makes rows for one table and streams them to the server.
class RowWriter
{
public:
    /// `facts` and `tables` must outlive it. Reads what the rows refer to. Throws Error where a row
    /// has to refer to a table that is empty.
    RowWriter(postgres::Connection &connection, const DataTables &tables, const TableFacts &facts,
              quint64 seed, qint64 firstNumber);

    /// Writes so many rows; returns after the server has taken them. Throws Error, cancelled too.
    void write(qint64 rows, OperationContext &context);

private:
    using Values = std::vector<std::optional<QByteArray>>;
    /// Rows that a foreign key may lead to.
    struct Pool {
        const KeyFacts *key = nullptr;
        std::vector<size_t> own; ///< places of its columns
        std::vector<Values> keys;
        bool isOwnTable = false;
        bool isRequired = false;
        std::vector<size_t> ownKey; ///< places of the columns that are referred to, of own tables
        bool isUnique = false;      ///< each may be used once
        size_t next = 0;
    };

    void readPool(const KeyFacts &key);
    void makeRow(quint64 row, Values &values);
    bool refer(Pool &pool, samples::Random &random, Values &values, QSet<size_t> &given);
    bool isNew(const Values &values);
    void readTaken();
    size_t placeOf(const QString &column) const;
    QString copySql() const;

    postgres::Connection &m_connection;
    const DataTables &m_tables;
    const TableFacts &m_facts;
    quint64 m_seed;
    qint64 m_first;
    std::vector<const ColumnFacts *> m_columns; ///< that are written
    std::vector<Pool> m_pools;
    std::vector<std::vector<size_t>> m_unique; ///< places of keys that chance has to keep different
    std::vector<QSet<QByteArray>> m_taken;     ///< their values so far
};

} // namespace arborist::data
