// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/query/query_jobs.h"

#include "models/common/format.h"
#include "models/query/catalog_completion.h"
#include "services/core/whole_file.h"
#include "services/postgres/connection.h"
#include "services/query/catalog_words.h"
#include "services/query/explain.h"
#include "services/query/export_rows.h"
#include "ui/query/draft_file.h"
#include "ui/shell/session.h"
#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QSaveFile>

namespace arborist {

namespace {

constexpr int kDrainMs = 50;

void writeFile(const ResultRows &rows, query::RowFormat format, const QString &name,
               OperationContext &context)
{
    QSaveFile file(name);
    const auto problem = [&](const QString &hint) {
        return Error(QueryJobs::tr("%1 could not be written: %2.")
                         .arg(QDir::toNativeSeparators(name), file.errorString()),
                     hint);
    };
    if (!file.open(QIODevice::WriteOnly))
        throw problem(QueryJobs::tr("Choose another folder."));
    context.progress->enter(QueryJobs::tr("Writing"), 1, rows.count(), QueryJobs::tr("rows"));
    rows.write(format, rows.all(), context.stop, [&](const QByteArray &piece, qint64 done) {
        if (file.write(piece) != piece.size())
            throw problem(QueryJobs::tr("Choose a place with enough room."));
        context.progress->advance(done);
    });
    if (!commitWhole(file))
        throw problem(QueryJobs::tr("Choose a place with enough room."));
}

} // namespace

QueryJobs::QueryJobs(Session &session, QObject *parent) : QObject(parent), m_session(session)
{
    m_drain.setInterval(kDrainMs);
    connect(&m_drain, &QTimer::timeout, this, &QueryJobs::drain);
}

qint64 QueryJobs::runningMs() const
{
    return isRunning() ? QDateTime::currentMSecsSinceEpoch() - m_startedMs : 0;
}

void QueryJobs::drain()
{
    if (!m_feed)
        return;
    Q_EMIT received(m_feed->take());
}

void QueryJobs::start(JobRequest job, std::function<void(const Outcome &)> done)
{
    const auto id = std::make_shared<JobId>(0);
    m_startedMs = QDateTime::currentMSecsSinceEpoch();
    *id = m_session.start(std::move(job), this,
                          [this, id, done = std::move(done)](const Outcome &outcome) {
                              if (m_job != *id)
                                  return;
                              m_drain.stop();
                              drain();
                              m_feed.reset();
                              m_job = 0;
                              done(outcome);
                              Q_EMIT runningChanged();
                          });
    m_job = *id;
    Q_EMIT runningChanged();
}

void QueryJobs::run(query::QueryRequest request)
{
    if (isRunning() || !m_session.target())
        return;
    const auto feed = std::make_shared<QueryFeed>();
    JobRequest job;
    job.title = tr("Run query");
    job.icon = QStringLiteral("dialog-scripts");
    job.work = [request = std::move(request), feed](OperationContext &context) {
        postgres::Connection connection = context.connect();
        query::runReadOnly(request, connection, *feed, context);
        return std::any();
    };
    m_feed = feed;
    m_drain.start();
    start(std::move(job), [this](const Outcome &outcome) { Q_EMIT finished(outcome); });
}

void QueryJobs::explain(query::QueryRequest request, bool analyze)
{
    if (isRunning() || !m_session.target())
        return;
    JobRequest job;
    job.title = analyze ? tr("Explain and measure query") : tr("Explain query");
    job.icon = QStringLiteral("view-list-tree");
    job.work = [request = std::move(request), analyze](OperationContext &context) {
        postgres::Connection connection = context.connect();
        return std::any(query::explain(request, analyze, connection, context));
    };
    start(std::move(job), [this](const Outcome &outcome) {
        if (outcome.state == JobState::Succeeded)
            Q_EMIT explained(std::any_cast<const query::PlanNode &>(outcome.result));
        Q_EMIT finished(outcome);
    });
}

void QueryJobs::cancel()
{
    if (m_job != 0)
        m_session.jobs().cancel(m_job);
}

void QueryJobs::reset()
{
    cancel();
    m_drain.stop();
    m_feed.reset();
    if (m_job != 0) {
        m_job = 0;
        Q_EMIT runningChanged();
    }
}

void QueryJobs::readCatalog()
{
    if (!m_session.target() || !m_session.target()->problem.isEmpty())
        return;
    JobRequest job;
    job.title = tr("Read names for completion");
    job.background = true;
    job.view = QStringLiteral("query/catalog");
    job.work = [](OperationContext &context) {
        postgres::Connection connection = context.connect();
        return std::any(std::make_shared<const CompletionWords>(
            completionWords(query::catalogWords(connection))));
    };
    m_session.start(std::move(job), this, [this](const Outcome &outcome) {
        // Whoever cannot be reached has no names; running a query tells why.
        if (outcome.state == JobState::Succeeded)
            Q_EMIT catalogRead(
                std::any_cast<std::shared_ptr<const CompletionWords>>(outcome.result));
    });
}

void QueryJobs::readSaved()
{
    const auto workspace = m_session.workspace();
    if (!workspace)
        return;
    JobRequest job;
    job.title = tr("Read saved queries");
    job.background = true;
    job.view = QStringLiteral("query/saved");
    job.work = [workspace](OperationContext &) {
        return std::any(query::savedQueries(*workspace));
    };
    m_session.jobs().start(std::move(job), this, [this](const Outcome &outcome) {
        if (outcome.state == JobState::Succeeded)
            Q_EMIT savedRead(std::any_cast<const std::vector<query::SavedQuery> &>(outcome.result));
    });
}

void QueryJobs::readDraft()
{
    JobRequest job;
    job.title = tr("Read the editor's text");
    job.background = true;
    job.view = QStringLiteral("query/draft");
    job.work = [key = m_session.key()](OperationContext &) {
        return std::any(draft_file::read(key));
    };
    m_session.jobs().start(std::move(job), this, [this, key = m_session.key()](const Outcome &out) {
        if (out.state == JobState::Succeeded)
            Q_EMIT draftRead(key, std::any_cast<const QString &>(out.result));
    });
}

void QueryJobs::writeRows(ResultRows rows, query::RowFormat format, const QString &file)
{
    JobRequest job;
    job.title = tr("Export %1").arg(QFileInfo(file).fileName());
    job.icon = QStringLiteral("document-export");
    job.work = [rows, format, file](OperationContext &context) {
        writeFile(rows, format, file, context);
        return std::any();
    };
    m_session.jobs().start(std::move(job), this,
                           [this, file, count = rows.count()](const Outcome &outcome) {
                               if (outcome.state == JobState::Succeeded)
                                   Q_EMIT exported(file, count, false);
                               else if (outcome.error && outcome.state != JobState::Cancelled)
                                   Q_EMIT failed(*outcome.error);
                           });
}

void QueryJobs::exportRows(query::QueryRequest request, query::RowFormat format,
                           const QString &file)
{
    JobRequest job;
    job.title = tr("Export %1").arg(QFileInfo(file).fileName());
    job.icon = QStringLiteral("document-export");
    job.work = [request = std::move(request), format, file](OperationContext &context) {
        postgres::Connection connection = context.connect();
        return std::any(query::exportRows(request, format, file, connection, context));
    };
    m_session.start(std::move(job), this, [this, file](const Outcome &outcome) {
        if (outcome.state == JobState::Succeeded)
            Q_EMIT exported(file, std::any_cast<const query::Exported &>(outcome.result).rows,
                            true);
        else if (outcome.error && outcome.state != JobState::Cancelled)
            Q_EMIT failed(*outcome.error);
    });
}

void QueryJobs::makeText(ResultRows rows, query::RowFormat format, const CellRange &range)
{
    JobRequest job;
    job.title = tr("Copy %1 rows").arg(format::count(range.lastRow - range.firstRow + 1));
    job.icon = QStringLiteral("edit-copy");
    job.view = QStringLiteral("query/copy");
    job.work = [rows = std::move(rows), format, range](OperationContext &context) {
        return std::any(rows.text(format, range, context.stop));
    };
    m_session.jobs().start(
        std::move(job), this,
        [this, count = range.lastRow - range.firstRow + 1](const Outcome &outcome) {
            if (outcome.state == JobState::Succeeded)
                Q_EMIT textMade(std::any_cast<const QByteArray &>(outcome.result), count);
            else if (outcome.error && outcome.state != JobState::Cancelled)
                Q_EMIT failed(*outcome.error);
        });
}

} // namespace arborist
