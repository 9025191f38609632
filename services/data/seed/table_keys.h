// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/data/tables/data_tables.h"
#include <QHash>

namespace arborist::data {

/// What makes rows of a table the same, and what counts its columns.
struct TableKeys {
    QStringList primary;             ///< columns of the primary key; empty: it has none
    std::vector<QStringList> unique; ///< of each unique key, the primary one first
    struct Counter {
        QString column;
        QString sequence; ///< quoted, with schema
    };
    std::vector<Counter> counters;

    /// Whether a row that gives these columns is recognized by one of the keys.
    bool recognizes(const QStringList &columns) const;
};

using KeysByTable = QHash<size_t, TableKeys>; ///< by index in DataTables

KeysByTable readKeys(postgres::Connection &connection, const DataTables &tables,
                     const DataTables::Set &set);

/// Moves sequences behind the largest value of their column, where rows brought values of their
/// own.
void advanceCounters(postgres::Connection &connection, const DataTable &table,
                     const TableKeys &keys);

} // namespace arborist::data
