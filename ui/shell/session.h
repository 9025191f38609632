// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/history.h"
#include "services/core/job_runner.h"
#include "services/stages/workspace.h"
#include <QObject>
#include <QString>
#include <memory>
#include <optional>

namespace arborist {

class StageMonitor;

/// A workspace ready to be worked on, with whatever must live as long (the embedded server's
/// lease).
struct OpenedWorkspace {
    std::shared_ptr<const stages::Workspace> workspace;
    QString key; ///< folder, address without password, or "demo": names it in History and settings
    std::shared_ptr<void> keepAlive;
    bool demo = false; ///< its databases are made anew at will
};

/// How to open one; `work` runs on a thread of its own and may take its time.
struct Opening {
    QString title;  ///< "Opening the demo"
    QString recent; ///< what reopens it: a folder, a URL without password, or empty for the demo
    std::function<OpenedWorkspace(OperationContext &)> work;
};

/// What the window works on: one workspace, its target stage, the jobs. Pages read it and ask it to
/// start work; nothing here blocks. Lives on the GUI thread.
class Session : public QObject
{
    Q_OBJECT
public:
    enum class State { Empty, Opening, Open, Failed };

    explicit Session(QObject *parent = nullptr);
    ~Session() override;

    void open(Opening opening);
    void reopen(); ///< the same again, after a failure or to read changed files
    State state() const { return m_state; }
    const Opening &opening() const { return m_opening; }
    JobId openingJob() const { return m_openingJob; }
    const std::optional<Error> &openError() const { return m_openError; }

    /// Null until one is open.
    std::shared_ptr<const stages::Workspace> workspace() const { return m_opened.workspace; }
    bool isDemo() const { return m_opened.demo; }
    const QString &key() const { return m_opened.key; }

    const QString &targetName() const { return m_target; }
    const stages::Stage *target() const; ///< null until a workspace is open
    const stages::Stage *source() const; ///< null if the workspace names none
    void setTarget(const QString &stage);
    void setSource(const QString &stage);

    JobRunner &jobs() { return *m_jobs; }
    StageMonitor &monitor() { return *m_monitor; }
    /// Safe to copy into a job; every call on it does file work, so use it there only.
    const History &history() const { return m_history; }

    /// Runs work on the target stage: fills in the request's target, and a connect() that resolves
    /// the stage's address and opens a connection which the job's stop token ends.
    JobId start(JobRequest request, QObject *receiver, std::function<void(const Outcome &)> done);
    /// The same on another stage of the workspace.
    JobId startOn(const stages::Stage &stage, JobRequest request, QObject *receiver,
                  std::function<void(const Outcome &)> done);

Q_SIGNALS:
    void stateChanged();
    void workspaceChanged(); ///< another one is open; the target has changed with it
    void targetChanged();
    void sourceChanged();

private:
    void finishOpening(const Outcome &outcome);
    void release(std::shared_ptr<void> lease);

    State m_state = State::Empty;
    Opening m_opening;
    JobId m_openingJob = 0;
    std::optional<Error> m_openError;
    OpenedWorkspace m_opened;
    QString m_target;
    QString m_source;
    History m_history;
    /// Declared last: destroyed first, so that no job outlives what it works on.
    std::unique_ptr<JobRunner> m_jobs;
    std::unique_ptr<StageMonitor> m_monitor;
};

} // namespace arborist
