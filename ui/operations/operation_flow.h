// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/job_runner.h"
#include "services/operations/operation.h"
#include "ui/operations/plan_dialog.h"
#include "ui/operations/run_feed.h"
#include <QObject>
#include <QPointer>

namespace arborist {

class Session;

/// What a page wants to be planned, agreed to and run.
struct FlowRequest {
    QString planTitle; ///< of the job that plans: "Plan the repair of public.items"
    QString runTitle;  ///< of the job that runs
    QString icon;
    QString operation;    ///< as the history calls it, where planning may be refused
    QString undoes;       ///< id of the run that this takes back
    bool onFiles = false; ///< no database is touched, so none has to answer
    QString table;        ///< that planning scans, "public.items"; scheduled scans wait meanwhile
    /// On the job's thread; reads only.
    std::function<operations::PlannedOperationPtr(const stages::Stage &, OperationContext &)> plan;
    /// Fills in the dialog's titles and the action.
    std::function<void(ShownPlan &, const operations::PlannedOperation &)> describe;
    /// Told of what the run does, on the window's thread; may be empty.
    RunFeed::Receiver told = {};
    /// Adds tabs to the dialog; may be empty.
    std::function<void(PlanDialog &, const operations::PlannedOperationPtr &)> dress;
};

/// The way of every operation in the window: a job plans, the dialog asks, a job runs. One at a
/// time; where something is under way already, a new request is ignored.
class OperationFlow : public QObject
{
    Q_OBJECT
public:
    /// Dialogs stand over `page`.
    OperationFlow(Session &session, QWidget *page);

    void start(const stages::Stage &stage, FlowRequest request);
    /// Drops what is being planned or shown: the target has changed. A run goes on.
    void reset();

    /// Why nothing can be changed on a stage now; none where it answers, as far as is known.
    std::optional<Error> hindrance(const QString &stage) const;

    bool isBusy() const { return m_job != 0; }
    bool isRunning() const { return m_running; }
    PlanDialog *dialog() const { return m_dialog; }

Q_SIGNALS:
    void busyChanged();
    void dialogOpened();
    void nothingToDo();
    void left(); ///< the person has looked at the plan and does not want it
    void planFailed(const arborist::Error &error);
    void planCancelled();
    void ran(const arborist::Report &report);

private:
    struct Planned;
    void finishPlan(const Outcome &outcome, const stages::Stage &stage, const FlowRequest &request);
    void ask(const Planned &planned, const stages::Stage &stage, const FlowRequest &request);
    void run(const operations::PlannedOperationPtr &operation, const stages::Stage &stage,
             const FlowRequest &request, const QString &typedName);
    void setJob(JobId job, bool running);
    void holdUp();

    Session &m_session;
    QWidget *m_page;
    QPointer<PlanDialog> m_dialog;
    QString m_asked; ///< stage that the dialog's plan needs an answer of; empty: none
    JobId m_job = 0;
    bool m_running = false;
};

} // namespace arborist
