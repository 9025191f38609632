// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/run/undo_ledger.h"

#include "services/migrations/ledgers/table_rows.h"
#include "services/postgres/connection.h"
#include <algorithm>

namespace arborist::migrations {

UndoLedger::UndoLedger(std::unique_ptr<Ledger> ledger, const LedgerName &name)
    : m_ledger(std::move(ledger)),
      m_progress(name)
{
}

LedgerState UndoLedger::read(postgres::Connection &connection) const
{
    return m_ledger->read(connection);
}

void UndoLedger::create(postgres::Connection &connection) const
{
    m_ledger->create(connection);
}

void UndoLedger::lock(postgres::Connection &connection) const
{
    m_ledger->lock(connection);
}

bool UndoLedger::isRecorded(postgres::Connection &connection, const Migration &migration) const
{
    if (!isHalfWay(migration))
        return m_ledger->isRecorded(connection, migration);
    const std::vector<PartialRun> all = m_progress.read(connection);
    return std::ranges::find(all, progressKey(migration.id, false), &PartialRun::migration) !=
           all.end();
}

bool UndoLedger::begin(postgres::Connection &connection, const QByteArray &script,
                       const Migration &migration) const
{
    if (!isHalfWay(migration))
        return m_ledger->begin(connection, script, migration);
    connection.execScript(script);
    m_ledger->lock(connection);
    return isRecorded(connection, migration);
}

void UndoLedger::record(postgres::Connection &connection, const Migration &migration) const
{
    m_ledger->record(connection, migration);
}

void UndoLedger::forget(postgres::Connection &connection, const Migration &migration) const
{
    if (!isHalfWay(migration)) {
        m_ledger->forget(connection, migration);
        return;
    }
    m_progress.forget(connection, progressKey(migration.id, false));
    m_ledger->unmarkBegun(connection, migration);
}

QString UndoLedger::recordSql(const Migration &migration) const
{
    return m_ledger->recordSql(migration);
}

QString UndoLedger::forgetSql(const Migration &migration) const
{
    if (!isHalfWay(migration))
        return m_ledger->forgetSql(migration);
    return withLiterals(
        QStringLiteral("DELETE FROM %1 WHERE migration = $1").arg(m_progress.name()),
        {progressKey(migration.id, false)});
}

} // namespace arborist::migrations
