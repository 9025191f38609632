// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/rehearsal/rehearsal.h"

#include "services/migrations/rehearsal/scratch_copy.h"
#include "services/migrations/rehearsal/statement_watch.h"
#include "services/postgres/connection.h"
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QJsonArray>
#include <algorithm>

namespace arborist::migrations {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Rehearsal", text);
}

QJsonObject toJson(const RehearsedStatement &statement)
{
    QJsonArray locks;
    for (const RehearsalLock &lock : statement.locks)
        locks.append(QJsonObject{{QStringLiteral("table"), lock.table},
                                 {QStringLiteral("mode"), lock.mode},
                                 {QStringLiteral("blocks_reads"), lock.blocksReads},
                                 {QStringLiteral("blocks_writes"), lock.blocksWrites}});
    QJsonObject json{{QStringLiteral("migration"), statement.migration},
                     {QStringLiteral("line"), statement.line},
                     {QStringLiteral("statement"), statement.text},
                     {QStringLiteral("duration_ms"), statement.ms},
                     {QStringLiteral("locks"), locks},
                     {QStringLiteral("rewrites"), QJsonArray::fromStringList(statement.rewrites)}};
    if (statement.error)
        json.insert(QStringLiteral("error"),
                    QJsonObject{{QStringLiteral("message"), statement.error->message()},
                                {QStringLiteral("sqlstate"), statement.error->sqlState()},
                                {QStringLiteral("where"), statement.error->where()},
                                {QStringLiteral("hint"), statement.error->hint()}});
    return json;
}

} // namespace

QJsonObject RehearsalReport::toJson() const
{
    QJsonArray all;
    for (const RehearsedStatement &statement : statements)
        all.append(migrations::toJson(statement));
    return {{QStringLiteral("place"), place},
            {QStringLiteral("has_rows"), hasRows},
            {QStringLiteral("notes"), QJsonArray::fromStringList(notes)},
            {QStringLiteral("succeeded"), succeeded},
            {QStringLiteral("duration_ms"), ms},
            {QStringLiteral("statements"), all}};
}

RehearsalReport rehearse(const RehearsalRequest &request, OperationContext &context)
{
    RehearsalReport report;
    for (const qsizetype index : request.migrations) {
        const Migration &migration = request.set.migrations[size_t(index)];
        if (!migration.isRunnable || !migration.up)
            throw Error::usage(tr("%1 can only be run by %2 itself, and is not rehearsed.")
                                   .arg(migration.name, toString(request.set.tool)),
                               tr("Rehearse it on a database of your own, by the project's own "
                                  "command."));
    }
    context.progress->enter(tr("Making a copy"), 0.3);
    const ScratchCopy copy(request, context);
    report.place = copy.place();
    report.hasRows = copy.hasRows();
    report.notes = copy.notes();
    if (!report.hasRows)
        report.notes << tr("Without rows, the durations say nothing of the stage's own, and no "
                           "value can be in the way.");
    context.progress->enter(tr("Rehearsing"), 0.4);
    QElapsedTimer timer;
    {
        postgres::Connection connection = postgres::Connection::open(copy.info(), context.stop);
        timer.start();
        report.statements = StatementWatch(connection, request, context).run();
        report.ms = double(timer.nsecsElapsed()) / 1e6;
    }
    report.succeeded =
        std::none_of(report.statements.begin(), report.statements.end(),
                     [](const RehearsedStatement &statement) { return statement.error; });
    return report;
}

} // namespace arborist::migrations
