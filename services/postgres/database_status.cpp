// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/postgres/database_status.h"

#include "services/postgres/connection.h"
#include "services/postgres/sql_file.h"
#include <QCoreApplication>
#include <QLocale>

namespace arborist::postgres {
namespace {

class StatusText
{
    Q_DECLARE_TR_FUNCTIONS(StatusText)
};

/// PostgreSQL starts to warn at 2^31 - 40 million and stops at 2^31 - 3 million.
constexpr qint64 kOldTransactions = 1'500'000'000;

DatabaseProblem describe(const QString &kind, const QString &name)
{
    if (kind == u"invalid_index") {
        return {kind, StatusText::tr("The index %1 is invalid: queries do not use it.").arg(name),
                StatusText::tr("Build it anew: REINDEX INDEX CONCURRENTLY %1; a unique one that "
                               "failed on duplicates only once they are gone. Where a migration "
                               "left it, migrate again does that.")
                    .arg(name)};
    }
    if (kind == u"unvalidated_constraint") {
        return {
            kind,
            StatusText::tr("The constraint %1 is not validated: old rows may break it.").arg(name),
            StatusText::tr("ALTER TABLE ... VALIDATE CONSTRAINT checks them.")};
    }
    return {kind, StatusText::tr("The sequence %1 has used up 90 % of its numbers.").arg(name),
            StatusText::tr("Give it and its column a larger type.")};
}

} // namespace

DatabaseStatus readStatus(Connection &connection, int largestTables)
{
    const Result row = connection.exec(sqlFile(QStringLiteral("database_status")));
    DatabaseStatus status;
    status.database = row.text(0, 0);
    status.user = row.text(0, 1);
    status.standby = row.boolean(0, 2);
    status.bytes = row.integer(0, 3);
    status.connections = int(row.integer(0, 4));
    status.maxConnections = int(row.integer(0, 5));
    status.tables = int(row.integer(0, 7));

    const Result tables = connection.exec(sqlFile(QStringLiteral("largest_tables")),
                                          {QString::number(largestTables)});
    for (int table = 0; table < tables.rows(); ++table)
        status.largest.push_back(
            {tables.text(table, 0), tables.integer(table, 1), tables.integer(table, 2)});

    const Result problems = connection.exec(sqlFile(QStringLiteral("database_problems")));
    for (int problem = 0; problem < problems.rows(); ++problem)
        status.problems.push_back(describe(problems.text(problem, 0), problems.text(problem, 1)));
    if (status.connections * 10 > status.maxConnections * 9) {
        status.problems.push_back(
            {QStringLiteral("connections"),
             StatusText::tr("%1 of %2 connections are in use.")
                 .arg(status.connections)
                 .arg(status.maxConnections),
             StatusText::tr("End idle sessions, or use a connection pooler.")});
    }
    if (row.integer(0, 6) > kOldTransactions) {
        status.problems.push_back(
            {QStringLiteral("old_transactions"),
             StatusText::tr(
                 "The oldest row is %1 transactions old; at 2 billion the database stops.")
                 .arg(QLocale().toString(row.integer(0, 6))),
             StatusText::tr(
                 "Run VACUUM FREEZE, and look for sessions and replication slots that hold "
                 "it back.")});
    }
    return status;
}

} // namespace arborist::postgres
