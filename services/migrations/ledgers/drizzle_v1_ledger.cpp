// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/ledgers/drizzle_v1_ledger.h"

#include "services/core/error.h"
#include "services/migrations/files/text.h"
#include "services/migrations/ledgers/drizzle_ledger.h"
#include "services/migrations/ledgers/drizzle_upgrade.h"
#include "services/postgres/rollback_guard.h"

namespace arborist::migrations {

void DrizzleV1Ledger::create(postgres::Connection &connection) const
{
    TableLedger::create(connection);
    const LedgerState state = read(connection);
    if (state.exists && state.problems.empty() && !state.isNewForm)
        upgrade(connection);
}

void DrizzleV1Ledger::upgrade(postgres::Connection &connection) const
{
    connection.exec(QStringLiteral("BEGIN"));
    postgres::RollbackGuard guard(connection, {});
    lock(connection);
    const LedgerState state = read(connection);
    if (!state.isNewForm) {
        const std::vector<qsizetype> matches = upgradeMatches(set(), state.rows);
        QStringList strange;
        for (std::size_t i = 0; i < matches.size(); ++i) {
            if (matches[i] < 0)
                strange.append(QString::number(state.rows[i].row));
        }
        if (!strange.isEmpty())
            throw Error(Text::tr("The ledger %1 has rows that no migration here fits (ids %2), so "
                                 "it cannot be brought to the form of Drizzle 1.0.")
                            .arg(shown(set().ledger), strange.join(QStringLiteral(", "))),
                        Text::tr("Restore the files of those migrations, or pull the branch that "
                                 "has them."));
        connection.exec(
            QStringLiteral("ALTER TABLE %1 ADD COLUMN IF NOT EXISTS name text, ADD COLUMN IF NOT "
                           "EXISTS applied_at timestamp with time zone DEFAULT now()")
                .arg(table()));
        const QString update =
            QStringLiteral("UPDATE %1 SET name = $1, applied_at = NULL WHERE id = $2").arg(table());
        for (std::size_t i = 0; i < matches.size(); ++i)
            connection.exec(update, {set().migrations[std::size_t(matches[i])].id,
                                     QString::number(state.rows[i].row)});
    }
    connection.exec(QStringLiteral("COMMIT"));
}

QStringList DrizzleV1Ledger::neededColumns() const
{
    return {QStringLiteral("id"), QStringLiteral("hash"), QStringLiteral("created_at")};
}

std::vector<LedgerRow> DrizzleV1Ledger::rowsOf(const TableRows &table, LedgerState &state) const
{
    return drizzleRows(table, state);
}

QString DrizzleV1Ledger::createSql() const
{
    return QStringLiteral("CREATE TABLE IF NOT EXISTS %1 (id SERIAL PRIMARY KEY, hash text NOT "
                          "NULL, created_at bigint, name text, applied_at timestamp with time zone "
                          "DEFAULT now())")
        .arg(table());
}

TableLedger::Bound DrizzleV1Ledger::rowOf(const Migration &migration, const QString &frame) const
{
    // Without a name: one that drizzle-orm 0.45 has written.
    return {frame.arg(table(), QStringLiteral("name = $1 OR (name IS NULL AND hash = $2 AND "
                                              "created_at / 1000 = $3::bigint / 1000)")),
            {migration.id, migration.hash, QString::number(migration.order)}};
}

TableLedger::Bound DrizzleV1Ledger::isRecordedQuery(const Migration &migration) const
{
    return rowOf(migration, QStringLiteral("SELECT EXISTS (SELECT FROM %1 WHERE %2)"));
}

TableLedger::Bound DrizzleV1Ledger::insertion(const Migration &migration) const
{
    return {
        QStringLiteral("INSERT INTO %1 (hash, created_at, name) VALUES ($1, $2, $3)").arg(table()),
        {migration.hash, QString::number(migration.order), migration.id}};
}

TableLedger::Bound DrizzleV1Ledger::deletion(const Migration &migration) const
{
    return rowOf(migration, QStringLiteral("DELETE FROM %1 WHERE %2"));
}

} // namespace arborist::migrations
