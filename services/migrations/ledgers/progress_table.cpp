// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/ledgers/progress_table.h"

#include "services/core/error.h"
#include "services/migrations/files/text.h"
#include "services/migrations/ledgers/table_rows.h"
#include "services/postgres/connection.h"
#include "services/postgres/identifier.h"
#include "services/postgres/rollback_guard.h"
#include "services/postgres/sql_file.h"
#include <QCryptographicHash>
#include <QtEndian>

namespace arborist::migrations {

namespace {

using postgres::Connection;
using postgres::Param;
using postgres::Result;

const QString kTable = QStringLiteral("__arborist_progress");
const QString kDown = QStringLiteral("down ");

/// "Arbo": the first half of the lock's key, the same for all.
const QString kLockClass = QString::number(0x4172626f);

} // namespace

bool PartialRun::isDown() const
{
    return migration.startsWith(kDown);
}

QString PartialRun::migrationId() const
{
    return isDown() ? migration.mid(kDown.size()) : migration;
}

QString progressKey(const QString &migrationId, bool isDown)
{
    return isDown ? kDown + migrationId : migrationId;
}

QStringList runLockKey(const LedgerName &ledger)
{
    const QByteArray name = ledger.schema.toUtf8() + '\0' + ledger.table.toUtf8();
    const QByteArray hash = QCryptographicHash::hash(name, QCryptographicHash::Sha256);
    // As the server shows it: an oid.
    return {kLockClass, QString::number(qFromBigEndian<quint32>(hash.constData()) & 0x7fffffff)};
}

ProgressTable::ProgressTable(const LedgerName &ledger)
    : m_of(ledger),
      m_name(quoted(LedgerName{ledger.schema, kTable}))
{
}

QString ProgressTable::lookSql() const
{
    return withLiterals(postgres::sqlFile(QStringLiteral("migration_progress_look")), {m_name});
}

bool ProgressTable::isThere(Connection &connection) const
{
    return !connection.exec(QStringLiteral("SELECT pg_catalog.to_regclass($1)"), {m_name})
                .isNull(0, 0);
}

std::vector<PartialRun> ProgressTable::read(Connection &connection) const
{
    return read(connection, connection.exec(lookSql()).integer(0, 0));
}

std::vector<PartialRun> ProgressTable::read(Connection &connection, qint64 look) const
{
    std::vector<PartialRun> all;
    if (look == 0)
        return all;
    if (look == 2)
        throw Error(Text::tr("How far migrations got that are half way cannot be read."),
                    Text::tr("GRANT SELECT ON %1 to this user.").arg(m_name))
            .setSqlState(QStringLiteral("42501"));
    const QStringList lock = runLockKey(m_of);
    const Result found =
        connection.exec(postgres::sqlFile(QStringLiteral("migration_progress_read")).arg(m_name),
                        {m_of.table, lock[0], lock[1]});
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
        each.isUnderWay = found.boolean(row, 7);
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
                    {m_of.table, progress.migration, QString::number(progress.done),
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
        {m_of.table, migration});
    if (connection.exec(QStringLiteral("SELECT FROM %1 LIMIT 1").arg(m_name)).rows() == 0)
        connection.exec(QStringLiteral("DROP TABLE %1").arg(m_name));
}

void ProgressTable::forgetStale(Connection &connection, const QString &key) const
{
    connection.exec(
        QStringLiteral("DELETE FROM %1 WHERE ledger = $1 AND migration = $2").arg(m_name),
        {m_of.table, key});
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
