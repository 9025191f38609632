// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/operations/own_transaction.h"

#include "services/core/error.h"
#include "services/postgres/connection.h"
#include <QCoreApplication>
#include <QJsonObject>
#include <chrono>
#include <thread>

namespace arborist::operations {

namespace {

using namespace std::chrono_literals;

const QString kKind = QStringLiteral("transaction");
constexpr auto kPatience = 5s; ///< a server needs a moment to notice that a client has died

QString tr(const char *text)
{
    return QCoreApplication::translate("OwnTransaction", text);
}

/// A record of the transaction itself; its commit writes everything before it to the disk.
void writeOfIt(postgres::Connection &connection)
{
    connection.exec(
        QStringLiteral("SELECT pg_catalog.pg_logical_emit_message(true, 'arborist', '')"));
}

/// Throws what the COMMIT threw unless it is there.
void requireCommitted(Run &run, const QString &transaction, const Error &lost)
{
    std::optional<bool> isThere;
    try {
        postgres::Connection other = run.context().connect();
        other.setStopToken({}); // asking is part of ending, whoever wants to stop
        isThere = wasCommitted(transaction, other);
    } catch (const Error &) {
        run.leaveOpen();
        throw Error(tr("The connection was lost at the very end: whether anything has changed is "
                       "not known."),
                    tr("The next command that reaches the server asks it, and says so."))
            .setDetail(lost.message())
            .setSqlState(lost.sqlState());
    }
    if (!isThere.value_or(false))
        throw lost;
}

} // namespace

QString noteTransaction(Run &run)
{
    postgres::Connection &connection = run.connection();
    const QString transaction =
        connection.exec(QStringLiteral("SELECT pg_catalog.pg_current_xact_id()")).text(0, 0);
    const bool mayWrite =
        connection
            .exec(
                QStringLiteral("SELECT pg_catalog.has_function_privilege("
                               "'pg_catalog.pg_logical_emit_message(bool,text,text)', 'EXECUTE')"))
            .boolean(0, 0);
    if (mayWrite) {
        writeOfIt(connection);
        postgres::Connection other = run.context().connect();
        other.execScript("SET synchronous_commit = on");
        writeOfIt(other);
    }
    run.journal().keep({kKind, {{QStringLiteral("id"), transaction}}});
    return transaction;
}

void commitNoted(Run &run, const QString &transaction)
{
    postgres::Connection &connection = run.connection();
    run.context().throwIfStopped();
    try {
        connection.exec(QStringLiteral("COMMIT"));
    } catch (const Error &error) {
        if (connection.isOpen() && !connection.isInTransaction() &&
            error.kind() != ErrorKind::Cancelled)
            throw; // the server has answered: no
        requireCommitted(run, transaction, error);
    }
}

std::optional<bool> wasCommitted(const QString &transaction, postgres::Connection &connection)
{
    const auto end = std::chrono::steady_clock::now() + kPatience;
    for (;;) {
        QString status;
        try {
            status = connection
                         .exec(QStringLiteral("SELECT pg_catalog.pg_xact_status($1::xid8)"),
                               {transaction})
                         .text(0, 0);
        } catch (const Error &error) {
            if (error.sqlState() != u"22023") // "in the future": the server was put back
                throw;
        }
        if (status != u"in progress")
            return status.isEmpty() ? std::nullopt : std::optional(status == u"committed");
        if (std::chrono::steady_clock::now() >= end)
            break;
        std::this_thread::sleep_for(50ms);
    }
    throw Error(tr("The server still works on transaction %1.").arg(transaction),
                tr("Try again in a moment."));
}

QString notedTransaction(const journal::Journal &journal)
{
    for (const journal::Kept &kept : journal.kept()) {
        if (kept.kind == kKind)
            return kept.what[QStringLiteral("id")].toString();
    }
    return {};
}

} // namespace arborist::operations
