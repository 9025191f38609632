// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/ledgers/golang_migrate_ledger.h"

namespace arborist::migrations {

QStringList GolangMigrateLedger::neededColumns() const
{
    return {QStringLiteral("version"), QStringLiteral("dirty")};
}

std::vector<LedgerRow> GolangMigrateLedger::rowsOf(const TableRows &table, LedgerState &) const
{
    std::vector<LedgerRow> rows;
    for (int i = 0; i < table.count(); ++i) {
        LedgerRow row;
        row.id = table.text(i, QStringLiteral("version"));
        row.order = table.integer(i, QStringLiteral("version"));
        row.isDirty = table.text(i, QStringLiteral("dirty")) == u"t";
        rows.push_back(row);
    }
    return rows;
}

QString GolangMigrateLedger::createSql() const
{
    return QStringLiteral("CREATE TABLE IF NOT EXISTS %1 (version bigint NOT NULL PRIMARY KEY, "
                          "dirty boolean NOT NULL)")
        .arg(table());
}

TableLedger::Bound GolangMigrateLedger::isRecordedQuery(const Migration &migration) const
{
    return {QStringLiteral("SELECT EXISTS (SELECT FROM %1 WHERE version > $1::bigint OR (version = "
                           "$1::bigint AND NOT dirty))")
                .arg(table()),
            {migration.id}};
}

QString GolangMigrateLedger::moveSql(std::optional<qint64> version, bool isDirty) const
{
    QString sql = QStringLiteral("TRUNCATE %1").arg(table());
    if (version)
        sql += QStringLiteral("; INSERT INTO %1 (version, dirty) VALUES (%2, %3)")
                   .arg(table(), QString::number(*version),
                        isDirty ? QStringLiteral("true") : QStringLiteral("false"));
    return sql;
}

std::optional<qint64> GolangMigrateLedger::before(const Migration &migration) const
{
    std::optional<qint64> found;
    for (const Migration &each : set().migrations) {
        if (each.order < migration.order)
            found = each.order;
    }
    return found;
}

QString GolangMigrateLedger::recordSql(const Migration &migration) const
{
    return moveSql(migration.order, false);
}

QString GolangMigrateLedger::forgetSql(const Migration &migration) const
{
    return moveSql(before(migration), false);
}

void GolangMigrateLedger::record(postgres::Connection &connection, const Migration &migration) const
{
    connection.execScript(recordSql(migration).toUtf8());
}

void GolangMigrateLedger::forget(postgres::Connection &connection, const Migration &migration) const
{
    const auto count = connection.exec(
        QStringLiteral("SELECT count(*) FROM %1 WHERE version = $1::bigint").arg(table()),
        {migration.id});
    checkOne(count.integer(0, 0), migration);
    connection.execScript(forgetSql(migration).toUtf8());
}

void GolangMigrateLedger::markBegun(postgres::Connection &connection,
                                    const Migration &migration) const
{
    const postgres::Result found =
        connection.exec(QStringLiteral("SELECT max(version) FROM %1").arg(table()));
    const std::optional<qint64> version =
        found.isNull(0, 0) ? std::nullopt : std::optional(found.integer(0, 0));
    m_marked.reset();
    if (version != migration.order)
        m_marked = version;
    connection.execScript(moveSql(migration.order, true).toUtf8());
}

void GolangMigrateLedger::unmarkBegun(postgres::Connection &connection,
                                      const Migration &migration) const
{
    const std::optional<qint64> version = m_marked ? *m_marked : before(migration);
    connection.execScript(moveSql(version, false).toUtf8());
}

TableLedger::Bound GolangMigrateLedger::insertion(const Migration &migration) const
{
    return {recordSql(migration), {}};
}

TableLedger::Bound GolangMigrateLedger::deletion(const Migration &migration) const
{
    return {forgetSql(migration), {}};
}

} // namespace arborist::migrations
