// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/operation_context.h"
#include "services/data/tables/data_table.h"
#include "services/migrations/files/migration_set.h"
#include <vector>

namespace arborist::postgres {
class Connection;
}

namespace arborist::data {

/// The application's tables of a database and how they refer to each other. Never among them: the
/// ledgers of migrations (of the tools that are known, and those of the project), this program's
/// own tables, tables of extensions, temporary and foreign ones. Tables are named by their index.
class DataTables
{
public:
    using Set = std::vector<size_t>; ///< ascending

    /// From the catalogs alone, by three queries whatever the number of tables. `ledgers`: of the
    /// project. Throws Error.
    static DataTables read(postgres::Connection &connection,
                           const std::vector<migrations::LedgerName> &ledgers = {});

    const std::vector<DataTable> &tables() const { return m_tables; } ///< by schema and name
    const std::vector<DataReference> &references() const { return m_references; }
    const DataTable &at(size_t index) const { return m_tables[index]; }
    Set all() const;
    /// Index of the table of that very name; -1 if it is none of them.
    qsizetype find(const QString &schema, const QString &name) const;
    /// Titles of those that the others do not have.
    QStringList missingIn(const DataTables &others) const;

    /// Those that the words name: `items`, `public.items`, `it*`, `"Odd name"`, several in one word
    /// with commas between. A name without a schema is looked for in the search path, then in all
    /// schemas; as it is written, then in any case. No words: all. Throws a usage Error, with the
    /// likely name, where one names nothing.
    Set select(const QStringList &words) const;

    /// The set in an order in which rows can be written: a table behind those that it refers to.
    /// Tables of a cycle come one after the other.
    Set order(const Set &set) const;
    /// Groups of tables of the set that refer to each other in a circle, and tables that refer to
    /// themselves (groups of one).
    std::vector<Set> cycles(const Set &set) const;
    /// The set and everything that TRUNCATE ... CASCADE of it would empty.
    Set cascade(const Set &set) const;

    /// Exact rows of the tables, counted in the connection's transaction. Throws Error, cancelled.
    void countRows(postgres::Connection &connection, const Set &set, OperationContext &context);

    /// Why a table of that name is none of the application's: "the ledger of migrations"; empty.
    QString whyLeftOut(const QString &schema, const QString &name) const;

private:
    friend class TableSelection;
    std::vector<Set> groups(const Set &set) const;

    struct LeftOut {
        QString schema, name, reason;
    };
    std::vector<DataTable> m_tables;
    std::vector<DataReference> m_references;
    std::vector<LeftOut> m_leftOut;
};

/// "1 table", "12 tables"
QString tablesText(size_t count);

} // namespace arborist::data
