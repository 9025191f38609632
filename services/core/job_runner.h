// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/error.h"
#include "services/core/operation_context.h"
#include <QDateTime>
#include <QObject>
#include <any>
#include <memory>
#include <optional>
#include <vector>

namespace arborist {

using JobId = quint64;

enum class JobState { Running, Succeeded, Failed, Cancelled, Refused };

/// What is to be run, and how it is shown.
struct JobRequest {
    QString title;  ///< "Scan public.items"
    QString icon;   ///< icon name of the theme
    QString target; ///< stage it works on; empty for none
    QString view;   ///< a newer job for the same view supersedes the older; empty: never superseded
    bool background = false;     ///< small periodic work: not listed in the jobs bar or Activity
    bool pausable = false;       ///< its work has rest points (OperationContext::restPoint())
    std::function<void()> again; ///< asks for the same once more; only where that is safe: reads
    std::function<std::any(OperationContext &)> work;
    std::function<postgres::Connection()> connect; ///< becomes OperationContext::connect
};

/// How a job ended. `result` is what the work returned, empty unless it succeeded.
struct Outcome {
    JobState state = JobState::Succeeded;
    std::any result;
    std::optional<Error> error;
    qint64 durationMs = 0;
};

/// A job as lists show it; a copy, safe to keep.
struct JobInfo {
    JobId id = 0;
    QString title;
    QString icon;
    QString target;
    bool background = false;
    bool pausable = false;
    bool paused = false;
    JobState state = JobState::Running;
    QDateTime started;
    qint64 durationMs = 0;
    QString message; ///< the error's message, or a line about the result
    QString hint;
    std::function<void()> again; ///< as in the request
};

/// Owns the worker threads. Lives on the GUI thread (or the command line's main thread); its
/// signals are emitted there. Destroying it cancels and joins every job.
class JobRunner : public QObject
{
    Q_OBJECT
public:
    explicit JobRunner(QObject *parent = nullptr);
    ~JobRunner() override;

    /// Starts the work on a thread of its own. `done` is called on this object's thread unless the
    /// job has been superseded or `receiver` is gone; so is finished().
    JobId start(JobRequest request, QObject *receiver = nullptr,
                std::function<void(const Outcome &)> done = {});

    void cancel(JobId id);
    /// Holds a job at its next rest point, or lets it go on; nothing for jobs that cannot.
    void setPaused(JobId id, bool paused);
    void cancelAll();

    /// Newest first: running ones, and the finished ones of this session (at most 500).
    std::vector<JobInfo> jobs() const;
    std::optional<Progress> progress(JobId id) const;
    int runningCount() const;

Q_SIGNALS:
    void started(arborist::JobId id);
    void finished(arborist::JobId id, const arborist::Outcome &outcome);
    void pausedChanged(arborist::JobId id);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace arborist

Q_DECLARE_METATYPE(arborist::Outcome)
