// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/operations/execution.h"

#include "services/core/data_folder.h"
#include "services/core/log.h"
#include "services/core/shell_quoted.h"
#include "services/journal/batch_writer.h"
#include "services/operations/consent.h"
#include "services/operations/safety_copy.h"
#include "services/operations/target_guard.h"
#include "services/stages/accept_database.h"
#include <QCoreApplication>
#include <QLocale>
#include <algorithm>

namespace arborist::operations {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Execution", text);
}

/// Calls `what`, and `failed` with any exception of it as an Error.
template <typename What, typename Failed> void guarded(What what, Failed failed)
{
    try {
        what();
    } catch (const Error &error) {
        failed(error);
    } catch (const std::bad_alloc &) {
        failed(Error(tr("There is not enough memory.")));
    } catch (const std::exception &error) {
        failed(Error(QString::fromUtf8(error.what())));
    }
}

Report::Result outcomeOf(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Cancelled:
        return Report::Result::Cancelled;
    case ErrorKind::Refused:
        return Report::Result::Refused;
    case ErrorKind::Failed:
    case ErrorKind::Usage:
        break;
    }
    return Report::Result::Failed;
}

} // namespace

Execution::Execution(PlannedOperation &operation, const Order &order, OperationContext &context)
    : m_operation(operation),
      m_order(order),
      m_context(context)
{
    const Plan &plan = operation.plan();
    m_record.id = RunLog::newId();
    m_record.operation = plan.operation;
    m_record.workspace = order.workspaceKey;
    m_record.stage = order.stage ? order.stage->name : plan.target.stage;
    m_record.host = plan.target.host;
    m_record.database = plan.target.database;
    m_record.fingerprint = plan.target.fingerprint;
    m_record.undoes = order.undoes;
    m_report.run = m_record.id;
    m_report.operation = plan.operation;
}

Report Execution::execute()
{
    bool begun = false;
    guarded(
        [&] {
            m_record.plan = m_operation.plan().toJson();
            check();
            begin();
            begun = true;
        },
        [&](const Error &error) { recordUnbegun(error); });
    if (begun) {
        guarded([&] { work(); }, [&](const Error &error) { fail(error); });
        finish();
    }
    return m_report;
}

/// Everything that may speak against the run, before anything is made.
void Execution::check()
{
    if (m_operation.hasWork() && !m_operation.isLocal() && m_operation.risk() != stages::Risk::Read)
        m_report.notes << meetNearby(m_order, m_context.stop);
    m_record.plan = shownPlan(m_operation, m_order).toJson();
    checkPlanHash(m_operation, m_order);
    if (!m_order.undoes.isEmpty()) {
        const auto undone = RunLog().run(m_order.undoes);
        if (undone && !undone->undoneBy.isEmpty())
            throw Error::refused(
                tr("The run %1 has been taken back already, by %2.")
                    .arg(undone->id, undone->undoneBy),
                tr("To have its changes again, take back %1.").arg(undone->undoneBy));
    }
    if (!m_operation.hasWork())
        return;
    checkConsent(m_operation, m_order);
    m_wantsCopy = needsSafetyCopy(m_operation, m_order);
    m_context.throwIfStopped();
    if (m_operation.isLocal())
        return;
    m_connection.emplace(m_context.connect());
    const GuardedTarget target = guardTarget(m_operation, m_order, *m_connection, m_context);
    m_target.emplace(target.check);
    m_context.connect = m_target->wrap(m_context.connect);
    m_record.host = target.check.address;
    m_record.database = target.check.database;
    m_record.fingerprint = target.check.fingerprint.text();
    for (const QString &text : target.notes)
        note(text);
}

void Execution::reRegister(postgres::Connection &connection)
{
    const stages::StageCheck found = stages::identify(m_record.stage, connection);
    if (!isBareUrl(m_order)) {
        stages::FingerprintStore store;
        note(acceptDatabase(*m_order.workspace, *m_order.stage, found, store));
    }
    m_target->moveTo(found);
}

void Execution::begin()
{
    if (m_operation.hasWork() && !m_operation.accepts()) {
        // First the journal: while its lock is held, others see that the run is alive.
        const QString folder = m_order.journalFolder.isEmpty()
                                   ? dataFolder() + QStringLiteral("/journals")
                                   : m_order.journalFolder;
        m_journal.emplace(journal::Journal::create(folder, m_record.id));
        m_record.journal = m_journal->file();
    }
    runLog().begin(m_record);
}

void Execution::work()
{
    if (!m_operation.hasWork()) {
        m_report.notes << m_operation.plan().remarks; // why there is nothing to do
        return;
    }
    if (m_wantsCopy) {
        const Plan &plan = m_operation.plan();
        beginStep(m_order.safetyCopy->preview(plan, m_order).step.title);
        m_report.steps.back().isBackup = true;
        m_report.backup = m_order.safetyCopy->make(*this, plan, m_order);
        endStep(ReportStep::State::Done);
    }
    m_operation.run(*this);
    endStep(ReportStep::State::Done);
}

void Execution::fail(const Error &error)
{
    m_report.outcome = outcomeOf(error.kind());
    m_report.error = error;
    const bool changedNothing = m_step && m_report.steps.back().rows <= 0 && !m_stepStays;
    endStep(changedNothing ? ReportStep::State::RolledBack : ReportStep::State::Failed);
    skipTheRest();
    guarded([&] { settle(); },
            [&](const Error &reason) {
                note(tr("Whether the last batch was committed is not known yet (%1); undo asks the "
                        "server.")
                         .arg(reason.message()));
            });
    const qint64 rows = changedRows();
    if (rows == 0) {
        tellBackup();
        if (error.kind() == ErrorKind::Cancelled && m_somethingStays)
            m_report.error = Error::cancelledHalfWay(tr("Run it again to go on."));
        return;
    }
    if (error.kind() == ErrorKind::Cancelled)
        m_report.error = Error::cancelledHalfWay(
            tr("Run it again to go on, or take back the run %1.").arg(m_report.run));
    note(tr("%1 rows had been changed before, and stay changed. The run %2 can be taken back.")
             .arg(QLocale().toString(rows), m_report.run));
}

/// Where nothing else brings back what there was before a part of the run that stays.
void Execution::tellBackup()
{
    const bool isPartDone = std::ranges::any_of(m_report.steps, [](const ReportStep &step) {
        return step.state == ReportStep::State::Done && !step.isBackup;
    });
    if (!m_report.backup.isEmpty() && (isPartDone || m_somethingStays))
        note(tr("To have everything as it was before this run: arboristctl restore %1")
                 .arg(shellQuoted(m_report.backup)));
}

/// Asks the server what became of a batch whose COMMIT was not answered.
void Execution::settle()
{
    const auto open = [this] {
        const auto batches = m_journal->batches();
        return std::any_of(batches.begin(), batches.end(), [](const journal::BatchRecord &batch) {
            return batch.state == journal::BatchState::Prepared;
        });
    };
    if (!m_journal || m_operation.isLocal() || !open())
        return;
    try {
        m_connection->setStopToken({}); // asking is part of ending, whoever wants to stop
        journal::settlePrepared(*m_journal, *m_connection);
    } catch (const Error &) {
        m_connection.emplace(m_context.connect()); // the old one may be what failed
        m_connection->setStopToken({});
        journal::settlePrepared(*m_journal, *m_connection);
    }
}

void Execution::beginStep(const QString &title)
{
    endStep(ReportStep::State::Done);
    m_report.steps.push_back({title, ReportStep::State::Done, -1, 0});
    m_step.emplace().start();
    m_stepStays = false;
}

void Execution::stepStays()
{
    m_stepStays = m_somethingStays = true;
}

void Execution::rolledBack(int steps)
{
    endStep(ReportStep::State::RolledBack);
    for (auto step = m_report.steps.rbegin(); step != m_report.steps.rend() && steps > 0;
         ++step, --steps)
        step->state = ReportStep::State::RolledBack;
}

void Execution::endStep(ReportStep::State state)
{
    if (!m_step)
        return;
    m_report.steps.back().state = state;
    m_report.steps.back().durationMs = m_step->elapsed();
    m_step.reset();
}

void Execution::addRows(qint64 rows)
{
    m_rows += rows;
    if (m_step)
        m_report.steps.back().rows = std::max<qint64>(0, m_report.steps.back().rows) + rows;
}

void Execution::note(const QString &text)
{
    m_report.notes << text;
}

void Execution::skipTheRest()
{
    const auto isBegun = [begun = m_report.steps](const PlanStep &step) {
        return std::any_of(begun.begin(), begun.end(),
                           [&](const ReportStep &other) { return other.title == step.title; });
    };
    // An operation whose run has steps of its own says nothing of the plan's one by one.
    const std::vector<PlanStep> &planned = m_operation.plan().steps;
    const bool isCopyOnly = m_wantsCopy && m_report.steps.size() == 1;
    if (!m_report.steps.empty() && !isCopyOnly &&
        std::none_of(planned.begin(), planned.end(), isBegun))
        return;
    for (const PlanStep &step : planned) {
        if (!isBegun(step))
            m_report.steps.push_back({step.title, ReportStep::State::Skipped, -1, 0});
    }
}

qint64 Execution::changedRows() const
{
    // The journal of a local run keeps more than what it counts: a stage's record, too.
    const bool counted = m_journal && !m_operation.isLocal();
    return std::max(m_rows, counted ? m_journal->appliedRows() : 0);
}

RunLog Execution::runLog() const
{
    return RunLog({}, m_order.workspace && m_order.workspace->auditToSyslog());
}

void Execution::finish()
{
    if (m_isLeftOpen)
        return;
    guarded([&] { runLog().finish(m_report, changedRows()); },
            [&](const Error &error) { recordingFailed(error); });
}

void Execution::recordUnbegun(const Error &error)
{
    m_report.outcome = outcomeOf(error.kind());
    m_report.error = error;
    skipTheRest();
    m_record.journal.clear();
    guarded(
        [&] {
            if (m_report.outcome == Report::Result::Refused) {
                runLog().refuse(m_record, error);
                return;
            }
            runLog().begin(m_record);
            runLog().finish(m_report, 0);
        },
        [&](const Error &reason) { recordingFailed(reason); });
}

/// What happened to the database is the answer; that it could not be noted comes beside it.
void Execution::recordingFailed(const Error &error)
{
    log::error(error.message());
    if (!m_report.error || m_report.error->message() != error.message())
        note(tr("This run could not be noted in the history. %1").arg(error.message()));
}

} // namespace arborist::operations
