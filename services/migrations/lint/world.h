// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/lint/catalog.h"
#include "services/migrations/lint/name_book.h"
#include <QHash>
#include <QSet>
#include <optional>
#include <vector>

namespace arborist::migrations {

/// What is known of the database at the statement that is looked at: the stage's catalog, if there
/// is a connection, and what the statements before it have made.
class World
{
public:
    explicit World(Catalog *catalog) : m_catalog(catalog) {}

    /// What all statements of the run together make, whichever comes first.
    void expect(const postgres::SqlNode &statement);
    /// A statement has been passed.
    void pass(const postgres::SqlNode &statement);
    /// Forgets what was passed: the next file stands for itself.
    void startOver();

    NameBook &names() { return m_names; }          ///< also of files that stand for themselves
    Catalog *catalog() const { return m_catalog; } ///< null: there is no connection
    /// Made before in this run: nobody uses it yet, and what it holds came with the run.
    bool isNew(const TableName &table) const;
    bool isNewSchema(const QString &name) const { return m_schemas.contains(name); }
    bool isNewRole(const QString &name) const { return m_roles.contains(name); }
    /// The run has written rows of it, so that the stage's rows say little.
    bool isWritten(const TableName &table) const;
    const TableInfo *info(const TableName &table) const; ///< null for new ones, too
    /// "1,000,000 rows (812 MiB) of items"; "items" without a connection.
    QString sized(const TableName &table) const;
    /// So small on the stage that no lock on it is long.
    bool isSmall(const TableName &table) const;
    /// No rows on the stage, for sure.
    bool isEmpty(const TableName &table) const;
    /// Table of an index, as the stage or this run has it.
    std::optional<TableName> tableOfIndex(const TableName &index) const;
    /// An index of the stage or of the run whose first columns are these, in any order.
    bool isIndexed(const TableName &table, const QStringList &columns) const;
    /// A check that proves the column not null stands, in the stage or since this run.
    bool isProvenNotNull(const TableName &table, const QString &column) const;
    /// CONCURRENTLY, unvalidated constraints: what the run has left to be done apart.
    bool isUnvalidated(const TableName &table, const QString &constraint) const;

private:
    struct Index {
        TableName name;
        TableName table;
        QStringList columns;
    };
    void passTable(const postgres::SqlNode &alter);
    void drop(const postgres::SqlNode &statement);
    void indexesOf(const postgres::SqlNode &create);
    bool holds(const std::vector<TableName> &list, const TableName &name) const;

    Catalog *m_catalog;
    NameBook m_names;
    std::vector<TableName> m_tables;  ///< made
    std::vector<TableName> m_written; ///< changed rows of
    std::vector<Index> m_indexes;     ///< of the whole run
    std::vector<Index> m_newIndexes;  ///< made so far
    QSet<QString> m_schemas, m_roles;
    std::vector<std::pair<TableName, QString>> m_notNull;     ///< checks made so far: table, column
    std::vector<std::pair<TableName, QString>> m_unvalidated; ///< table, constraint
};

} // namespace arborist::migrations
