// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/data/seed/seed_rows.h"
#include "services/data/seed/table_keys.h"
#include <stop_token>

namespace arborist::data {

/// What became of the rows of a file.
struct LoadedRows {
    qint64 added = 0;
    qint64 existed = 0; ///< passed over: a row with the same key, or the same row, is there
};

/// Puts rows of CSV and JSON into a table, within the connection's transaction: by COPY into a
/// temporary table of the same types, then by one INSERT that passes over what is there.
class RowLoader
{
public:
    /// `finds`: looks for the row that the server refuses. It takes savepoints, and the transaction
    /// has to be rolled back afterwards.
    RowLoader(postgres::Connection &connection, std::stop_token stop, bool finds)
        : m_connection(connection),
          m_stop(std::move(stop)),
          m_finds(finds)
    {
    }

    /// Throws Error where a column of the group is not the table's, or takes no values.
    static void checkColumns(const RowGroup &group, const SeedText &text, const DataTable &table);

    /// Throws Error with file, line and column.
    LoadedRows load(const RowGroup &group, const SeedText &text, const DataTable &table,
                    const TableKeys &keys);

private:
    struct Staged;
    qint64 stage(const Staged &staged);
    LoadedRows insert(const Staged &staged, qint64 rows);
    [[noreturn]] void failCopy(const Staged &staged, const Error &error);
    [[noreturn]] void failInsert(const Staged &staged, const Error &error, qint64 rows);
    QString insertSql(const Staged &staged) const;
    qint64 findRow(const Staged &staged, const Error &error, qint64 rows);
    qint64 findByKey(const Staged &staged, const Error &error);

    postgres::Connection &m_connection;
    std::stop_token m_stop;
    bool m_finds;
    int m_count = 0;
};

} // namespace arborist::data
