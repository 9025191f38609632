// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/reset/reset_recovery.h"

#include "services/core/data_folder.h"
#include "services/core/error.h"
#include "services/core/log.h"
#include "services/core/private_folder.h"
#include "services/core/run_log.h"
#include "services/journal/journal.h"
#include "services/postgres/rollback_guard.h"
#include "services/stages/stage_check.h"
#include "services/stages/stage_connection.h"
#include <QCoreApplication>
#include <QDir>
#include <unistd.h>

namespace arborist::data {

namespace {

using postgres::Connection;

QString tr(const char *text)
{
    return QCoreApplication::translate("Reset", text);
}

QString folder()
{
    return dataFolder() + QStringLiteral("/resets");
}

QStringList marked()
{
    return QDir(folder()).entryList(QDir::Files, QDir::Name);
}

QString sessionName(const QString &run)
{
    return QStringLiteral("arborist reset ") + run;
}

/// A server goes on with a statement for a while after its client was killed.
void endWhatGoesOn(Connection &connection, const QString &run)
{
    constexpr int kTries = 300;
    for (int i = 0; i < kTries; ++i) {
        if (connection
                .exec(QStringLiteral("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE "
                                     "application_name = $1 AND pid <> pg_backend_pid()"),
                      {sessionName(run)})
                .rows() == 0)
            return;
        connection.exec(QStringLiteral("SELECT pg_sleep(0.1)"));
    }
    throw Error(tr("The server is still busy with the run %1.").arg(run));
}

bool isOfStage(const RunRecord &run, const stages::Workspace &workspace, const stages::Stage &stage)
{
    if (!workspace.folder().isEmpty())
        return run.workspace == workspace.folder() && run.stage == stage.name;
    const auto known = workspace.knownAddress(stage);
    return known && run.workspace == known->toUrl();
}

QString settle(const RunRecord &run, Connection connection)
{
    if (stages::identify({}, connection).fingerprint.text() != run.fingerprint)
        throw Error(tr("The run %1 was on another database.").arg(run.id));
    bool isThrough = false;
    for (const journal::Kept &kept : journal::Journal::open(run.journal, true).kept()) {
        if (kept.kind == kKeptSchemas)
            isThrough = settleAside(connection, SchemasAside::fromJson(kept.what));
    }
    Report report;
    report.run = run.id;
    report.operation = run.operation;
    const QString text =
        isThrough ? tr("The run %1 (%2) was cut off once it was through: it is complete.")
                        .arg(run.id, run.operation)
                  : tr("The run %1 (%2) was cut off in the middle: the database is as it was.")
                        .arg(run.id, run.operation);
    if (isThrough) {
        report.notes << text;
    } else {
        report.outcome = Report::Result::Failed;
        report.error = Error(text, tr("Run it again."));
    }
    if (!run.outcome)
        RunLog().finish(report, isThrough ? 1 : 0);
    QFile::remove(folder() + u'/' + run.id);
    return text;
}

} // namespace

ResetMark::ResetMark(QString run) : m_run(std::move(run))
{
    makePrivateFolder(folder());
    QFile file(folder() + u'/' + m_run);
    if (!file.open(QIODevice::WriteOnly, QFileDevice::ReadOwner | QFileDevice::WriteOwner) ||
        ::fsync(file.handle()) != 0)
        throw Error(tr("%1 cannot be written.").arg(file.fileName())).setDetail(file.errorString());
}

ResetMark::~ResetMark()
{
    if (!m_leave)
        QFile::remove(folder() + u'/' + m_run);
}

void nameSession(Connection &connection, const QString &run)
{
    connection.exec(QStringLiteral("SELECT set_config('application_name', $1, false)"),
                    {sessionName(run)});
}

void inTransaction(Connection &connection, const std::function<void()> &work)
{
    const postgres::RollbackGuard guard(connection, {});
    connection.exec(QStringLiteral("BEGIN"));
    work();
    connection.exec(QStringLiteral("COMMIT"));
}

bool settleAside(Connection &connection, const SchemasAside &aside)
{
    endWhatGoesOn(connection, aside.run);
    std::optional<AsideMark> mark;
    inTransaction(connection, [&] {
        mark = aside.mark(connection);
        if (mark != AsideMark::Replacing)
            return;
        aside.dropReplacement(connection);
        aside.bringBack(connection);
    });
    return mark == AsideMark::Kept;
}

QStringList settleCutOffResets(const stages::Workspace &workspace, const stages::Stage &stage,
                               const std::stop_token &stop)
{
    QStringList told;
    for (const QString &id : marked()) {
        try {
            const auto run = RunLog().run(id);
            if (!run || !isOfStage(*run, workspace, stage))
                continue;
            if (!QFileInfo::exists(run->journal)) {
                QFile::remove(folder() + u'/' + id);
                continue;
            }
            if (!journal::Journal::isAlive(run->journal))
                told << settle(*run, stages::openStage(workspace, stage, stop));
        } catch (const Error &error) {
            if (error.kind() == ErrorKind::Cancelled)
                throw;
            log::warning(error.message());
        }
    }
    return told;
}

QStringList settleAllCutOffResets(const std::stop_token &stop)
{
    QStringList told;
    for (const QString &id : marked()) {
        try {
            const auto run = RunLog().run(id);
            if (!run || !QDir::isAbsolutePath(run->workspace))
                continue;
            const stages::Workspace workspace = stages::Workspace::open(run->workspace);
            if (const stages::Stage *stage = workspace.stage(run->stage))
                told += settleCutOffResets(workspace, *stage, stop);
        } catch (const Error &error) {
            if (error.kind() == ErrorKind::Cancelled)
                throw;
            log::warning(error.message());
        }
    }
    return told;
}

} // namespace arborist::data
