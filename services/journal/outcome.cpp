// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/journal/outcome.h"

#include "services/core/error.h"
#include "services/journal/batch_writer.h"
#include "services/journal/begin_script.h"
#include "services/journal/staging_tables.h"
#include "services/journal/statements.h"
#include "services/postgres/connection.h"
#include <QCoreApplication>
#include <chrono>
#include <thread>

namespace arborist::journal {

namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 10s; ///< a server needs a moment to notice that a client has died

/// "committed", "aborted", "in progress"; empty for one that the server has forgotten, or has not
/// come to yet (a restored database).
QString statusOf(const QString &transaction, postgres::Connection &connection)
{
    try {
        return connection.exec(QStringLiteral("SELECT pg_xact_status($1::xid8)"), {transaction})
            .text(0, 0);
    } catch (const Error &error) {
        if (error.sqlState() == u"22023") // "transaction ID is in the future"
            return {};
        throw;
    }
}

QString endedStatusOf(const BatchRecord &batch, postgres::Connection &connection)
{
    const auto end = std::chrono::steady_clock::now() + kPatience;
    for (;;) {
        QString status = statusOf(batch.transaction, connection);
        if (status != u"in progress")
            return status;
        if (std::chrono::steady_clock::now() >= end)
            break;
        std::this_thread::sleep_for(50ms);
    }
    Error error(QCoreApplication::translate(
                    "BatchWriter", "Transaction %1, which writes to %2, is still in progress.")
                    .arg(batch.transaction, batch.table),
                QCoreApplication::translate(
                    "BatchWriter", "Its session is in pg_stat_activity (backend_xid). Wait until "
                                   "it ends, or end it with pg_terminate_backend, and try again."));
    throw error.setWhere(batch.table);
}

struct Likeness {
    qint64 after = 0;
    qint64 before = 0;
    qint64 own = 0; ///< still as the transaction left them
};

/// How many rows look as after and as before the batch.
Likeness likenessOf(const ChangeBatch &batch, const QString &transaction,
                    postgres::Connection &connection)
{
    const Target target = readTarget(connection, batch.schema, batch.table, batch.key);
    const Staging staging = Staging::forComparison(batch, target);
    StagingTables tables(connection);
    tables.prepare(staging.definition());
    connection.execScript(beginScript(target));
    try {
        const QString table = tables.use(staging.definition());
        staging.fill(connection, table);
        const postgres::Result counts = connection.exec(
            compareStatement(batch, target, staging, table, quint32(transaction.toULongLong())));
        connection.execScript("ROLLBACK");
        return {counts.integer(0, 0), counts.integer(0, 1), counts.integer(0, 2)};
    } catch (...) {
        try {
            connection.execScript("ROLLBACK");
        } catch (const Error &) {
        }
        throw;
    }
}

BatchState stateOf(const BatchRecord &record, const Journal &journal,
                   postgres::Connection &connection)
{
    const QString status = endedStatusOf(record, connection);
    if (status == u"aborted")
        return BatchState::NotApplied;
    // After a crash the server may give the number of a transaction that left no trace to another
    // one: "committed" alone proves nothing.
    const Likeness like = likenessOf(journal.read(record.number), record.transaction, connection);
    const bool applied = status == u"committed" ? like.own > 0 || like.after >= like.before
                                                : like.after > 0 && like.after >= like.before;
    return applied ? BatchState::Applied : BatchState::NotApplied;
}

} // namespace

std::optional<BatchState> outcomeOf(const QString &transaction, postgres::Connection &connection)
{
    try {
        const QString status = statusOf(transaction, connection);
        if (status == u"committed")
            return BatchState::Applied;
        if (status == u"aborted")
            return BatchState::NotApplied;
    } catch (const Error &) {
        // Lost as well.
    }
    return std::nullopt;
}

void settlePrepared(Journal &journal, postgres::Connection &connection)
{
    for (const BatchRecord &record : journal.batches()) {
        if (record.state == BatchState::Prepared)
            journal.settle(record.number, stateOf(record, journal, connection));
    }
}

} // namespace arborist::journal
