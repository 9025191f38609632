// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/completion.h"
#include "models/query/query_feed.h"
#include "models/query/result_rows.h"
#include "services/core/job_runner.h"
#include "services/query/plan_node.h"
#include "services/query/query.h"
#include "services/query/saved_query.h"
#include <QObject>
#include <QTimer>

namespace arborist {

class Session;

/// Everything of the query page that takes time: one query or explanation at once, and beside it
/// the catalog, the saved queries, drafts, exports.
class QueryJobs : public QObject
{
    Q_OBJECT
public:
    explicit QueryJobs(Session &session, QObject *parent = nullptr);

    bool isRunning() const { return m_job != 0; }
    qint64 runningMs() const;

    void run(query::QueryRequest request);
    void explain(query::QueryRequest request, bool analyze);
    void cancel();
    /// Cancels, and drops what is still to come: the target has changed.
    void reset();

    void readCatalog();
    void readSaved();
    void readDraft();
    /// Of the rows that are kept here.
    void writeRows(ResultRows rows, query::RowFormat format, const QString &file);
    /// Runs the query again, without a limit, and streams its rows.
    void exportRows(query::QueryRequest request, query::RowFormat format, const QString &file);
    /// Makes the text of many cells beside the window.
    void makeText(ResultRows rows, query::RowFormat format, const CellRange &range);

Q_SIGNALS:
    void runningChanged();
    void received(std::vector<arborist::QueryEvent> events);
    void finished(const arborist::Outcome &outcome);
    void explained(const arborist::query::PlanNode &plan);
    void catalogRead(std::shared_ptr<const arborist::CompletionWords> words);
    void savedRead(const std::vector<arborist::query::SavedQuery> &saved);
    void draftRead(const QString &workspace, const QString &sql);
    void exported(const QString &file, qint64 rows, bool ranAgain);
    void textMade(const QByteArray &text, qint64 rows);
    void failed(const arborist::Error &error); ///< of an export or a copy

private:
    void start(JobRequest job, std::function<void(const Outcome &)> done);
    void drain();

    Session &m_session;
    JobId m_job = 0;
    qint64 m_startedMs = 0;
    std::shared_ptr<QueryFeed> m_feed;
    QTimer m_drain;
};

} // namespace arborist
