// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/lint/column_type.h"
#include "services/migrations/lint/made_names.h"
#include "services/migrations/lint/table_name.h"
#include "services/postgres/result.h"
#include <QHash>
#include <QSet>
#include <QStringList>
#include <functional>
#include <vector>

namespace arborist::postgres {
class Connection;
}

namespace arborist::migrations {

struct Column {
    QString name;
    ColumnType type;
    bool isNotNull = false;
};

/// A table as the stage has it; also the table of an index that is named.
struct TableInfo {
    TableName name;
    QChar kind;      ///< of what was named, as pg_class.relkind: 'i' for an index
    QChar tableKind; ///< 'r', 'p', 'v', 'm'
    qint64 rows = 0; ///< as the planner and the statistics count them
    qint64 bytes = 0;
    bool isEmpty = false; ///< for sure
    std::vector<Column> columns;
    std::vector<QStringList> indexes; ///< columns of those that are whole
    QStringList checks;               ///< definitions of those that are validated

    const Column *column(const QString &name) const; ///< nullptr if there is none
};

/// Names to ask the stage for.
struct CatalogQuestions {
    QSet<TableName> relations;
    QSet<QString> extensions, roles, schemas, functions;
    QHash<NameSpace, QStringList> names; ///< that are to be made, as they are cut
};

/// What the stage has of what migrations name: two queries, whatever their number, and one more for
/// names that are cut. Then single
/// questions, each in a transaction that only reads and that gives up after seconds; after some
/// seconds altogether they are left unanswered.
class Catalog
{
public:
    Catalog(postgres::Connection &connection, const CatalogQuestions &questions);

    int serverVersion() const;                                      ///< 150020
    bool isUtc() const;                                             ///< of the session's times
    const TableInfo *table(const TableName &name) const;            ///< nullptr if it is not there
    bool isMissing(const QString &what, const QString &name) const; ///< "role", "schema" ...
    const QHash<NameSpace, QStringList> &takenNames() const { return m_taken; } ///< of the wanted
    /// "volatile", "stable"; empty if there is no such function.
    QString volatility(const QString &function) const;

    /// Rows that a statement would touch, as the planner guesses; -1 if it cannot say.
    qint64 estimate(const QString &statement);
    /// NULLs among the first million rows; -1 if that took too long.
    qint64 nulls(const TableInfo &table, const QString &column);
    /// Whether two of the first million rows are equal in these columns, NULLs apart.
    bool hasDuplicates(const TableInfo &table, const QStringList &columns);

private:
    void readTaken(const QHash<NameSpace, QStringList> &names);
    postgres::Result readTables(const QString &names);
    /// Runs it in a transaction that only reads and does not wait; what fails is passed over.
    void guarded(const std::function<void()> &work);
    QString ask(const QString &sql); ///< one value; null where it failed

    postgres::Connection &m_connection;
    QHash<TableName, TableInfo> m_tables;
    QHash<NameSpace, QStringList> m_taken;
    QHash<QString, QString> m_names; ///< "role name" -> answer
    qint64 m_spentMs = 0;            ///< on single questions
};

} // namespace arborist::migrations
