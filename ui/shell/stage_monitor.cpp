// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/stage_monitor.h"

#include "services/postgres/connect_error.h"
#include "ui/shell/session.h"

namespace arborist {

namespace {
constexpr int tickMs = 1000;
/// Connecting and each statement of a check have limits of their own; this one is for a server
/// that hangs, and for a tunnel that may take its time to come about.
constexpr int checkLimitMs = 20'000;
constexpr int tunnelLimitMs = 45'000;
constexpr size_t mostAnswers = 20'000;

} // namespace

StageMonitor::StageMonitor(Session &session) : m_session(session)
{
    m_timer.setInterval(tickMs);
    connect(&m_timer, &QTimer::timeout, this, &StageMonitor::tick);
    connect(&m_network, &NetworkWatch::changed, this, &StageMonitor::wake);
    connect(&session, &Session::workspaceChanged, this, &StageMonitor::restart);
    connect(&session, &Session::workspaceReread, this, &StageMonitor::recheck);
    connect(&session, &Session::targetChanged, this, [this] { check(m_session.targetName()); });
    connect(&session.jobs(), &JobRunner::finished, this, &StageMonitor::lookAfterJob);
}

const stages::StageCheck *StageMonitor::last(const QString &stage) const
{
    const auto found = m_checks.constFind(stage);
    return found == m_checks.cend() ? nullptr : &*found;
}

void StageMonitor::restart()
{
    m_watches.clear();
    m_checks.clear();
    m_prints.clear();
    m_lastContact.clear();
    m_running.clear();
    m_answers.clear();
    readAddresses();
    if (m_shown) {
        m_timer.start();
    }
    checkAll();
}

/// Keeps what is known of stages that are still there.
void StageMonitor::readAddresses()
{
    const QHash<QString, StageWatch> before = std::exchange(m_watches, {});
    const auto workspace = m_session.workspace();
    for (const stages::Stage &stage : workspace->stages()) {
        StageWatch &watch = m_watches[stage.name];
        watch = before.value(stage.name);
        watch.knocking = 0; // its answer is of the workspace before
        if (const auto address = workspace->knownAddress(stage)) {
            watch.local = address->isLoopback();
            watch.billedByUse = stages::isBilledByUse(*address);
        }
    }
}

void StageMonitor::setShown(bool shown)
{
    if (std::exchange(m_shown, shown) == shown || !m_session.workspace()) {
        return;
    }
    if (!shown) {
        m_timer.stop();
        return;
    }
    m_sleep.hasSlept(); // whatever was, what is due is looked at now
    m_timer.start();
    tick();
}

bool StageMonitor::isWatched(const QString &name) const
{
    const stages::Stage *source = m_session.source();
    return name == m_session.targetName() || (source && source->name == name);
}

void StageMonitor::tick()
{
    if (m_sleep.hasSlept()) {
        wake();
    }
    for (auto running = m_running.begin(); running != m_running.end(); ++running) {
        if (running->limit.hasExpired() && !std::exchange(running->overdue, true)) {
            m_session.jobs().cancel(running->job);
        }
    }
    const QStringList names = m_watches.keys();
    for (const QString &name : names) {
        visit(name, m_watches[name]);
    }
}

void StageMonitor::visit(const QString &name, StageWatch &watch)
{
    using State = StageContact::State;
    if (watch.contact.state == State::ConnectedAgain && watch.endOfAgain.hasExpired()) {
        setContact(name, {State::Connected, {}, {}});
    }
    if (m_running.contains(name)) {
        return;
    }
    if (watch.contact.isLost() && isWatched(name)) {
        if (watch.nextLook.hasExpired()) {
            check(name);
        } else {
            Q_EMIT contactChanged(name); // the seconds that are left
        }
        return;
    }
    if (watch.billedByUse || !(isWatched(name) || watch.local)) {
        return;
    }
    if (watch.nextLook.hasExpired()) {
        check(name);
    } else if (isWatched(name) && watch.nextKnock.hasExpired() && watch.knocking == 0) {
        knock(name);
    }
}

void StageMonitor::tryNow()
{
    const QStringList names = m_watches.keys();
    for (const QString &name : names) {
        if (m_watches[name].contact.isLost()) {
            m_watches[name].failures = 0;
            check(name);
        }
    }
}

/// Every answer is from before; what hangs on a network that is gone would hang for long.
void StageMonitor::wake()
{
    const QStringList names = m_watches.keys();
    for (const QString &name : names) {
        StageWatch &watch = m_watches[name];
        watch.failures = 0;
        const auto running = m_running.constFind(name);
        if (running != m_running.cend()) {
            m_session.jobs().cancel(running->job); // ended() begins anew
        } else if (m_shown && isWatched(name) && (watch.contact.isLost() || !watch.billedByUse)) {
            check(name);
        }
    }
}

/// Whoever works with a stage notices first that it is lost, or there again.
void StageMonitor::lookAfterJob(JobId id, const Outcome &outcome)
{
    const bool lost = outcome.error && postgres::isLostConnection(*outcome.error);
    if (!lost && outcome.state != JobState::Succeeded) {
        return;
    }
    for (const JobInfo &job : m_session.jobs().jobs()) {
        if (job.id == id && m_watches.contains(job.target) && !job.background &&
            m_watches[job.target].contact.isLost() != lost) {
            check(job.target);
        }
    }
}

/// What was known of these holds no more; answers under way are of the workspace before.
void StageMonitor::recheck(const QStringList &stages)
{
    const QHash<QString, Running> running = std::exchange(m_running, {});
    readAddresses();
    for (const QString &stage : stages) {
        m_checks.remove(stage);
        m_prints.remove(stage);
        m_lastContact.remove(stage);
        if (m_watches.contains(stage)) {
            setContact(stage, {});
        }
        check(stage);
    }
    for (auto it = running.cbegin(); it != running.cend(); ++it) {
        check(it.key());
    }
    if (m_running.isEmpty()) {
        Q_EMIT allChecked();
    }
}

void StageMonitor::checkAll()
{
    if (const auto workspace = m_session.workspace()) {
        for (const stages::Stage &stage : workspace->stages()) {
            check(stage.name);
        }
    }
}

void StageMonitor::check(const QString &name)
{
    const auto workspace = m_session.workspace();
    const stages::Stage *stage = workspace ? workspace->stage(name) : nullptr;
    if (!stage || m_running.contains(name)) {
        return;
    }
    Running &running = m_running[name];
    running.limit = QDeadlineTimer(stage->sshHost.isEmpty() ? checkLimitMs : tunnelLimitMs);
    JobRequest request;
    request.title = tr("Check %1").arg(name);
    request.icon = QStringLiteral("view-refresh");
    request.target = name;
    request.background = true;
    request.work = [workspace, copy = *stage,
                    keepRecord = !m_session.isDemo()](OperationContext &context) {
        return std::any(lookAt(*workspace, copy, keepRecord, context.stop));
    };
    running.job = m_session.jobs().start(std::move(request), this,
                                         [this, name, workspace](const Outcome &outcome) {
                                             // Not of a workspace that is closed by now.
                                             if (workspace == m_session.workspace()) {
                                                 ended(name, outcome);
                                             }
                                         });
    StageContact contact = m_watches[name].contact;
    if (contact.state == StageContact::State::Unknown) {
        contact.state = StageContact::State::Connecting;
    } else if (contact.isLost()) {
        contact.state = StageContact::State::Reconnecting;
    }
    setContact(name, contact);
    Q_EMIT checkStarted(name);
}

void StageMonitor::ended(const QString &name, const Outcome &outcome)
{
    const Running running = m_running.take(name);
    if (outcome.state == JobState::Succeeded) {
        const auto &look = std::any_cast<const StageLook &>(outcome.result);
        keep(look.check, look.print);
    } else if (running.overdue) {
        keepFailure(name, Error(tr("%1 took the connection, but did not answer.").arg(name),
                                tr("The server or the network hangs. Nothing was changed.")));
    } else if (outcome.state == JobState::Cancelled) {
        check(name); // wake() has ended it
    } else if (outcome.error) {
        keepFailure(name, *outcome.error);
    }
    Q_EMIT checked(name);
    if (m_running.isEmpty()) {
        Q_EMIT allChecked();
    }
}

void StageMonitor::knock(const QString &name)
{
    const auto workspace = m_session.workspace();
    JobRequest request;
    request.title = tr("Check %1").arg(name);
    request.target = name;
    request.background = true;
    request.work = [workspace, stage = *workspace->stage(name)](OperationContext &context) {
        stages::knock(*workspace, stage, context.stop);
        return std::any();
    };
    m_watches[name].knocking = m_session.jobs().start(
        std::move(request), this, [this, name, workspace](const Outcome &outcome) {
            if (workspace != m_session.workspace()) {
                return;
            }
            StageWatch &watch = m_watches[name];
            watch.knocking = 0;
            watch.knockLater();
            if (outcome.state == JobState::Failed && outcome.error && !m_running.contains(name)) {
                keepFailure(name, *outcome.error);
                Q_EMIT checked(name);
            }
        });
}

void StageMonitor::keepFailure(const QString &name, const Error &error)
{
    stages::StageCheck check;
    check.stage = name;
    check.checkedAt = QDateTime::currentDateTimeUtc();
    check.error = error;
    if (const stages::StageCheck *before = last(name)) {
        check.database = before->database;
        check.address = before->address;
    }
    keep(check, {});
}

void StageMonitor::keep(const stages::StageCheck &check, const FingerprintLook &print)
{
    m_checks.insert(check.stage, check);
    m_prints.insert(check.stage, print);
    if (check.reachable) {
        m_lastContact.insert(check.stage, check.checkedAt);
        m_answers.push_back({check.stage, check.checkedAt, check.answerMs});
        if (m_answers.size() > mostAnswers) {
            m_answers.erase(m_answers.begin(), m_answers.begin() + mostAnswers / 10);
        }
    }
    noteAnswer(check.stage, check.reachable);
}

void StageMonitor::noteAnswer(const QString &name, bool answered)
{
    StageWatch &watch = m_watches[name];
    if (!answered) {
        setContact(name, watch.notAnswered(isWatched(name)));
        return;
    }
    const bool again = watch.contact.isLost();
    setContact(name, watch.answered());
    if (again) {
        Q_EMIT answeredAgain(name);
    }
}

void StageMonitor::setContact(const QString &name, StageContact contact)
{
    StageWatch &watch = m_watches[name];
    if (watch.contact != contact) {
        watch.contact = std::move(contact);
        Q_EMIT contactChanged(name);
    }
}

} // namespace arborist
