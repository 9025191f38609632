// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/activity/run_history.h"

#include "models/activity/runs_text.h"
#include "models/common/format.h"
#include "services/core/audit.h"
#include "services/core/whole_file.h"
#include "services/data/undo/take_back.h"
#include "services/journal/journal.h"
#include "services/migrations/run/migrate.h"
#include "services/operations/undo.h"
#include "ui/shell/session.h"
#include <QDir>
#include <QSaveFile>
#include <algorithm>

namespace arborist {

namespace {

constexpr int kMostRuns = 2'000;

/// What a run that was cut off had written, as far as its journal knows.
QString writtenBy(const RunRecord &run)
{
    qint64 rows = 0;
    qint64 open = 0;
    for (const journal::BatchRecord &batch : journal::Journal::open(run.journal, false).batches()) {
        if (batch.state == journal::BatchState::Applied)
            rows += batch.rows;
        else if (batch.state == journal::BatchState::Prepared)
            open += batch.rows;
    }
    QString text = rows == 0 ? RunHistory::tr("No row is known to be written.")
                   : rows == 1
                       ? RunHistory::tr("1 row was written and stays.")
                       : RunHistory::tr("%1 rows were written and stay.").arg(format::count(rows));
    if (open > 0)
        text += u' ' + RunHistory::tr("Whether a last batch of %1 was written, too, the server "
                                      "tells when the run is undone.")
                           .arg(format::count(open));
    return text;
}

RunRow rowOf(const RunRecord &run)
{
    RunRow row;
    row.run = run;
    row.canUndo = data::canTakeBack(run);
    const bool cutOff = operations::wasCutOff(run);
    row.isAlive = !run.outcome && !cutOff;
    if (!cutOff)
        return row;
    try {
        row.written =
            run.journal.isEmpty() ? RunHistory::tr("Nothing was written.") : writtenBy(run);
    } catch (const Error &error) {
        row.written = error.message();
    }
    return row;
}

} // namespace

RunHistory::RunHistory(Session &session, QObject *parent) : QObject(parent), m_session(session) {}

void RunHistory::read()
{
    JobRequest request;
    request.title = tr("Read past runs");
    request.view = QStringLiteral("activity/runs");
    request.background = true;
    request.work = [key = m_session.key()](OperationContext &context) {
        std::vector<RunRow> rows;
        for (const RunRecord &run : RunLog().runs({key, {}, kMostRuns})) {
            context.throwIfStopped();
            rows.push_back(rowOf(run));
        }
        return std::any(std::move(rows));
    };
    const auto id = std::make_shared<JobId>(0);
    m_job = *id =
        m_session.jobs().start(std::move(request), this, [this, id](const Outcome &outcome) {
            if (m_job != *id)
                return;
            m_job = 0;
            if (outcome.state == JobState::Succeeded)
                Q_EMIT wasRead(std::any_cast<const std::vector<RunRow> &>(outcome.result));
            else if (outcome.error)
                Q_EMIT failed(*outcome.error);
        });
}

void RunHistory::write(const QString &file, std::vector<RunRecord> runs)
{
    JobRequest request;
    request.title = tr("Export runs");
    request.icon = QStringLiteral("document-export");
    request.work = [file, runs = std::move(runs)](OperationContext &) {
        const bool asJson = file.endsWith(QStringLiteral(".json"), Qt::CaseInsensitive);
        const QByteArray bytes = asJson ? runs_text::json(runs) : runs_text::csv(runs);
        QSaveFile target(file);
        if (!target.open(QIODevice::WriteOnly) || target.write(bytes) != bytes.size() ||
            !commitWhole(target)) {
            throw Error(tr("%1 could not be written: %2.")
                            .arg(QDir::toNativeSeparators(file), target.errorString()),
                        tr("Choose another folder."));
        }
        return std::any();
    };
    startExport(std::move(request));
}

void RunHistory::writeAudit(const QString &file)
{
    JobRequest request;
    request.title = tr("Export the audit");
    request.icon = QStringLiteral("document-export");
    request.work = [file](OperationContext &context) {
        exportAuditTo(file, {}, context);
        return std::any();
    };
    startExport(std::move(request));
}

void RunHistory::startExport(JobRequest request)
{
    m_session.jobs().start(std::move(request), this, [this](const Outcome &outcome) {
        if (outcome.state == JobState::Failed)
            Q_EMIT failed(*outcome.error);
    });
}

} // namespace arborist
