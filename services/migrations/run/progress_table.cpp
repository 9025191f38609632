// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/run/progress_table.h"

#include "services/postgres/connection.h"
#include "services/postgres/identifier.h"
#include "services/postgres/rollback_guard.h"
#include "services/postgres/sql_file.h"

namespace arborist::migrations {

namespace {

using postgres::Connection;
using postgres::Param;
using postgres::Result;

const QString kTable = QStringLiteral("__arborist_progress");

} // namespace

ProgressTable::ProgressTable(const LedgerName &ledger)
    : m_name(ledger.schema.isEmpty() ? postgres::quoteIdentifier(kTable)
                                     : postgres::quoteQualified(ledger.schema, kTable)),
      m_ledger(ledger.table)
{
}

bool ProgressTable::isThere(Connection &connection) const
{
    return !connection.exec(QStringLiteral("SELECT pg_catalog.to_regclass($1)"), {m_name})
                .isNull(0, 0);
}

std::vector<PartialRun> ProgressTable::read(Connection &connection) const
{
    std::vector<PartialRun> all;
    if (!isThere(connection))
        return all;
    const Result found = connection.exec(
        postgres::sqlFile(QStringLiteral("migration_progress_read")).arg(m_name), {m_ledger});
    for (int row = 0; row < found.rows(); ++row) {
        PartialRun each;
        each.migration = found.text(row, 0);
        each.done = int(found.integer(row, 1));
        if (!found.isNull(row, 2))
            each.running = int(found.integer(row, 2));
        each.runningSql = found.text(row, 3);
        each.doneHash = found.text(row, 4);
        each.run = found.text(row, 5);
        each.since = QDateTime::fromString(found.text(row, 6), Qt::ISODate);
        all.push_back(std::move(each));
    }
    return all;
}

void ProgressTable::create(Connection &connection) const
{
    if (!isThere(connection)) // else the server would say so in a notice
        connection.exec(postgres::sqlFile(QStringLiteral("migration_progress_table")).arg(m_name));
}

void ProgressTable::save(Connection &connection, const PartialRun &progress) const
{
    connection.exec(postgres::sqlFile(QStringLiteral("migration_progress_save")).arg(m_name),
                    {m_ledger, progress.migration, QString::number(progress.done),
                     progress.running ? Param(QString::number(*progress.running)) : std::nullopt,
                     progress.runningSql, progress.doneHash, progress.run});
}

void ProgressTable::forget(Connection &connection, const QString &migration) const
{
    if (!isThere(connection))
        return;
    connection.exec(QStringLiteral("LOCK TABLE %1 IN ACCESS EXCLUSIVE MODE").arg(m_name));
    connection.exec(
        QStringLiteral("DELETE FROM %1 WHERE ledger = $1 AND migration = $2").arg(m_name),
        {m_ledger, migration});
    if (connection.exec(QStringLiteral("SELECT FROM %1 LIMIT 1").arg(m_name)).rows() == 0)
        connection.exec(QStringLiteral("DROP TABLE %1").arg(m_name));
}

void ProgressTable::dropIfEmpty(Connection &connection, const std::stop_token &stop) const
{
    if (!isThere(connection))
        return;
    const postgres::RollbackGuard guard(connection, stop);
    connection.exec(QStringLiteral("BEGIN"));
    connection.exec(QStringLiteral("LOCK TABLE %1 IN ACCESS EXCLUSIVE MODE").arg(m_name));
    if (connection.exec(QStringLiteral("SELECT FROM %1 LIMIT 1").arg(m_name)).rows() > 0)
        return;
    connection.exec(QStringLiteral("DROP TABLE %1").arg(m_name));
    connection.exec(QStringLiteral("COMMIT"));
}

} // namespace arborist::migrations
