// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/ledgers/name_ledgers.h"

#include "services/postgres/identifier.h"
#include <QCryptographicHash>
#include <algorithm>

namespace arborist::migrations {

using postgres::quoteIdentifier;

NameLedgerForm NameLedger::typeOrm(const QString &table)
{
    // Its DefaultNamingStrategy.primaryKeyName().
    const QByteArray key =
        QCryptographicHash::hash((table + QStringLiteral("_id")).toUtf8(), QCryptographicHash::Sha1)
            .toHex()
            .left(27);
    return {QStringLiteral("name"),
            QStringLiteral("id"),
            QStringLiteral("timestamp"),
            {},
            {},
            false,
            QStringLiteral("id SERIAL NOT NULL, \"timestamp\" bigint NOT NULL, name character "
                           "varying NOT NULL, CONSTRAINT \"PK_%1\" PRIMARY KEY (id)")
                .arg(QString::fromLatin1(key))};
}

NameLedgerForm NameLedger::dbmate()
{
    return {QStringLiteral("version"),
            {},
            {},
            {},
            {},
            false,
            QStringLiteral("version varchar NOT NULL PRIMARY KEY")};
}

NameLedgerForm NameLedger::nodePgMigrate()
{
    return {QStringLiteral("name"),
            QStringLiteral("id"),
            {},
            {},
            QStringLiteral("run_on"),
            true,
            QStringLiteral("id SERIAL PRIMARY KEY, name varchar(255) NOT NULL, run_on timestamp "
                           "NOT NULL")};
}

NameLedgerForm NameLedger::own()
{
    return {QStringLiteral("name"),
            QStringLiteral("id"),
            {},
            QStringLiteral("hash"),
            QStringLiteral("applied_at"),
            false,
            QStringLiteral("id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL "
                           "UNIQUE, hash text NOT NULL, applied_at timestamp with time zone NOT "
                           "NULL DEFAULT now()")};
}

QStringList NameLedger::neededColumns() const
{
    QStringList columns;
    for (const QString &name :
         {m_form.name, m_form.number, m_form.order, m_form.hash, m_form.appliedAt}) {
        if (!name.isEmpty())
            columns.append(name);
    }
    return columns;
}

bool NameLedger::fits(const TableRows &table) const
{
    return TableLedger::fits(table) && table.isText(m_form.name) &&
           !table.has(QStringLiteral("dirty"));
}

std::vector<LedgerRow> NameLedger::rowsOf(const TableRows &table, LedgerState &) const
{
    std::vector<LedgerRow> rows;
    rows.reserve(std::size_t(table.count()));
    for (int i = 0; i < table.count(); ++i) {
        LedgerRow row;
        row.id = table.text(i, m_form.name);
        row.hash = table.text(i, m_form.hash);
        row.order = table.integer(i, m_form.order.isEmpty() ? m_form.name : m_form.order);
        row.appliedAt = table.time(i, m_form.appliedAt);
        row.row = table.integer(i, m_form.number).value_or(0);
        rows.push_back(std::move(row));
    }
    std::sort(rows.begin(), rows.end(), [](const LedgerRow &a, const LedgerRow &b) {
        return a.row != b.row ? a.row < b.row : a.id < b.id;
    });
    return rows;
}

QString NameLedger::createSql() const
{
    return QStringLiteral("CREATE TABLE IF NOT EXISTS %1 (%2)").arg(table(), m_form.columns);
}

TableLedger::Bound NameLedger::isRecordedQuery(const Migration &migration) const
{
    return {QStringLiteral("SELECT EXISTS (SELECT FROM %1 WHERE %2 = $1)")
                .arg(table(), quoteIdentifier(m_form.name)),
            {migration.id}};
}

TableLedger::Bound NameLedger::insertion(const Migration &migration) const
{
    QStringList columns, values;
    Bound bound;
    const auto add = [&](const QString &column, const QString &value) {
        if (column.isEmpty())
            return;
        bound.params.emplace_back(value);
        columns.append(quoteIdentifier(column));
        values.append(u'$' + QString::number(bound.params.size()));
    };
    add(m_form.order, QString::number(migration.order));
    add(m_form.name, migration.id);
    add(m_form.hash, migration.hash);
    if (m_form.writesTime) {
        columns.append(quoteIdentifier(m_form.appliedAt));
        values.append(QStringLiteral("now()"));
    }
    bound.sql =
        QStringLiteral("INSERT INTO %1 (%2) VALUES (%3)")
            .arg(table(), columns.join(QStringLiteral(", ")), values.join(QStringLiteral(", ")));
    return bound;
}

TableLedger::Bound NameLedger::deletion(const Migration &migration) const
{
    const QString sql =
        QStringLiteral("DELETE FROM %1 WHERE %2 = $1").arg(table(), quoteIdentifier(m_form.name));
    if (m_form.order.isEmpty())
        return {sql, {migration.id}};
    return {sql + QStringLiteral(" AND %1 = $2").arg(quoteIdentifier(m_form.order)),
            {migration.id, QString::number(migration.order)}};
}

} // namespace arborist::migrations
