// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/session.h"

#include "services/stages/address_reference.h"
#include "services/stages/file_watch.h"
#include "ui/shell/pinned_address.h"
#include "ui/shell/stage_monitor.h"
#include <utility>

namespace arborist {

namespace {

/// Runs on a job's thread: it reads files.
QHash<QString, QString> addressesOf(const stages::Workspace &workspace)
{
    QHash<QString, QString> addresses;
    for (const stages::Stage &stage : workspace.stages()) {
        if (const auto known = workspace.knownAddress(stage))
            addresses.insert(stage.name, known->toUrl());
    }
    return addresses;
}

/// The .env files that stages are read from, beside those that are watched anyway.
QStringList filesOf(const stages::Workspace &workspace)
{
    QStringList files;
    for (const stages::Stage &stage : workspace.stages()) {
        if (!stage.urlReference.startsWith(u"env:"))
            continue;
        const QString file = stages::AddressReference::parse(stage.urlReference).file;
        if (!file.isEmpty() && !files.contains(file))
            files << file;
    }
    return files;
}

/// The stages of `now` that are not what they were; where a line stands does not matter.
QStringList differing(const OpenedWorkspace &before, const OpenedWorkspace &now)
{
    QStringList names;
    for (stages::Stage stage : now.workspace->stages()) {
        const stages::Stage *was = before.workspace->stage(stage.name);
        if (was)
            stage.origin = was->origin;
        if (!was || stage != *was ||
            before.addresses.value(stage.name) != now.addresses.value(stage.name))
            names << stage.name;
    }
    return names;
}

} // namespace

Session::Session(QObject *parent)
    : QObject(parent),
      m_jobs(std::make_unique<JobRunner>()),
      m_monitor(std::make_unique<StageMonitor>(*this))
{
    m_watch = std::make_unique<stages::FileWatch>();
    connect(m_watch.get(), &stages::FileWatch::changed, this, &Session::filesChanged);
}

Session::~Session()
{
    // The monitor answers to jobs; no answer may reach it while it goes.
    m_watch.reset();
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
        OpenedWorkspace opened = work(context);
        opened.addresses = addressesOf(*opened.workspace);
        return std::any(std::move(opened));
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
    m_rereadError.reset();
    watchFiles();
    Q_EMIT stateChanged();
    Q_EMIT workspaceChanged();
}

void Session::watchFiles()
{
    m_watch->watch(m_opened.workspace->folder(), filesOf(*m_opened.workspace));
}

void Session::filesChanged(const QStringList &files)
{
    m_checkAll |= files.contains(QStringLiteral("arborist.lock"));
    reread();
}

void Session::reread()
{
    const auto base = m_opened.workspace;
    if (m_state != State::Open || !base || base->folder().isEmpty())
        return;
    JobRequest request;
    request.title = tr("Read the workspace again");
    request.view = QStringLiteral("session/reread");
    request.background = true;
    request.work = [folder = base->folder()](OperationContext &) {
        OpenedWorkspace fresh;
        fresh.workspace =
            std::make_shared<const stages::Workspace>(stages::Workspace::open(folder));
        fresh.addresses = addressesOf(*fresh.workspace);
        return std::any(std::move(fresh));
    };
    m_jobs->start(std::move(request), this, [this, base](const Outcome &outcome) {
        if (m_state != State::Open || m_opened.workspace != base)
            return; // another one is open by now
        if (outcome.state == JobState::Succeeded) {
            takeOver(std::any_cast<OpenedWorkspace>(outcome.result));
        } else if (outcome.error) {
            m_rereadError = outcome.error;
            Q_EMIT rereadFailed(*m_rereadError);
        }
    });
}

void Session::takeOver(OpenedWorkspace fresh)
{
    m_rereadError.reset();
    fresh.key = m_opened.key;
    fresh.keepAlive = m_opened.keepAlive;
    fresh.demo = m_opened.demo;
    QStringList changed = differing(m_opened, fresh);
    const auto before = std::exchange(m_opened, std::move(fresh)).workspace;
    const stages::Workspace &now = *m_opened.workspace;
    const bool sameTree =
        before->hierarchies() == now.hierarchies() && before->recipes() == now.recipes();
    const bool retarget = !now.stage(m_target) || changed.contains(m_target) || !sameTree;
    if (!now.stage(m_target))
        m_target = now.stage(now.defaultStage()) ? now.defaultStage() : now.stages().front().name;
    const QString source = m_source;
    if (m_source == before->sourceStage() || !now.stage(m_source))
        m_source = now.sourceStage();
    if (std::exchange(m_checkAll, false)) {
        changed.clear();
        for (const stages::Stage &stage : now.stages())
            changed << stage.name;
    }
    watchFiles();
    Q_EMIT workspaceReread(changed);
    if (source != m_source)
        Q_EMIT sourceChanged();
    if (retarget)
        Q_EMIT targetChanged();
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
        context.connect = [workspace, stage, stop = context.stop,
                           pinned = std::make_shared<PinnedAddress>()] {
            return pinned->open(*workspace, stage, stop);
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
