// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/stage_monitor.h"

#include "ui/shell/session.h"

namespace arborist {

namespace {
constexpr int intervalMs = 30'000;
constexpr size_t mostAnswers = 20'000;

struct Look {
    stages::StageCheck check;
    FingerprintLook print;
};

/// Runs on the job's thread. A demo is made anew at will, so its databases are not put on record.
Look lookAt(const stages::Workspace &workspace, const stages::Stage &stage, bool keepRecord,
            std::stop_token stop)
{
    Look look{stages::check(workspace, stage, std::move(stop)), {}};
    if (look.check.reachable && keepRecord) {
        stages::FingerprintStore store;
        for (const auto &record : stages::readLockFile(workspace.folder())) {
            if (record.stage == stage.name) {
                look.print.onRecord = record;
            }
        }
        if (!look.print.onRecord) {
            look.print.onRecord = store.record(stages::recordKey(workspace), stage.name);
        }
        look.print.finding = stages::verifyFingerprint(workspace, stage, look.check, store);
    }
    return look;
}
} // namespace

StageMonitor::StageMonitor(Session &session) : m_session(session)
{
    m_timer.setInterval(intervalMs);
    connect(&m_timer, &QTimer::timeout, this, &StageMonitor::checkRegularly);
    connect(&session, &Session::workspaceChanged, this, &StageMonitor::restart);
    connect(&session, &Session::workspaceReread, this, &StageMonitor::recheck);
    connect(&session, &Session::targetChanged, this, [this] { check(m_session.targetName()); });
}

const stages::StageCheck *StageMonitor::last(const QString &stage) const
{
    const auto found = m_checks.constFind(stage);
    return found == m_checks.cend() ? nullptr : &*found;
}

void StageMonitor::restart()
{
    m_checks.clear();
    m_prints.clear();
    m_lastContact.clear();
    m_running.clear();
    m_answers.clear();
    m_timer.start();
    checkAll();
}

/// What was known of these holds no more; answers under way are of the workspace before.
void StageMonitor::recheck(const QStringList &stages)
{
    QSet<QString> again = std::exchange(m_running, {});
    for (const QString &stage : stages) {
        m_checks.remove(stage);
        m_prints.remove(stage);
        m_lastContact.remove(stage);
        again.insert(stage);
    }
    for (const QString &stage : std::as_const(again))
        check(stage);
    if (m_running.isEmpty())
        Q_EMIT allChecked();
}

void StageMonitor::checkAll()
{
    if (const auto workspace = m_session.workspace()) {
        for (const stages::Stage &stage : workspace->stages()) {
            check(stage.name);
        }
    }
}

void StageMonitor::checkRegularly()
{
    const auto workspace = m_session.workspace();
    if (!workspace) {
        return;
    }
    for (const stages::Stage &stage : workspace->stages()) {
        const auto address = workspace->knownAddress(stage);
        if (stage.name == m_session.targetName() || (address && address->isLoopback())) {
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
    m_running.insert(name);
    JobRequest request;
    request.title = tr("Check %1").arg(name);
    request.icon = QStringLiteral("view-refresh");
    request.target = name;
    request.background = true;
    request.work = [workspace, copy = *stage,
                    keepRecord = !m_session.isDemo()](OperationContext &context) {
        return std::any(lookAt(*workspace, copy, keepRecord, context.stop));
    };
    const auto done = [this, name, workspace](const Outcome &outcome) {
        if (workspace != m_session.workspace()) {
            return; // of a workspace that is closed by now
        }
        m_running.remove(name);
        if (outcome.state == JobState::Succeeded) {
            const auto &look = std::any_cast<const Look &>(outcome.result);
            keep(look.check, look.print);
        }
        Q_EMIT checked(name);
        if (m_running.isEmpty()) {
            Q_EMIT allChecked();
        }
    };
    m_session.jobs().start(std::move(request), this, done);
    Q_EMIT checkStarted(name);
}

void StageMonitor::keep(const stages::StageCheck &check, const FingerprintLook &print)
{
    m_checks.insert(check.stage, check);
    m_prints.insert(check.stage, print);
    if (!check.reachable) {
        return;
    }
    m_lastContact.insert(check.stage, check.checkedAt);
    m_answers.push_back({check.stage, check.checkedAt, check.answerMs});
    if (m_answers.size() > mostAnswers) {
        m_answers.erase(m_answers.begin(), m_answers.begin() + mostAnswers / 10);
    }
}

} // namespace arborist
