// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/job_runner.h"

#include <QCoreApplication>
#include <QEvent>
#include <QPointer>
#include <QStringList>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <deque>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>

namespace arborist {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int mostAtOnce = 8;
constexpr size_t mostFinished = 500;
constexpr size_t mostFinishedBackground = 50; ///< they are many, and nobody looks for them

JobState stateOf(const Error &error)
{
    switch (error.kind()) {
    case ErrorKind::Cancelled:
        return JobState::Cancelled;
    case ErrorKind::Refused:
        return JobState::Refused;
    default:
        return JobState::Failed;
    }
}

Outcome failure(const Error &error)
{
    return {stateOf(error), {}, error, 0};
}

/// The thread's edge: whatever the work throws becomes an outcome here.
Outcome outcomeOf(const std::function<std::any(OperationContext &)> &work,
                  OperationContext &context)
{
    try {
        context.throwIfStopped();
        return {JobState::Succeeded, work(context), std::nullopt, 0};
    } catch (const Error &error) {
        return failure(error);
    } catch (const std::bad_alloc &) {
        return failure(
            Error(QCoreApplication::translate("JobRunner", "There is not enough memory."),
                  QCoreApplication::translate("JobRunner", "Close other programs, or limit the "
                                                           "work, then run it again.")));
    } catch (const std::exception &error) {
        return failure(Error(QCoreApplication::translate("JobRunner", "An unexpected failure: %1")
                                 .arg(QString::fromUtf8(error.what()))));
    } catch (...) {
        return failure(Error(
            QCoreApplication::translate("JobRunner", "An unexpected failure without words.")));
    }
}

struct Job {
    JobInfo info;
    JobRequest request;
    std::shared_ptr<ProgressSink> progress = std::make_shared<ProgressSink>();
    std::shared_ptr<PauseGate> pause; ///< null if it cannot be paused
    std::stop_source stop;
    std::atomic<bool> superseded = false;
    bool hasReceiver = false;
    QPointer<QObject> receiver;
    std::function<void(const Outcome &)> done;
    Clock::time_point begun;
    std::thread thread;

    qint64 elapsedMs() const
    {
        return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun).count();
    }
};

struct Ended {
    std::shared_ptr<Job> job;
    Outcome outcome;
};

/// Takes what the threads hand in, and gives it out on its own thread. The event is a mere knock:
/// what is handed over stands under a mutex of ours, where the thread sanitizer can see it.
class Mailbox : public QObject
{
public:
    explicit Mailbox(std::function<void(const Ended &)> take) : m_take(std::move(take)) {}

    void put(std::shared_ptr<Job> job, Outcome outcome)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_ended.push_back({std::move(job), std::move(outcome)});
        }
        QCoreApplication::postEvent(this, new QEvent(QEvent::User));
    }

protected:
    void customEvent(QEvent *) override // one for each put()
    {
        std::unique_lock lock(m_mutex);
        const Ended ended = std::move(m_ended.front());
        m_ended.pop_front();
        lock.unlock();
        m_take(ended); // may end us
    }

private:
    std::function<void(const Ended &)> m_take;
    std::mutex m_mutex;
    std::deque<Ended> m_ended;
};

} // namespace

/// Everything but the mailbox is touched on the runner's thread only.
struct JobRunner::Private {
    explicit Private(JobRunner *runner)
        : q(runner),
          mailbox([this](const Ended &ended) { finish(ended.job, ended.outcome); })
    {
    }

    void startWaiting();
    void launch(const std::shared_ptr<Job> &job);
    void finish(const std::shared_ptr<Job> &job, const Outcome &outcome);
    void supersede(const QString &view);
    void stop(const std::shared_ptr<Job> &job);
    void remember(JobInfo info);

    JobRunner *q;
    Mailbox mailbox;
    JobId lastId = 0;
    std::vector<std::shared_ptr<Job>> jobs;   ///< with a thread
    std::deque<std::shared_ptr<Job>> waiting; ///< without one yet
    std::deque<JobInfo> finishedJobs;         ///< newest first
};

void JobRunner::Private::startWaiting()
{
    while (!waiting.empty() && jobs.size() < size_t(mostAtOnce)) {
        const std::shared_ptr<Job> job = waiting.front();
        waiting.pop_front();
        jobs.push_back(job);
        launch(job);
    }
}

void JobRunner::Private::launch(const std::shared_ptr<Job> &job)
{
    try {
        // The runner outlives the thread: its destructor joins.
        job->thread = std::thread([this, job] {
            OperationContext context{job->progress, job->stop.get_token(),
                                     std::move(job->request.connect), job->pause};
            Outcome outcome = outcomeOf(job->request.work, context);
            outcome.durationMs = job->elapsedMs();
            // Both may hold millions of rows; freeing them takes long, so not on the GUI thread.
            job->request.work = nullptr;
            if (job->superseded)
                outcome.result.reset();
            mailbox.put(job, std::move(outcome));
        });
    } catch (const std::system_error &error) {
        mailbox.put(job, failure(Error(QCoreApplication::translate("JobRunner",
                                                                   "No thread could be started: %1")
                                           .arg(QString::fromUtf8(error.what())))));
    }
}

void JobRunner::Private::finish(const std::shared_ptr<Job> &job, const Outcome &outcome)
{
    if (job->thread.joinable())
        job->thread.join(); // it has nothing left to do
    std::erase(jobs, job);
    startWaiting();
    if (job->superseded)
        return;
    job->info.state = outcome.state;
    job->info.paused = false;
    job->info.durationMs = outcome.durationMs;
    if (outcome.error) {
        job->info.message = outcome.error->message();
        job->info.hint = outcome.error->hint();
    }
    remember(job->info);
    const QPointer<JobRunner> alive(q); // either call may destroy it
    const JobId id = job->info.id;
    if (job->done && (!job->hasReceiver || job->receiver))
        job->done(outcome);
    if (alive)
        Q_EMIT alive->finished(id, outcome);
}

void JobRunner::Private::remember(JobInfo info)
{
    const bool background = info.background;
    finishedJobs.push_front(std::move(info));
    const auto isBackground = [](const JobInfo &job) { return job.background; };
    if (background &&
        size_t(std::ranges::count_if(finishedJobs, isBackground)) > mostFinishedBackground) {
        const auto oldest = std::find_if(finishedJobs.rbegin(), finishedJobs.rend(), isBackground);
        finishedJobs.erase(std::next(oldest).base());
    } else if (finishedJobs.size() > mostFinished) {
        finishedJobs.pop_back();
    }
}

void JobRunner::Private::supersede(const QString &view)
{
    const auto drop = [&](const std::shared_ptr<Job> &job) {
        if (job->request.view != view || job->superseded)
            return false;
        job->superseded = true;
        job->stop.request_stop();
        job->info.state = JobState::Cancelled;
        job->info.durationMs = job->elapsedMs();
        job->info.message =
            QCoreApplication::translate("JobRunner", "A newer request took its place.");
        remember(job->info);
        return true;
    };
    for (const auto &job : jobs)
        drop(job);
    std::erase_if(waiting, drop);
}

void JobRunner::Private::stop(const std::shared_ptr<Job> &job)
{
    job->stop.request_stop();
    if (std::erase(waiting, job) > 0)
        mailbox.put(job, failure(Error::cancelled()));
}

JobRunner::JobRunner(QObject *parent) : QObject(parent), d(std::make_unique<Private>(this)) {}

JobRunner::~JobRunner()
{
    for (const auto &job : d->jobs)
        job->stop.request_stop();
    for (const auto &job : d->jobs) {
        if (job->thread.joinable())
            job->thread.join();
    }
}

JobId JobRunner::start(JobRequest request, QObject *receiver,
                       std::function<void(const Outcome &)> done)
{
    if (!request.view.isEmpty())
        d->supersede(request.view);
    auto job = std::make_shared<Job>();
    job->info.id = ++d->lastId;
    job->info.title = request.title;
    job->info.icon = request.icon;
    job->info.target = request.target;
    job->info.background = request.background;
    job->info.pausable = request.pausable;
    job->info.again = request.again;
    if (request.pausable)
        job->pause = std::make_shared<PauseGate>();
    job->info.started = QDateTime::currentDateTime();
    job->begun = Clock::now();
    job->request = std::move(request);
    job->hasReceiver = receiver != nullptr;
    job->receiver = receiver;
    job->done = std::move(done);
    d->waiting.push_back(job);
    d->startWaiting();
    const JobId id = job->info.id;
    Q_EMIT started(id);
    return id;
}

void JobRunner::cancel(JobId id)
{
    for (const auto &job : d->jobs) {
        if (job->info.id == id)
            return d->stop(job);
    }
    for (const auto &job : d->waiting) {
        if (job->info.id == id)
            return d->stop(std::shared_ptr<Job>(job));
    }
}

void JobRunner::setPaused(JobId id, bool paused)
{
    for (const auto &job : d->jobs) {
        if (job->info.id != id || !job->pause || job->info.paused == paused)
            continue;
        job->info.paused = paused;
        job->pause->setPaused(paused);
        Q_EMIT pausedChanged(id);
        return;
    }
}

void JobRunner::cancelAll()
{
    for (const auto &job : std::deque(d->waiting))
        d->stop(job);
    for (const auto &job : d->jobs)
        d->stop(job);
}

std::vector<JobInfo> JobRunner::jobs() const
{
    std::vector<JobInfo> all;
    const auto add = [&](const std::shared_ptr<Job> &job) {
        if (job->superseded)
            return;
        JobInfo info = job->info;
        info.durationMs = job->elapsedMs();
        all.push_back(std::move(info));
    };
    std::for_each(d->jobs.begin(), d->jobs.end(), add);
    std::for_each(d->waiting.begin(), d->waiting.end(), add);
    all.insert(all.end(), d->finishedJobs.begin(), d->finishedJobs.end());
    std::sort(all.begin(), all.end(),
              [](const JobInfo &a, const JobInfo &b) { return a.id > b.id; });
    return all;
}

std::optional<Progress> JobRunner::progress(JobId id) const
{
    for (const auto &job : d->jobs) {
        if (job->info.id == id && !job->superseded)
            return job->progress->sample();
    }
    return std::nullopt;
}

int JobRunner::runningCount() const
{
    const auto counts = [](const std::shared_ptr<Job> &job) { return !job->superseded; };
    return int(std::count_if(d->jobs.begin(), d->jobs.end(), counts)) + int(d->waiting.size());
}

} // namespace arborist
