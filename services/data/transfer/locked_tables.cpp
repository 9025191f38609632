// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/transfer/locked_tables.h"

#include "services/core/error.h"
#include "services/data/transfer/archive_place.h"
#include "services/data/transfer/export_tables.h"
#include "services/journal/blocker_watch.h"
#include "services/operations/own_transaction.h"
#include "services/postgres/connection.h"
#include "services/postgres/rollback_guard.h"
#include <QCoreApplication>
#include <QCryptographicHash>
#include <QJsonObject>

namespace arborist::data {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("DataChange", text);
}

/// Waits of the rows' own constraints are none of a session's settings. Only a superuser may set
/// the role of replication; and only who did has it set.
constexpr char kSettings[] = "SET LOCAL statement_timeout = 0;"
                             "SET LOCAL idle_in_transaction_session_timeout = 0;"
                             "SET LOCAL row_security = off;"
                             "SET LOCAL DateStyle = 'ISO, YMD';"
                             "SET LOCAL IntervalStyle = 'postgres';"
                             "SELECT pg_catalog.set_config('session_replication_role', 'origin', "
                             "true) WHERE pg_catalog.current_setting('session_replication_role') "
                             "<> 'origin';";

} // namespace

void inLockingTransaction(operations::Run &run, int seconds,
                          const std::function<void(postgres::Connection &)> &work)
{
    postgres::Connection &connection = run.connection();
    const qint64 session = connection.exec(QStringLiteral("SELECT pg_backend_pid()")).integer(0, 0);
    const postgres::RollbackGuard guard(connection, run.context().stop);
    const journal::BlockerWatch watch(run.context(), session);
    try {
        connection.execScript("BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = '" +
                              QByteArray::number(seconds) + "s';" + kSettings);
        connection.exec(QStringLiteral("SELECT set_config('synchronous_commit', 'on', true) WHERE "
                                       "current_setting('synchronous_commit') = 'off'"));
        const QString transaction = operations::noteTransaction(run);
        work(connection);
        operations::commitNoted(run, transaction);
    } catch (const Error &error) {
        if (error.sqlState() != u"55P03")
            throw;
        const QString blocker = watch.blocker();
        throw Error(blocker.isEmpty()
                        ? tr("Somebody else works on the tables: no lock within %1 s. Nothing was "
                             "changed.")
                              .arg(seconds)
                        : tr("The tables are in use by %1: no lock within %2 s. Nothing was "
                             "changed.")
                              .arg(blocker)
                              .arg(seconds),
                    tr("Wait for the end of that, or end it; a longer patience: --lock-timeout."))
            .setSqlState(error.sqlState())
            .setDetail(error.message());
    }
}

Archive keepRows(operations::Run &run, const DataTables &tables, const DataTables::Set &set,
                 bool isWhole, const std::vector<migrations::LedgerName> &ledgers, double weight)
{
    // A connection of its own reads: whatever is committed now stays so while we hold the locks.
    const QString transaction =
        run.connection().exec(QStringLiteral("SELECT pg_catalog.pg_current_xact_id()")).text(0, 0);
    const QString name = QStringLiteral("archive");
    const QString folder = run.journal().keptFolder() + u'/' + name;
    ArchivePlace place(folder);
    ExportRequest request;
    for (const size_t index : set)
        request.tables.emplace_back(tables.at(index).schema, tables.at(index).name);
    request.isWhole = isWhole;
    request.ledgers = ledgers;
    Archive archive = exportTables(request, place.folder(), run.context(), weight);
    archive.write();
    place.commit();
    run.journal().keep({QStringLiteral("archive"),
                        {{QStringLiteral("folder"), name},
                         {QStringLiteral("tables"), qint64(archive.tables.size())},
                         {QStringLiteral("rows"), archive.rows()},
                         {QStringLiteral("transaction"), transaction}}});
    return archive;
}

QString schemaText(const DataTables &tables, const DataTables::Set &set)
{
    QString text;
    std::vector<bool> isIn(tables.tables().size());
    for (const size_t index : set) {
        isIn[index] = true;
        text += tables.at(index).title() + u'\n';
        for (const DataColumn &column : tables.at(index).columns)
            text += u' ' + column.name + u' ' + column.type +
                    (column.isRequired ? QStringLiteral(" NOT NULL") : QString()) +
                    (column.isGenerated ? QStringLiteral(" GENERATED") : QString()) + u'\n';
    }
    for (const DataReference &key : tables.references()) {
        if (isIn[key.from] || isIn[key.to])
            text += key.holder + u' ' + key.name + u' ' + key.definition + u'\n';
    }
    // A plan of thousands of tables is to stay readable.
    constexpr qsizetype kMost = 20'000;
    if (text.size() > kMost)
        return QString::fromLatin1(
            QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha256).toHex());
    return text;
}

} // namespace arborist::data
