// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/rehearsal_output.h"

#include "app/cli/cli_text.h"
#include "app/cli/error_output.h"
#include "app/cli/exit_code.h"
#include "app/cli/migration_session.h"
#include "app/cli/progress_bar.h"
#include "app/cli/run_operation.h"
#include "app/cli/session.h"
#include "services/migrations/author/create.h"
#include "services/migrations/rehearsal/recorded_rehearsal.h"
#include "services/migrations/run/selection.h"
#include "services/migrations/snapshot/down_proposal.h"
#include <QFileInfo>

namespace arborist::cli {
namespace {

using migrations::RehearsalPlace;
using migrations::RehearsalReport;
using migrations::RehearsedStatement;

RehearsalPlace placeOf(const QString &word)
{
    if (word.isEmpty() || word == u"auto")
        return RehearsalPlace::Auto;
    if (word == u"server")
        return RehearsalPlace::SameServer;
    if (word == u"embedded")
        return RehearsalPlace::Embedded;
    throw Error::usage(CliText::tr("--rehearse-on has no place “%1”.").arg(word),
                       CliText::tr("Places: auto, server, embedded."));
}

void print(Terminal &terminal, const RehearsedStatement &statement)
{
    terminal.printLine(QStringLiteral("  %1 ms  %2:%3  %4")
                           .arg(statement.ms, 9, 'f', 1)
                           .arg(QFileInfo(statement.file).fileName())
                           .arg(statement.line)
                           .arg(statement.text));
    for (const migrations::RehearsalLock &lock : statement.locks)
        terminal.printLine(QStringLiteral("                ") +
                           (lock.blocksReads
                                ? CliText::tr("%1 on %2: nobody else reads or writes it")
                            : lock.blocksWrites ? CliText::tr("%1 on %2: nobody else writes it")
                                                : CliText::tr("%1 on %2"))
                               .arg(lock.mode, lock.table));
    for (const QString &table : statement.rewrites)
        terminal.printLine(QStringLiteral("                ") +
                           CliText::tr("writes %1 anew").arg(table));
}

void print(Terminal &terminal, const RehearsalReport &report)
{
    terminal.printLine(CliText::tr("Rehearsed on %1.").arg(report.place));
    for (const RehearsedStatement &statement : report.statements)
        print(terminal, statement);
    for (const QString &note : report.notes)
        terminal.printLine(note);
    if (report.succeeded)
        terminal.printLine(CliText::tr("All of it ran, in %1 ms. The stage was not touched.")
                               .arg(report.ms, 0, 'f', 0));
    else
        terminal.message(errorToText(*report.statements.back().error));
}

} // namespace

int rehearsePending(Session &session, migrations::MigrateRequest request, const QString &folder,
                    const QString &place)
{
    request.set = readSet(onlySet(session, folder));
    OperationContext context = session.context();
    migrations::RehearsalRequest wanted;
    wanted.place = placeOf(place);
    {
        postgres::Connection connection = context.connect();
        const auto ledger = migrations::Ledger::of(request.set);
        const migrations::SetStatus status =
            migrations::statusOf(request.set, ledger->read(connection));
        wanted.migrations = migrations::selectToApply(request, status);
    }
    if (wanted.migrations.empty()) {
        session.terminal().message(CliText::tr("Nothing is pending."));
        return Done;
    }
    wanted.set = request.set;
    wanted.mode = request.mode;
    wanted.stage = session.stage();
    wanted.address = session.workspace().resolve(session.stage(), session.stopToken());
    RehearsalReport report;
    QString run;
    {
        const ProgressBar bar(session.terminal(), context.progress, session.showsProgress());
        report = migrations::recordedRehearsal(wanted, orderOf(session), context, &run);
    }
    if (session.json()) {
        QJsonObject json = report.toJson();
        json.insert(QStringLiteral("run"), run);
        session.terminal().printJson(json);
    } else {
        print(session.terminal(), report);
    }
    return report.succeeded ? Done : Failed;
}

int proposeRollback(Session &session, const QString &folder, const QString &name, bool save)
{
    const migrations::MigrationSet set = readSet(onlySet(session, folder));
    const migrations::Migration *migration =
        name.isEmpty() && !set.migrations.empty() ? &set.migrations.back() : set.find(name);
    if (!migration)
        throw Error::usage(CliText::tr("There is no migration “%1”.").arg(name),
                           CliText::tr("arboristctl status lists them."));
    const migrations::DownProposal proposal = migrations::proposeDown(set, *migration);
    if (save)
        return runOperation(session, *migrations::planDownFile(set, *migration, proposal.sql));
    if (session.json())
        session.terminal().printJson(
            {{QStringLiteral("migration"), migration->name},
             {QStringLiteral("sql"), proposal.sql},
             {QStringLiteral("loses"), QJsonArray::fromStringList(proposal.loses)},
             {QStringLiteral("not_restored"), QJsonArray::fromStringList(proposal.notComeBack)},
             {QStringLiteral("doubts"), QJsonArray::fromStringList(proposal.doubts)}});
    else
        session.terminal().print(proposal.sql);
    return Done;
}

} // namespace arborist::cli
