// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/restore_recovery.h"

#include "services/backup/database_twin.h"
#include "services/backup/maintenance.h"
#include "services/backup/restore_marks.h"
#include "services/backup/swap_run.h"
#include "services/core/log.h"
#include "services/core/run_log.h"
#include "services/journal/journal.h"
#include "services/operations/undo.h"
#include "services/stages/accept_database.h"
#include "services/stages/fingerprint_store.h"
#include <QCoreApplication>
#include <QDir>
#include <algorithm>

namespace arborist::backup {

namespace {

using postgres::Connection;

QString tr(const char *text)
{
    return QCoreApplication::translate("Restore", text);
}

bool isOfStage(const RunRecord &run, const stages::Workspace &workspace, const stages::Stage &stage)
{
    if (!workspace.folder().isEmpty())
        return run.workspace == workspace.folder() && run.stage == stage.name;
    const auto known = workspace.knownAddress(stage);
    return known && run.workspace == known->toUrl();
}

std::optional<Swap> noteOf(const journal::Journal &journal)
{
    for (const journal::Kept &kept : journal.kept()) {
        if (kept.kind == u"database")
            return Swap::fromJson(kept.what);
    }
    return std::nullopt;
}

/// The server must be the one on which the run was.
void requireServer(const RunRecord &run, Connection &connection)
{
    const auto then = stages::Fingerprint::fromText(run.fingerprint);
    const stages::Fingerprint now = stages::identify({}, connection).fingerprint;
    if (!then || then->systemIdentifier != now.systemIdentifier || then->timeline != now.timeline)
        throw Error(tr("The run %1 was on another server.").arg(run.id));
}

class Settling
{
public:
    Settling(const stages::Workspace &workspace, const stages::Stage &stage, std::stop_token stop)
        : m_workspace(workspace),
          m_stage(stage),
          m_stop(std::move(stop))
    {
    }

    QString settle(const RunRecord &run)
    {
        const journal::Journal journal = journal::Journal::open(run.journal, true);
        const std::optional<Swap> swap = noteOf(journal);
        if (!swap)
            return finish(run, SwapState::Old, {});
        const postgres::ConnectionInfo info = m_workspace.resolve(m_stage, m_stop);
        Connection maintenance = openMaintenance(info, m_stop);
        requireServer(run, maintenance);
        const SwapState state = settleSwap(maintenance, *swap, run.id);
        QString note;
        if (state == SwapState::New && !swap->aside.isEmpty() && !m_workspace.folder().isEmpty()) {
            Connection connection = openBeside(maintenance, swap->name, m_stop);
            stages::FingerprintStore store;
            note = acceptDatabase(m_workspace, m_stage, stages::identify(m_stage.name, connection),
                                  store);
        }
        return finish(run, state, note);
    }

private:
    /// Says it, and in the history where that does not know yet how the run ended.
    static QString finish(const RunRecord &run, SwapState state, const QString &note)
    {
        QDir(SwapRun::workFolderOf(run.journal)).removeRecursively();
        Report report;
        report.run = run.id;
        report.operation = run.operation;
        QString text;
        if (state == SwapState::New) {
            text = tr("The run %1 (%2) was cut off once the new database was in use: it is "
                      "complete.")
                       .arg(run.id, run.operation);
            report.notes << text;
            if (!note.isEmpty())
                report.notes << note;
        } else {
            text = tr("The run %1 (%2) was cut off before it replaced anything: the database is "
                      "as it was, and what was half made is gone.")
                       .arg(run.id, run.operation);
            report.outcome = Report::Result::Failed;
            report.error = Error(text, tr("Run it again."));
        }
        if (!run.outcome)
            RunLog().finish(report, state == SwapState::New ? 1 : 0);
        RestoreMark::remove(run.id);
        return text;
    }

    const stages::Workspace &m_workspace;
    const stages::Stage &m_stage;
    std::stop_token m_stop;
};

/// Ours, and not in use under another name since then.
bool isHalfMade(const Swap &swap, const QString &run, const DatabaseTraits &found)
{
    return swap.isNew && found.name.contains(run) &&
           (swap.newOid == 0 || found.oid == swap.newOid) &&
           (!found.comment || *found.comment == markOf(run));
}

/// A server goes on with CREATE DATABASE or a renaming for a while after its client was killed.
void endWhatGoesOn(Connection &maintenance, const Swap &swap)
{
    const QString ask = QStringLiteral(
        "SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity "
        "WHERE pid <> pg_catalog.pg_backend_pid() AND state <> 'idle' "
        "AND pg_catalog.strpos(query, $1) > 0");
    constexpr int kTries = 300;
    if (swap.made.isEmpty())
        return; // would be found in everything
    for (int i = 0; i < kTries; ++i) {
        if (maintenance.exec(ask, {swap.made}).rows() == 0)
            return;
        maintenance.exec(QStringLiteral("SELECT pg_catalog.pg_sleep(0.1)"));
    }
    throw Error(tr("The server is still busy with %1.").arg(swap.made));
}

} // namespace

SwapState settleSwap(Connection &maintenance, const Swap &swap, const QString &run)
{
    endWhatGoesOn(maintenance, swap);
    const auto inUse = readTraits(maintenance, swap.name);
    if (inUse && swap.newOid != 0 && inUse->oid == swap.newOid)
        return SwapState::New;
    if (const auto made = readTraits(maintenance, swap.made); made && isHalfMade(swap, run, *made))
        dropDatabase(maintenance, made->name, made->oid);
    return SwapState::Old;
}

QStringList settleCutOff(const stages::Workspace &workspace, const stages::Stage &stage,
                         const std::stop_token &stop)
{
    QStringList told;
    try {
        for (const QString &id : RestoreMark::all()) {
            const auto run = RunLog().run(id);
            if (!run || !isOfStage(*run, workspace, stage))
                continue;
            if (!QFileInfo::exists(run->journal)) {
                RestoreMark::remove(id);
                continue;
            }
            if (journal::Journal::isAlive(run->journal))
                continue;
            told << Settling(workspace, stage, stop).settle(*run);
        }
    } catch (const Error &error) {
        if (error.kind() == ErrorKind::Cancelled)
            throw;
        log::warning(error.message());
    }
    return told;
}

} // namespace arborist::backup
