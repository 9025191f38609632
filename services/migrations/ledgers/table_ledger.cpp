// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/ledgers/table_ledger.h"

#include "services/core/error.h"
#include "services/migrations/files/text.h"
#include "services/migrations/ledgers/settle_tool.h"
#include "services/postgres/identifier.h"

namespace arborist::migrations {

LedgerState TableLedger::read(postgres::Connection &connection) const
{
    LedgerState state;
    const ProgressTable progress(m_set.ledger);
    const auto table = TableRows::read(connection, m_set.ledger, progress.lookSql());
    if (!table) {
        readPartial(progress, {}, connection, state);
        return state;
    }
    state.exists = true;
    if (!fits(*table) || table->isTruncated()) {
        const auto other = toolOfColumns(*table);
        const QString reason = table->isTruncated() ? Text::tr("it has too many rows")
                               : other
                                   ? Text::tr("its columns are those of %1").arg(toString(*other))
                                   : Text::tr("it has other columns");
        state.problems.push_back(
            {QStringLiteral("foreign-ledger"),
             Severity::Error,
             {},
             shown(m_set.ledger),
             Text::tr("The table %1 is not one of %2: %3.")
                 .arg(shown(m_set.ledger), toString(m_set.tool), reason),
             Text::tr("Name the right tool and table in [migrations] of arborist.toml.")});
        return state;
    }
    state.rows = rowsOf(*table, state);
    readPartial(progress, table->answer(), connection, state);
    return state;
}

void TableLedger::readPartial(const ProgressTable &progress, std::optional<qint64> look,
                              postgres::Connection &connection, LedgerState &state) const
{
    try {
        state.partial = look ? progress.read(connection, *look) : progress.read(connection);
    } catch (const Error &error) {
        if (error.sqlState() != u"42501")
            throw;
        state.problems.push_back({QStringLiteral("unreadable-progress"),
                                  Severity::Error,
                                  {},
                                  shown(m_set.ledger),
                                  error.message(),
                                  error.hint()});
    }
}

void TableLedger::create(postgres::Connection &connection) const
{
    // Asked first: IF NOT EXISTS wants the privilege to create a schema that is there.
    const auto isThere = [&] {
        return !connection.exec(QStringLiteral("SELECT to_regclass($1)"), {table()}).isNull(0, 0);
    };
    if (isThere())
        return;
    try {
        const QString &schema = m_set.ledger.schema;
        const QString exists = QStringLiteral("SELECT to_regnamespace($1)");
        if (!schema.isEmpty() &&
            connection.exec(exists, {postgres::quoteIdentifier(schema)}).isNull(0, 0))
            connection.exec(QStringLiteral("CREATE SCHEMA IF NOT EXISTS ") +
                            postgres::quoteIdentifier(schema));
        connection.exec(createSql());
    } catch (const Error &error) {
        // Another run was faster: IF NOT EXISTS does not wait for one that has not committed.
        static const QStringList taken{QStringLiteral("23505"), QStringLiteral("42P06"),
                                       QStringLiteral("42P07"), QStringLiteral("42710")};
        if (connection.isInTransaction() || !taken.contains(error.sqlState()))
            throw;
        if (!isThere())
            connection.exec(createSql());
    }
}

void TableLedger::lock(postgres::Connection &connection) const
{
    connection.exec(QStringLiteral("LOCK TABLE %1 IN ACCESS EXCLUSIVE MODE").arg(table()));
}

bool TableLedger::isRecorded(postgres::Connection &connection, const Migration &migration) const
{
    const Bound query = isRecordedQuery(migration);
    return connection.exec(query.sql, query.params).boolean(0, 0);
}

bool TableLedger::begin(postgres::Connection &connection, const QByteArray &script,
                        const Migration &migration) const
{
    const Bound query = mayBeRecordedQuery(migration);
    const QString also = alsoAsked();
    const QString look = QStringLiteral("; LOCK TABLE %1 IN ACCESS EXCLUSIVE MODE; SELECT (%2)%3")
                             .arg(table(), withLiterals(query.sql, query.params),
                                  also.isEmpty() ? also : QStringLiteral(", (%1)").arg(also));
    const postgres::Result answer = connection.execScript(script + look.toUtf8());
    takeAnswer(answer);
    return answer.boolean(0, 0) && isRecorded(connection, migration);
}

void TableLedger::record(postgres::Connection &connection, const Migration &migration) const
{
    const Bound bound = insertion(migration);
    connection.exec(bound.sql, bound.params);
}

void TableLedger::forget(postgres::Connection &connection, const Migration &migration) const
{
    const Bound bound = deletion(migration);
    checkOne(connection.exec(bound.sql, bound.params).affectedRows(), migration);
}

void TableLedger::checkOne(qint64 rows, const Migration &migration) const
{
    if (rows == 1)
        return;
    throw Error(Text::tr("%1 has %2 rows of %3, where there should be one.")
                    .arg(shown(m_set.ledger), QString::number(rows), migration.name),
                Text::tr("Look at the status: another run may have changed the ledger."))
        .setWhere(shown(m_set.ledger));
}

QString TableLedger::recordSql(const Migration &migration) const
{
    const Bound bound = insertion(migration);
    return withLiterals(bound.sql, bound.params);
}

QString TableLedger::forgetSql(const Migration &migration) const
{
    const Bound bound = deletion(migration);
    return withLiterals(bound.sql, bound.params);
}

} // namespace arborist::migrations
