// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/operation_flow.h"

#include "services/backup/safety_copy.h"
#include "services/operations/refused_plan.h"
#include "services/postgres/connection.h"
#include "ui/shell/session.h"
#include "ui/shell/stage_monitor.h"

namespace arborist {

using hierarchy::RunningScans;
using operations::Order;
using operations::PlannedOperationPtr;
using stages::Requirement;

/// What planning hands to the dialog.
struct OperationFlow::Planned {
    PlannedOperationPtr operation;
    ShownPlan shown;
};

namespace {

Order orderFor(const stages::Workspace &workspace, const stages::Stage &stage, const QString &key)
{
    Order order;
    order.workspace = &workspace;
    order.stage = &stage;
    order.workspaceKey = key;
    order.consent.inWindow = true;
    order.safetyCopy = backup::safetyCopy();
    return order;
}

void fillInPolicy(ShownPlan &shown, const operations::PlannedOperation &operation,
                  const Order &order)
{
    shown.plan = operations::shownPlan(operation, order);
    Order declining = order;
    declining.consent.withoutBackup = true;
    if (Plan plan = operations::shownPlan(operation, declining);
        plan.backup == QStringLiteral("declined"))
        shown.withoutBackup = std::move(plan);
    shown.requirement = operations::requirementOf(operation, order);
    shown.nameToType = operations::nameToType(operation, order);
    shown.refusal = operations::refusalOf(operation, order);
    Order inPipeline = order;
    inPipeline.consent.caller = stages::Caller::Pipeline;
    shown.pipelineMay = operations::requirementOf(operation, inPipeline) != Requirement::Refused;
}

void fillInFingerprint(ShownPlan &shown, const StageMonitor &monitor)
{
    using Verdict = stages::FingerprintVerdict;
    const QString &stage = shown.stage.name;
    const PlanTarget &target = shown.plan.target;
    const stages::StageCheck *check = monitor.last(stage);
    const bool reached = check && check->reachable;
    const bool same = !reached || (target.fingerprint.isEmpty()
                                       ? target.database == check->database
                                       : target.fingerprint == check->fingerprint.text());
    if (!same) {
        // It is the plan that leads there, not the stage as it is.
        shown.fingerprintGlyph = Glyph::Idle;
        shown.fingerprintText = OperationFlow::tr("Another database than now");
        return;
    }
    if (reached)
        shown.serverVersion = check->serverVersion;
    shown.fingerprintGlyph = Glyph::Ok;
    shown.fingerprintText = OperationFlow::tr("Connected");
    const auto finding = monitor.fingerprint(stage).finding;
    if (!finding)
        return;
    if (finding->verdict == Verdict::Known) {
        shown.fingerprintText = OperationFlow::tr("Fingerprint matches");
    } else if (finding->verdict == Verdict::FirstContact) {
        shown.fingerprintText = OperationFlow::tr("Fingerprint put on record today");
    } else if (finding->verdict == Verdict::Unverified) {
        shown.fingerprintGlyph = Glyph::Idle;
        shown.fingerprintText = OperationFlow::tr("Fingerprint not readable");
    } else {
        shown.fingerprintGlyph = Glyph::Drift;
        shown.fingerprintText = OperationFlow::tr("Fingerprint differs");
    }
}

} // namespace

OperationFlow::OperationFlow(Session &session, QWidget *page)
    : QObject(page),
      m_session(session),
      m_page(page)
{
    connect(&session.monitor(), &StageMonitor::contactChanged, this, &OperationFlow::holdUp);
}

std::optional<Error> OperationFlow::hindrance(const QString &stage) const
{
    const StageContact contact = m_session.monitor().contact(stage);
    if (!contact.isLost())
        return std::nullopt;
    return Error(tr("%1 has not answered since %2, so nothing can be changed there now.")
                     .arg(stage, contact.sinceText()),
                 tr("Nothing was changed. Try again once it answers; “Try now” in the target bar "
                    "asks it at once."));
}

/// A plan that is being looked at waits for its stage.
void OperationFlow::holdUp()
{
    if (!m_dialog || m_asked.isEmpty())
        return;
    const auto why = hindrance(m_asked);
    m_dialog->holdUp(why ? why->message() : QString());
}

void OperationFlow::setJob(JobId job, bool running)
{
    m_job = job;
    m_running = running;
    Q_EMIT busyChanged();
}

void OperationFlow::reset()
{
    if (m_dialog)
        m_dialog->reject();
    if (m_job != 0 && !m_running) {
        m_session.jobs().cancel(m_job);
        setJob(0, false);
    }
}

void OperationFlow::start(const stages::Stage &stage, FlowRequest request)
{
    if (isBusy() || (m_dialog && m_dialog->isVisible()))
        return;
    if (const auto why = request.onFiles ? std::nullopt : hindrance(stage.name)) {
        Q_EMIT planFailed(*why);
        return;
    }
    JobRequest job;
    job.title = request.planTitle;
    job.icon = request.icon;
    job.work = [plan = request.plan, name = request.operation, undoes = request.undoes, stage,
                workspace = m_session.workspace(),
                hold =
                    request.table.isEmpty()
                        ? RunningScans::Hold()
                        : RunningScans(m_session.runningScans()).begin(stage.name, request.table),
                key = m_session.key()](OperationContext &context) {
        Planned planned;
        Order order = orderFor(*workspace, stage, key);
        order.undoes = undoes;
        planned.operation =
            name.isEmpty()
                ? plan(stage, context)
                : operations::planOrKeepRefusal(order, name, [&] { return plan(stage, context); });
        planned.shown.stage = stage;
        fillInPolicy(planned.shown, *planned.operation, order);
        return std::any(std::move(planned));
    };
    const auto id = std::make_shared<JobId>(0);
    const auto done = [this, id, stage, request = std::move(request)](const Outcome &outcome) {
        if (m_job != *id)
            return;
        setJob(0, false);
        finishPlan(outcome, stage, request);
    };
    *id = m_session.startOn(stage, std::move(job), this, done);
    setJob(*id, false);
}

void OperationFlow::finishPlan(const Outcome &outcome, const stages::Stage &stage,
                               const FlowRequest &request)
{
    if (outcome.state == JobState::Cancelled)
        Q_EMIT planCancelled();
    else if (outcome.state != JobState::Succeeded)
        Q_EMIT planFailed(*outcome.error);
    else
        ask(std::any_cast<const Planned &>(outcome.result), stage, request);
}

void OperationFlow::ask(const Planned &planned, const stages::Stage &stage,
                        const FlowRequest &request)
{
    if (!planned.operation->hasWork()) {
        Q_EMIT nothingToDo();
        return;
    }
    ShownPlan shown = planned.shown;
    fillInFingerprint(shown, m_session.monitor());
    request.describe(shown, *planned.operation);
    m_dialog = new PlanDialog(std::move(shown), m_page->window());
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (request.dress)
        request.dress(*m_dialog, planned.operation);
    connect(m_dialog, &QDialog::rejected, this, &OperationFlow::left);
    connect(m_dialog, &QDialog::accepted, this,
            [this, operation = planned.operation, stage, request] {
                run(operation, stage, request, m_dialog->typedName());
            });
    m_asked = planned.operation->isLocal() ? QString() : stage.name;
    m_dialog->open();
    holdUp();
    Q_EMIT dialogOpened();
}

void OperationFlow::run(const PlannedOperationPtr &operation, const stages::Stage &stage,
                        const FlowRequest &request, const QString &typedName)
{
    const auto report = std::make_shared<Report>();
    report->operation = operation->plan().operation;
    report->outcome = Report::Result::Cancelled; // if its turn never comes
    JobRequest job;
    job.title = request.runTitle;
    job.icon = request.icon;
    job.pausable = true;
    std::vector<RunningScans::Hold> holds;
    for (const PlanTable &table : operation->plan().tables)
        holds.push_back(RunningScans(m_session.runningScans()).begin(stage.name, table.name));
    job.work = [operation, stage, workspace = m_session.workspace(), key = m_session.key(), holds,
                undoes = request.undoes, typedName,
                hash = QString::fromLatin1(m_dialog->plan().hash()),
                withoutBackup = m_dialog->leavesBackupOut(), report,
                feed = request.told ? std::make_shared<RunFeed>(this, request.told)
                                    : nullptr](OperationContext &context) {
        if (feed)
            context.progress->follow([feed](const ProgressEvent &event) { feed->add(event); });
        Order order = orderFor(*workspace, stage, key);
        order.undoes = undoes;
        order.consent.yes = true;
        order.consent.typedName = typedName;
        order.consent.planHash = hash;
        order.consent.withoutBackup = withoutBackup;
        *report = operations::execute(*operation, order, context);
        if (report->error)
            throw Error(*report->error);
        return std::any();
    };
    const JobId id =
        m_session.startOn(stage, std::move(job), this, [this, report](const Outcome &) {
            setJob(0, false);
            Q_EMIT ran(*report);
        });
    setJob(id, true);
}

} // namespace arborist
