// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/history.h"
#include "services/core/job_runner.h"
#include "services/hierarchy/running_scans.h"
#include "services/stages/workspace.h"
#include <QHash>
#include <QObject>
#include <QString>
#include <memory>
#include <optional>

namespace arborist {

class StageMonitor;
namespace stages {
class FileWatch;
}

/// A workspace ready to be worked on, with whatever must live as long (the embedded server's
/// lease).
struct OpenedWorkspace {
    std::shared_ptr<const stages::Workspace> workspace;
    QString key; ///< folder, address without password, or "demo": names it in History and settings
    std::shared_ptr<void> keepAlive;
    bool demo = false;                      ///< its databases are made anew at will
    QHash<QString, QString> addresses = {}; ///< of each stage, without password, as of this reading
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
    /// Reads the open folder's files again, in the background: target and source are kept by name,
    /// jobs under way go on with what they started with. Called when a file changes.
    void reread();
    /// Why the files could not be read the last time; what was read before still holds.
    const std::optional<Error> &rereadError() const { return m_rereadError; }
    State state() const { return m_state; }
    const Opening &opening() const { return m_opening; }
    JobId openingJob() const { return m_openingJob; }
    const std::optional<Error> &openError() const { return m_openError; }

    /// Null until one is open.
    std::shared_ptr<const stages::Workspace> workspace() const { return m_opened.workspace; }
    bool isDemo() const { return m_opened.demo; }
    const QString &key() const { return m_opened.key; }

    /// A stage's address without password, as it was when the files were read; empty if unknown.
    QString shownAddress(const QString &stage) const { return m_opened.addresses.value(stage); }

    const QString &targetName() const { return m_target; }
    const stages::Stage *target() const; ///< null until a workspace is open
    const stages::Stage *source() const; ///< null if the workspace names none
    void setTarget(const QString &stage);
    void setSource(const QString &stage);

    JobRunner &jobs() { return *m_jobs; }
    StageMonitor &monitor() { return *m_monitor; }
    /// Safe to copy into a job; every call on it does file work, so use it there only.
    const History &history() const { return m_history; }
    /// What is being scanned right now; copies are the same list.
    const hierarchy::RunningScans &runningScans() const { return m_runningScans; }

    /// Runs work on the target stage: fills in the request's target, and a connect() that resolves
    /// the stage's address and opens a connection which the job's stop token ends.
    JobId start(JobRequest request, QObject *receiver, std::function<void(const Outcome &)> done);
    /// The same on another stage of the workspace.
    JobId startOn(const stages::Stage &stage, JobRequest request, QObject *receiver,
                  std::function<void(const Outcome &)> done);

    /// Tells that a scan is in the history. On the GUI thread; scans of a workspace that is closed
    /// by now are dropped.
    void announceScan(const ScanRecord &record);

Q_SIGNALS:
    void stateChanged();
    void workspaceChanged(); ///< another one is open; the target has changed with it
    /// The files say something else. These stages lead elsewhere or are different or new; where
    /// the target is among them, or gone, targetChanged() follows.
    void workspaceReread(const QStringList &stages);
    void rereadFailed(const arborist::Error &error);
    void targetChanged();
    void sourceChanged();
    void scanRecorded(const arborist::ScanRecord &record); ///< by a page or by the schedule

private:
    void finishOpening(const Outcome &outcome);
    void watchFiles();
    void filesChanged(const QStringList &files);
    void takeOver(OpenedWorkspace fresh);
    void release(std::shared_ptr<void> lease);

    State m_state = State::Empty;
    Opening m_opening;
    JobId m_openingJob = 0;
    std::optional<Error> m_openError;
    OpenedWorkspace m_opened;
    QString m_target;
    QString m_source;
    std::optional<Error> m_rereadError;
    bool m_checkAll = false; ///< arborist.lock has changed
    std::unique_ptr<stages::FileWatch> m_watch;
    History m_history;
    hierarchy::RunningScans m_runningScans;
    /// Declared last: destroyed first, so that no job outlives what it works on.
    std::unique_ptr<JobRunner> m_jobs;
    std::unique_ptr<StageMonitor> m_monitor;
};

} // namespace arborist
