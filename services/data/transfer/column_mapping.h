// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/data/tables/data_tables.h"
#include "services/data/transfer/archive.h"

namespace arborist::postgres {
class Connection;
}

namespace arborist::data {

/// How the rows of an archived table get into a table of today: columns by name.
struct ColumnMapping {
    size_t archived = 0; ///< index of the archive's table
    size_t table = 0;    ///< index of the database's
    /// Columns were dropped or changed their types: rows are copied into a temporary table as they
    /// were, and converted from there by the server.
    bool isStaged = false;
    QString stagingSql; ///< CREATE TEMPORARY TABLE
    QString copySql;    ///< COPY ... FROM STDIN (..., of each file; see copyStatement()
    bool canFreeze = false;
    QString insertSql; ///< from the temporary table; empty unless staged
    /// Rows of a table that the same transaction has emptied need no second look by VACUUM.
    QString copyStatement(bool isEmptied) const
    {
        return copySql +
               (canFreeze && isEmptied ? QStringLiteral(", FREEZE)") : QStringLiteral(")"));
    }
    QStringList remarks; ///< for the plan: what is left out, filled with defaults, converted
};

/// Throws a refusing Error where the rows cannot get there: a column that wants a value and that
/// the archive lacks, a type that cannot be converted.
ColumnMapping mapColumns(const Archive &archive, size_t archived, const DataTables &tables,
                         size_t table, postgres::Connection &connection);

} // namespace arborist::data
