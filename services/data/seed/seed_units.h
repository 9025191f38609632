// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/data/seed/row_loader.h"
#include "services/data/seed/seed_files.h"
#include "services/data/seed/sql_seed.h"

namespace arborist::data {

/// A file, or the rows of one table in it: what is loaded at once.
struct SeedUnit {
    SeedFile file;
    SeedTextPtr text;
    SqlSeed sql;                  ///< of SQL
    std::vector<RowGroup> groups; ///< of CSV and JSON, all of the one table
    DataTables::Set tables;       ///< that it writes, in the order of the file

    qint64 rows() const; ///< that it gives; -1 where SQL does not say
};

/// All tables that the units write, ascending.
DataTables::Set tablesOf(const std::vector<SeedUnit> &units);

/// What is loaded, one after the other.
struct SeedOrder {
    std::vector<SeedUnit> units;
    /// Indexes of foreign keys (DataTables::references()) by which rows refer to others that come
    /// later, and that have to be checked at the end.
    std::vector<size_t> circle;
};

/// Reads the files, finds their tables and puts them into an order in which they can be loaded:
/// what is referred to comes first, else by name. Throws Error with file, line and column.
SeedOrder seedOrder(const std::vector<SeedFile> &files, const QStringList &only,
                    const DataTables &tables);

/// The table that a file names: "users", "app.users", "\"Odd name\"". Throws Error otherwise.
size_t seedTable(const DataTables &tables, const QString &name);

} // namespace arborist::data
