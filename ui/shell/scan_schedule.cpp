// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/scan_schedule.h"

#include "services/core/log.h"
#include "services/stages/fingerprint_store.h"
#include "ui/shell/session.h"
#include "ui/shell/stage_monitor.h"
#include "ui/widgets/view_tools.h"
#include <QSettings>
#include <algorithm>
#include <utility>

namespace arborist {

using namespace hierarchy;
using namespace std::chrono_literals;

namespace {

constexpr auto kTick = 30s; ///< a timer does not count the time that a machine sleeps
constexpr std::chrono::seconds kRetry = 5min;
constexpr std::chrono::seconds kWait = 1min; ///< for a scan by somebody else to end

/// Workspaces are named by paths and URLs, which QSettings would split at their slashes.
QString settingsKey(const QString &workspace, const char *name)
{
    return QStringLiteral("schedule/%1/%2")
        .arg(QString::fromLatin1(workspace.toUtf8().toBase64(QByteArray::Base64UrlEncoding)),
             QString::fromLatin1(name));
}

} // namespace

ScanSchedule::ScanSchedule(Session &session, QObject *parent) : QObject(parent), m_session(session)
{
    m_timer.setInterval(kTick);
    connect(&m_timer, &QTimer::timeout, this, &ScanSchedule::check);
    connect(&session, &Session::workspaceChanged, this, &ScanSchedule::load);
    connect(&session, &Session::targetChanged, this, &ScanSchedule::check);
    connect(&session, &Session::scanRecorded, this, &ScanSchedule::noteScan);
    connect(&session.monitor(), &StageMonitor::checked, this, &ScanSchedule::retryIfBack);
}

void ScanSchedule::load()
{
    stop();
    m_watches.clear();
    const QString &key = m_session.key();
    m_interval =
        std::chrono::seconds(std::max(0, settings().value(settingsKey(key, "seconds")).toInt()));
    m_allStages = settings().value(settingsKey(key, "all-stages")).toBool();
    if (isOn())
        m_timer.start();
    Q_EMIT changed();
    // The window may still choose another target.
    QMetaObject::invokeMethod(this, &ScanSchedule::check, Qt::QueuedConnection);
}

void ScanSchedule::save() const
{
    const QString &key = m_session.key();
    settings().setValue(settingsKey(key, "seconds"), qint64(m_interval.count()));
    settings().setValue(settingsKey(key, "all-stages"), m_allStages);
}

void ScanSchedule::stop()
{
    m_timer.stop();
    if (m_job != 0)
        m_session.jobs().cancel(std::exchange(m_job, 0));
}

void ScanSchedule::setInterval(std::chrono::seconds interval)
{
    if (interval == m_interval || !m_session.workspace())
        return;
    m_interval = interval;
    for (Watch &watch : m_watches)
        watch.notBefore = {};
    save();
    if (isOn())
        m_timer.start();
    else
        stop();
    Q_EMIT changed();
    check();
}

void ScanSchedule::setCoversAllStages(bool all)
{
    if (all == m_allStages || !m_session.workspace())
        return;
    m_allStages = all;
    save();
    Q_EMIT changed();
    check();
}

QStringList ScanSchedule::coveredStages() const
{
    const auto workspace = m_session.workspace();
    if (!workspace)
        return {};
    QStringList names{m_session.targetName()};
    for (const stages::Stage &stage : workspace->stages()) {
        const stages::StageCheck *last = m_session.monitor().last(stage.name);
        if (m_allStages && stage.name != m_session.targetName() && last && last->reachable)
            names << stage.name;
    }
    return names;
}

void ScanSchedule::scanNow()
{
    for (const QString &stage : coveredStages()) {
        Watch &watch = m_watches[stage];
        watch.forced = true;
        watch.notBefore = {};
    }
    check();
}

/// None: at once.
std::optional<QDateTime> ScanSchedule::dueAt(const Watch &watch) const
{
    if (watch.forced)
        return std::nullopt;
    if (!watch.complete)
        return watch.notBefore.isValid() ? std::optional(watch.notBefore) : std::nullopt;
    QDateTime due = firstDue(watch.last, m_interval);
    if (!due.isValid())
        return watch.notBefore;
    return watch.notBefore.isValid() ? std::max(due, watch.notBefore) : due;
}

void ScanSchedule::check()
{
    if (m_job != 0 || m_session.state() != Session::State::Open)
        return;
    const QDateTime now = m_clock();
    for (const QString &name : coveredStages()) {
        Watch &watch = m_watches[name];
        for (LastScan &last : watch.last) {
            if (last.at > now)
                last.at = now; // the clock has been set back
        }
        const auto due = dueAt(watch);
        const stages::Stage *stage = m_session.workspace()->stage(name);
        if (stage && (watch.forced || isOn()) && (!due || *due <= now)) {
            startRound(*stage);
            return;
        }
    }
}

void ScanSchedule::startRound(const stages::Stage &stage)
{
    Watch &watch = m_watches[stage.name];
    ScanRound round;
    round.workspace = m_session.key();
    round.stage = stage.name;
    round.rules = stages::recordKey(*m_session.workspace());
    round.declared = m_session.workspace()->hierarchies();
    if (watch.complete)
        round.known = watch.last;
    round.now = m_clock();
    round.interval = std::exchange(watch.forced, false) ? 0s : m_interval;
    round.running = m_session.runningScans();
    JobRequest request;
    request.title = tr("Scheduled scan of %1").arg(stage.name);
    request.icon = QStringLiteral("view-refresh");
    request.background = true;
    request.work = [round, history = m_session.history()](OperationContext &context) {
        return std::any(scanWhatIsDue(round, history, context));
    };
    const auto id = std::make_shared<JobId>(0);
    m_job = *id = m_session.startOn(stage, std::move(request), this,
                                    [this, id, name = stage.name](const Outcome &outcome) {
                                        if (m_job == *id)
                                            finishRound(name, outcome);
                                    });
    Q_EMIT changed();
}

void ScanSchedule::finishRound(const QString &stage, const Outcome &outcome)
{
    m_job = 0;
    Watch &watch = m_watches[stage];
    std::vector<ScanChange> grown;
    if (outcome.state == JobState::Succeeded) {
        const auto &result = std::any_cast<const ScanRoundResult &>(outcome.result);
        take(watch, result);
        for (const ScanRecord &record : result.scanned)
            m_session.announceScan(record);
        grown = result.grown;
    } else {
        if (outcome.state == JobState::Failed)
            watch.problem = outcome.error;
        watch.notBefore = m_clock().addSecs(kRetry.count());
    }
    const auto due = dueAt(watch);
    if (!watch.forced && (!due || *due <= m_clock())) // left to whoever is scanning it
        watch.notBefore = m_clock().addSecs(kWait.count());
    if (watch.problem)
        log::warning(
            QStringLiteral("scheduled scan of %1: %2").arg(stage, watch.problem->message()));
    Q_EMIT changed();
    if (!grown.empty())
        Q_EMIT driftGrew(grown);
    check();
}

void ScanSchedule::take(Watch &watch, const ScanRoundResult &result)
{
    const QDateTime now = m_clock();
    watch.last = result.last;
    watch.complete = result.complete;
    watch.unreachable = result.unreachable;
    watch.notBefore = {};
    watch.problem.reset();
    const auto retry = isOn() ? std::min(kRetry, m_interval) : kRetry;
    if (result.unreachable) {
        // The page Stages shows it; here it is only tried again.
        watch.notBefore = now.addSecs(retry.count());
        return;
    }
    watch.problem = result.problem;
    if (!result.complete)
        watch.notBefore =
            result.problem ? now.addSecs(retry.count()) : firstDue(result.last, m_interval);
    else if (result.last.isEmpty())
        watch.notBefore = now.addSecs(m_interval.count());
}

void ScanSchedule::noteScan(const ScanRecord &record)
{
    const auto watch = m_watches.find(record.stage);
    if (watch == m_watches.end() || !watch->last.contains(record.table))
        return;
    watch->last.insert(record.table, {m_clock(), record.driftedItems});
    Q_EMIT changed();
}

void ScanSchedule::retryIfBack(const QString &stage)
{
    const auto watch = m_watches.find(stage);
    const stages::StageCheck *last = m_session.monitor().last(stage);
    if (watch != m_watches.end() && watch->unreachable && last && last->reachable) {
        watch->unreachable = false;
        watch->notBefore = {};
    }
    check(); // with all stages covered, one more may be reachable now
}

QDateTime ScanSchedule::nextScan() const
{
    QDateTime next;
    if (!isOn())
        return next;
    for (const QString &stage : coveredStages()) {
        const auto watch = m_watches.constFind(stage);
        const auto due = watch == m_watches.cend() ? std::nullopt : dueAt(*watch);
        if (due && (!next.isValid() || *due < next))
            next = *due;
    }
    return next;
}

bool ScanSchedule::hasDrift() const
{
    for (const QString &stage : coveredStages()) {
        const LastScans last = m_watches.value(stage).last;
        if (std::any_of(last.begin(), last.end(),
                        [](const LastScan &scan) { return scan.driftedItems > 0; }))
            return true;
    }
    return false;
}

const Error *ScanSchedule::problem() const
{
    for (const QString &stage : coveredStages()) {
        const auto watch = m_watches.constFind(stage);
        if (watch != m_watches.cend() && watch->problem)
            return &*watch->problem;
    }
    return nullptr;
}

} // namespace arborist
