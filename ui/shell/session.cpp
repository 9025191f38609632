// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/session.h"

#include "services/stages/stage_connection.h"
#include "ui/shell/stage_monitor.h"
#include <utility>

namespace arborist {

Session::Session(QObject *parent)
    : QObject(parent),
      m_jobs(std::make_unique<JobRunner>()),
      m_monitor(std::make_unique<StageMonitor>(*this))
{
}

Session::~Session()
{
    // The monitor answers to jobs; no answer may reach it while it goes.
    m_monitor.reset();
    m_jobs.reset();
}

void Session::open(Opening opening)
{
    m_opening = std::move(opening);
    m_openError.reset();
    m_state = State::Opening;
    JobRequest request;
    request.title = m_opening.title;
    request.icon = QStringLiteral("document-open-folder");
    request.view = QStringLiteral("session/open");
    request.work = [work = m_opening.work](OperationContext &context) {
        return std::any(work(context));
    };
    m_openingJob = m_jobs->start(std::move(request), this,
                                 [this](const Outcome &outcome) { finishOpening(outcome); });
    Q_EMIT stateChanged();
}

void Session::reopen()
{
    if (m_opening.work) {
        open(m_opening);
    }
}

static QString stageNames(const stages::Workspace &workspace)
{
    QStringList names;
    for (const stages::Stage &stage : workspace.stages())
        names += stage.name;
    return names.join(QStringLiteral(", "));
}

void Session::finishOpening(const Outcome &outcome)
{
    m_openingJob = 0;
    if (outcome.state != JobState::Succeeded) {
        m_openError = outcome.error ? *outcome.error : Error::cancelled();
        m_state = State::Failed;
        Q_EMIT stateChanged();
        return;
    }
    const auto &opened = std::any_cast<const OpenedWorkspace &>(outcome.result);
    const QString wanted = opened.workspace->defaultStage();
    if (!wanted.isEmpty() && !opened.workspace->stage(wanted)) {
        // Another stage instead would be a database that nobody asked for.
        m_openError =
            Error(tr("There is no stage %1 in %2.").arg(wanted, opened.workspace->name()),
                  tr("Set ARBORIST_STAGE or DEVSTRIDE_STAGE to one of its stages (%1), or "
                     "leave them unset.")
                      .arg(stageNames(*opened.workspace)));
        release(opened.keepAlive);
        m_state = State::Failed;
        Q_EMIT stateChanged();
        return;
    }
    const QString before = m_opened.key;
    release(std::exchange(m_opened, std::any_cast<OpenedWorkspace>(outcome.result)).keepAlive);
    const bool same = before == m_opened.key && m_opened.workspace->stage(m_target);
    if (!same) {
        m_target = m_opened.workspace->defaultStage();
        m_source = m_opened.workspace->sourceStage();
    }
    if (!target() && !m_opened.workspace->stages().empty()) {
        m_target = m_opened.workspace->stages().front().name;
    }
    m_state = State::Open;
    Q_EMIT stateChanged();
    Q_EMIT workspaceChanged();
}

void Session::release(std::shared_ptr<void> lease)
{
    if (!lease) {
        return;
    }
    // The last lease stops a server, which takes its time.
    JobRequest request;
    request.title = tr("Close the workspace");
    request.background = true;
    request.work = [held = std::move(lease)](OperationContext &) mutable {
        held.reset();
        return std::any();
    };
    m_jobs->start(std::move(request));
}

const stages::Stage *Session::target() const
{
    return m_opened.workspace ? m_opened.workspace->stage(m_target) : nullptr;
}

const stages::Stage *Session::source() const
{
    return m_opened.workspace && !m_source.isEmpty() ? m_opened.workspace->stage(m_source)
                                                     : nullptr;
}

void Session::setTarget(const QString &stage)
{
    if (stage == m_target || !m_opened.workspace || !m_opened.workspace->stage(stage)) {
        return;
    }
    m_target = stage;
    Q_EMIT targetChanged();
}

void Session::setSource(const QString &stage)
{
    if (stage != m_source) {
        m_source = stage;
        Q_EMIT sourceChanged();
    }
}

JobId Session::start(JobRequest request, QObject *receiver,
                     std::function<void(const Outcome &)> done)
{
    return startOn(*target(), std::move(request), receiver, std::move(done));
}

JobId Session::startOn(const stages::Stage &stage, JobRequest request, QObject *receiver,
                       std::function<void(const Outcome &)> done)
{
    request.target = stage.name;
    request.work = [work = std::move(request.work), workspace = m_opened.workspace,
                    stage](OperationContext &context) {
        context.connect = [workspace, stage, stop = context.stop] {
            return stages::openStage(*workspace, stage, stop);
        };
        return work(context);
    };
    return m_jobs->start(std::move(request), receiver, std::move(done));
}

void Session::announceScan(const ScanRecord &record)
{
    if (record.workspace == m_opened.key)
        Q_EMIT scanRecorded(record);
}

} // namespace arborist
