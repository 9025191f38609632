// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/undo/cut_off.h"

#include "services/backup/catalog.h"
#include "services/backup/places.h"
#include "services/backup/restore_marks.h"
#include "services/backup/restore_recovery.h"
#include "services/core/error.h"
#include "services/core/log.h"
#include "services/core/run_log.h"
#include "services/data/transfer/archive.h"
#include "services/data/transfer/archive_place.h"
#include "services/journal/batch_writer.h"
#include "services/operations/own_transaction.h"
#include "services/operations/plan_target.h"
#include "services/operations/undo.h"
#include "services/postgres/connection.h"
#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QSet>
#include <algorithm>

namespace arborist::data {

namespace {

using journal::BatchRecord;
using journal::BatchState;
using journal::Journal;

QString tr(const char *text)
{
    return QCoreApplication::translate("CutOff", text);
}

/// Operations that change nothing before they have noted what by; the project's own command does
/// what it likes.
bool notesFirst(const RunRecord &run)
{
    if (run.plan[u"request"][u"command"].isString())
        return false;
    static const QSet<QString> names{QStringLiteral("backup"),
                                     QStringLiteral("export"),
                                     QStringLiteral("restore"),
                                     QStringLiteral("restore --into"),
                                     QStringLiteral("restore --in-place"),
                                     QStringLiteral("import"),
                                     QStringLiteral("wipe"),
                                     QStringLiteral("seed"),
                                     QStringLiteral("reset")};
    return names.contains(run.operation);
}

bool isBeforeChange(const journal::Kept &kept)
{
    return kept.kind == u"archive" || kept.kind == u"backup";
}

QString requestOf(const RunRecord &run, const QString &key)
{
    return run.plan[u"request"][key].toString();
}

/// How a run ended that could not say so itself.
struct End {
    bool isDone = false;
    qint64 rows = 0;
    QString text;
};

class CutOffRuns
{
public:
    CutOffRuns(const stages::Workspace &workspace, const stages::Stage &stage,
               const std::stop_token &stop)
        : m_workspace(workspace),
          m_stage(stage),
          m_stop(stop)
    {
    }

    QStringList settle()
    {
        QStringList told;
        const std::vector<RunRecord> runs = open();
        for (const RunRecord &run : runs)
            attempt([&] { markSwap(run); });
        told += backup::settleCutOff(m_workspace, m_stage, m_stop);
        for (const RunRecord &run : runs)
            attempt([&] { told += settle(run); });
        return told;
    }

private:
    /// Runs of the stage that nobody works on.
    std::vector<RunRecord> open() const
    {
        RunFilter filter;
        filter.isOpen = true;
        filter.workspace = m_workspace.folder();
        if (filter.workspace.isEmpty()) {
            const auto known = m_workspace.knownAddress(m_stage);
            filter.workspace = known ? known->toUrl() : m_stage.name;
        } else {
            filter.stage = m_stage.name;
        }
        std::vector<RunRecord> runs = RunLog().runs(filter);
        std::erase_if(runs, [](const RunRecord &run) {
            return run.journal.isEmpty() || !QFileInfo::exists(run.journal) ||
                   Journal::isAlive(run.journal);
        });
        return runs;
    }

    template <typename Work> void attempt(const Work &work) const
    {
        try {
            work();
        } catch (const Error &error) {
            if (error.kind() == ErrorKind::Cancelled)
                throw;
            log::warning(error.message());
        }
    }

    /// Of a run whose mark went a moment before it could say how it ended.
    static void markSwap(const RunRecord &run)
    {
        const std::vector<journal::Kept> kept = Journal::open(run.journal, false).kept();
        if (std::ranges::count(kept, QStringLiteral("database"), &journal::Kept::kind) == 0)
            return;
        backup::RestoreMark mark(run.id);
        mark.leave();
    }

    QStringList settle(const RunRecord &run)
    {
        const QString folder = backup::backupFolder(m_workspace, run.workspace);
        backup::removePartials(folder);
        backup::removePartials(backup::automaticFolder(folder));
        const auto now = RunLog().run(run.id);
        if (!now || now->outcome || !notesFirst(run))
            return {};
        std::optional<End> end;
        {
            Journal journal = Journal::open(run.journal, true);
            end = endOf(run, journal);
        }
        if (!end)
            return {};
        Report report;
        report.run = run.id;
        report.operation = run.operation;
        if (end->isDone) {
            report.notes << end->text;
        } else {
            report.outcome = Report::Result::Failed;
            report.error = Error(end->text, tr("Run it again."));
            QDir(journal::keptFolderOf(run.journal)).removeRecursively();
        }
        RunLog().finish(report, end->rows);
        return {end->text};
    }

    std::optional<End> endOf(const RunRecord &run, Journal &journal)
    {
        if (run.operation == u"backup")
            return endOfBackup(run);
        if (run.operation == u"export")
            return endOfExport(run);
        if (const QString noted = operations::notedTransaction(journal); !noted.isEmpty()) {
            const auto isDone = operations::wasCommitted(noted, connection(run));
            if (!isDone)
                return std::nullopt;
            return changed(run, *isDone, rowsOf(journal));
        }
        if (journal.batches().empty()) {
            // Who notes something else than the rows that it would take away settles itself.
            const std::vector<journal::Kept> kept = journal.kept();
            return std::ranges::all_of(kept, isBeforeChange) ? std::optional(changed(run, false, 0))
                                                             : std::nullopt;
        }
        settlePrepared(journal, connection(run));
        const std::vector<BatchRecord> batches = journal.batches();
        const auto applied = std::ranges::count(batches, BatchState::Applied, &BatchRecord::state);
        if (applied > 0 && applied < std::ssize(batches))
            return std::nullopt;
        return changed(run, applied > 0, journal.appliedRows());
    }

    static End changed(const RunRecord &run, bool isDone, qint64 rows)
    {
        return {isDone, isDone ? rows : 0,
                isDone ? tr("The run %1 (%2) was cut off once its changes were committed: all of "
                            "them are there.")
                             .arg(run.id, run.operation)
                       : tr("The run %1 (%2) was cut off before its changes were committed: "
                            "nothing has changed.")
                             .arg(run.id, run.operation)};
    }

    static End endOfBackup(const RunRecord &run)
    {
        const QString output = requestOf(run, QStringLiteral("output"));
        const QString folder =
            output.isEmpty() ? requestOf(run, QStringLiteral("folder")) : QFileInfo(output).path();
        for (const backup::ListedBackup &each : backup::listBackups(folder)) {
            if (each.manifest && each.manifest->run == run.id)
                return {true, 0,
                        tr("The run %1 (%2) was cut off once it was done: %3 is complete.")
                            .arg(run.id, run.operation, each.path)};
        }
        return {false, 0,
                tr("The run %1 (%2) was cut off: it left no backup, and what it had written is "
                   "removed.")
                    .arg(run.id, run.operation)};
    }

    static End endOfExport(const RunRecord &run)
    {
        const QString folder = requestOf(run, QStringLiteral("folder"));
        ArchivePlace::removeLeftovers(folder);
        QDateTime made;
        try {
            made = Archive::read(folder).made;
        } catch (const Error &) {
            // None is there, or none of ours.
        }
        if (made.isValid() && made >= run.started)
            return {true, 0,
                    tr("The run %1 (%2) was cut off once it was done: %3 is complete.")
                        .arg(run.id, run.operation, folder)};
        return {false, 0,
                tr("The run %1 (%2) was cut off: %3 is as it was, and what it had written is "
                   "removed.")
                    .arg(run.id, run.operation, folder)};
    }

    static qint64 rowsOf(const Journal &journal)
    {
        qint64 rows = 1; // a run that changed none could not be taken back
        for (const journal::Kept &kept : journal.kept())
            rows = std::max(rows, kept.what[QStringLiteral("rows")].toInteger());
        return rows;
    }

    /// To the very database that the run worked on.
    postgres::Connection &connection(const RunRecord &run)
    {
        if (!m_connection)
            m_connection = postgres::Connection::open(m_workspace.resolve(m_stage, m_stop), m_stop);
        operations::refuseOtherDatabase(run, operations::planTarget(m_stage, *m_connection));
        return *m_connection;
    }

    const stages::Workspace &m_workspace;
    const stages::Stage &m_stage;
    std::stop_token m_stop;
    std::optional<postgres::Connection> m_connection;
};

} // namespace

QStringList settleCutOff(const stages::Workspace &workspace, const stages::Stage &stage,
                         const std::stop_token &stop)
{
    try {
        return CutOffRuns(workspace, stage, stop).settle();
    } catch (const Error &error) {
        if (error.kind() == ErrorKind::Cancelled)
            throw;
        log::warning(error.message());
        return {};
    }
}

QStringList settleAllCutOff(const std::stop_token &stop)
{
    QStringList told;
    QSet<std::pair<QString, QString>> places;
    RunFilter filter;
    filter.isOpen = true;
    std::vector<RunRecord> runs = RunLog().runs(filter);
    std::ranges::copy(RunLog().runs(backup::RestoreMark::all()), std::back_inserter(runs));
    for (const RunRecord &run : runs) {
        if (QDir::isAbsolutePath(run.workspace))
            places.insert({run.workspace, run.stage});
    }
    for (const auto &[folder, name] : places) {
        try {
            const stages::Workspace workspace = stages::Workspace::open(folder);
            if (const stages::Stage *stage = workspace.stage(name))
                told += settleCutOff(workspace, *stage, stop);
        } catch (const Error &error) {
            if (error.kind() == ErrorKind::Cancelled)
                throw;
            log::warning(error.message());
        }
    }
    return told;
}

} // namespace arborist::data
