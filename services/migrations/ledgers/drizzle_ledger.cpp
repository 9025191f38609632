// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/ledgers/drizzle_ledger.h"

#include <algorithm>

namespace arborist::migrations {
namespace {

QString nameColumnQuery(const LedgerName &ledger)
{
    return withLiterals(QStringLiteral("SELECT EXISTS (SELECT FROM pg_attribute WHERE attrelid = "
                                       "$1::regclass AND attname = 'name' AND NOT attisdropped)"),
                        {quoted(ledger)});
}

} // namespace

QString newDrizzleName(const Migration &migration)
{
    const qsizetype end = migration.id.indexOf(u'_');
    return QDateTime::fromMSecsSinceEpoch(migration.order, Qt::UTC)
               .toString(QStringLiteral("yyyyMMddHHmmss")) +
           u'_' + migration.id.mid(end + 1);
}

std::vector<LedgerRow> drizzleRows(const TableRows &table, LedgerState &state)
{
    const QString id = QStringLiteral("id");
    const QString hash = QStringLiteral("hash");
    const QString name = QStringLiteral("name");
    state.isNewForm = table.has(name);
    std::vector<LedgerRow> rows;
    rows.reserve(std::size_t(table.count()));
    for (int i = 0; i < table.count(); ++i) {
        LedgerRow row;
        row.row = table.integer(i, id).value_or(0);
        row.hash = table.text(i, hash);
        row.order = table.integer(i, QStringLiteral("created_at"));
        row.id = table.text(i, name);
        row.appliedAt = table.time(i, QStringLiteral("applied_at"));
        rows.push_back(std::move(row));
    }
    std::sort(rows.begin(), rows.end(),
              [](const LedgerRow &a, const LedgerRow &b) { return a.row < b.row; });
    return rows;
}

void DrizzleLedger::lock(postgres::Connection &connection) const
{
    const QString script = QStringLiteral("LOCK TABLE %1 IN ACCESS EXCLUSIVE MODE; ").arg(table()) +
                           nameColumnQuery(set().ledger);
    m_isNewForm = connection.execScript(script.toUtf8()).boolean(0, 0);
}

QString DrizzleLedger::alsoAsked() const
{
    return nameColumnQuery(set().ledger);
}

void DrizzleLedger::takeAnswer(const postgres::Result &answer) const
{
    m_isNewForm = answer.boolean(0, 1);
}

void DrizzleLedger::record(postgres::Connection &connection, const Migration &migration) const
{
    if (!m_isNewForm)
        m_isNewForm = connection.exec(nameColumnQuery(set().ledger)).boolean(0, 0);
    TableLedger::record(connection, migration);
}

QStringList DrizzleLedger::neededColumns() const
{
    return {QStringLiteral("id"), QStringLiteral("hash"), QStringLiteral("created_at")};
}

std::vector<LedgerRow> DrizzleLedger::rowsOf(const TableRows &table, LedgerState &state) const
{
    std::vector<LedgerRow> rows = drizzleRows(table, state);
    m_isNewForm = state.isNewForm;
    return rows;
}

QString DrizzleLedger::createSql() const
{
    return QStringLiteral("CREATE TABLE IF NOT EXISTS %1 (id SERIAL PRIMARY KEY, hash text NOT "
                          "NULL, created_at bigint)")
        .arg(table());
}

QString DrizzleLedger::byTime(const Migration &migration) const
{
    const auto &all = set().migrations;
    const auto same = std::count_if(all.begin(), all.end(), [&migration](const Migration &each) {
        return each.order == migration.order;
    });
    // Where several share one time, the hash tells them apart.
    return same > 1 ? QStringLiteral("created_at = $1::bigint AND hash = $2")
                    : QStringLiteral("created_at = $1::bigint");
}

TableLedger::Bound DrizzleLedger::byHash(const Migration &migration, const QString &frame) const
{
    QStringList times;
    for (const Migration &each : set().migrations)
        times.append(QString::number(each.order));
    // A row with its hash is its own as long as no migration has the row's time.
    return {
        frame.arg(table(), byTime(migration),
                  QStringLiteral("hash = $2 AND coalesce(created_at, 0) <> ALL ($3::bigint[])")),
        {QString::number(migration.order), migration.hash, u'{' + times.join(u',') + u'}'}};
}

TableLedger::Bound DrizzleLedger::isRecordedQuery(const Migration &migration) const
{
    return byHash(migration, QStringLiteral("SELECT EXISTS (SELECT FROM %1 WHERE (%2) OR (%3))"));
}

TableLedger::Bound DrizzleLedger::mayBeRecordedQuery(const Migration &migration) const
{
    return {
        QStringLiteral("SELECT EXISTS (SELECT FROM %1 WHERE created_at = $1::bigint OR hash = $2)")
            .arg(table()),
        {QString::number(migration.order), migration.hash}};
}

TableLedger::Bound DrizzleLedger::insertion(const Migration &migration) const
{
    const QString when = QString::number(migration.order);
    if (m_isNewForm.value_or(false))
        return {QStringLiteral("INSERT INTO %1 (hash, created_at, name) VALUES ($1, $2, $3)")
                    .arg(table()),
                {migration.hash, when, newDrizzleName(migration)}};
    return {QStringLiteral("INSERT INTO %1 (hash, created_at) VALUES ($1, $2)").arg(table()),
            {migration.hash, when}};
}

TableLedger::Bound DrizzleLedger::deletion(const Migration &migration) const
{
    const QString sql = QStringLiteral("DELETE FROM %1 WHERE %2").arg(table(), byTime(migration));
    postgres::Params params{QString::number(migration.order)};
    if (sql.contains(u"$2"))
        params.emplace_back(migration.hash);
    return {sql, params};
}

void DrizzleLedger::forget(postgres::Connection &connection, const Migration &migration) const
{
    const Bound recorded = {
        QStringLiteral("SELECT EXISTS (SELECT FROM %1 WHERE %2)").arg(table(), byTime(migration)),
        deletion(migration).params};
    if (connection.exec(recorded.sql, recorded.params).boolean(0, 0))
        return TableLedger::forget(connection, migration);
    const Bound bound = byHash(migration, QStringLiteral("DELETE FROM %1 WHERE NOT (%2) AND %3"));
    checkOne(connection.exec(bound.sql, bound.params).affectedRows(), migration);
}

} // namespace arborist::migrations
