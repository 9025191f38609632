// SPDX-License-Identifier: GPL-3.0-or-later
// What the Migrations page does: by a plan, agreed to, told in the console, and looked at
// afterwards.
#include "models/common/format.h"
#include "services/core/report.h"
#include "ui/migrations/console_view.h"
#include "ui/migrations/migration_requests.h"
#include "ui/migrations/migration_sql_pane.h"
#include "ui/migrations/migration_strip.h"
#include "ui/migrations/migrations_loader.h"
#include "ui/migrations/migrations_page.h"
#include "ui/migrations/timeline_view.h"
#include "ui/operations/operation_flow.h"
#include "ui/shell/session.h"
#include "ui/widgets/note_bar.h"
#include <QActionGroup>

namespace arborist {

using migrations::State;

namespace {

QString wordOf(ReportStep::State state)
{
    switch (state) {
    case ReportStep::State::Done:
        return MigrationsPage::tr("done");
    case ReportStep::State::Failed:
        return MigrationsPage::tr("failed");
    case ReportStep::State::RolledBack:
        return MigrationsPage::tr("rolled back");
    case ReportStep::State::Skipped:
        return MigrationsPage::tr("skipped");
    }
    return {};
}

Tone toneOf(ReportStep::State state)
{
    return state == ReportStep::State::Done      ? Tone::Ok
           : state == ReportStep::State::Skipped ? Tone::Muted
                                                 : Tone::Danger;
}

} // namespace

migrations::TransactionMode MigrationsPage::mode() const
{
    const QAction *checked = m_modes->checkedAction();
    return checked ? migrations::TransactionMode(checked->data().toInt())
                   : migrations::TransactionMode::Each;
}

void MigrationsPage::readStage(const QString &stage)
{
    if (m_wanted)
        m_loader->readStage(stage);
}

void MigrationsPage::start(const QString &stage, FlowRequest request)
{
    const auto workspace = session().workspace();
    const stages::Stage *found = workspace ? workspace->stage(stage) : nullptr;
    if (!found || !set() || m_flow->isBusy())
        return;
    m_note->clear();
    m_noteIsOfFolder = false;
    m_sql->setFailure({}, 0, 0, {});
    m_runStage = stage;
    m_runTitle = request.runTitle;
    request.told = [this, begun = std::make_shared<bool>(false),
                    title = request.runTitle](const std::vector<ProgressEvent> &events) {
        if (!std::exchange(*begun, true)) {
            m_strip->showConsole();
            m_strip->console().addLine(title, Tone::Info);
        }
        m_strip->console().addLines(runLines(events));
        for (const ProgressEvent &event : events) {
            if (event.kind == ProgressEvent::Kind::Begun && set() && set()->find(event.text))
                m_model.setRunning(m_runStage, event.text);
        }
    };
    m_flow->start(*found, std::move(request));
}

void MigrationsPage::apply(const QString &stage, const ApplyWish &wish)
{
    const auto workspace = session().workspace();
    if (workspace && workspace->stage(stage) && set())
        start(stage,
              applyRequest(set(), *workspace->stage(stage), wish, requiredColumns(*workspace)));
}

void MigrationsPage::applyPending()
{
    m_stagesToCome.clear();
    apply(session().targetName(), {{}, {}, mode()});
}

void MigrationsPage::applySelected()
{
    const StageReading *reading = m_model.stage(session().targetName());
    const migrations::MigrationStatus *status =
        reading ? reading->of(m_timeline->currentMigration()) : nullptr;
    if (!status || !current())
        return;
    m_stagesToCome.clear();
    if (status->state == State::Pending)
        apply(session().targetName(), {current()->name, {}, mode()});
    else
        apply(session().targetName(), {{}, {current()->name}, mode()});
}

/// Asks for each of them; what fails, or is left, ends it.
void MigrationsPage::applyEverywhere()
{
    m_stagesToCome.clear();
    for (const StageReading &reading : m_model.stages()) {
        if (!reading.stage.readOnly && reading.status && reading.status->pending > 0)
            m_stagesToCome << reading.stage.name;
    }
    if (m_stagesToCome.isEmpty())
        m_note->show(Glyph::Ok, Tone::Ok, tr("Nothing is pending anywhere"),
                     tr("Of stages that do not answer nothing is known."),
                     {{tr("Close"), [this] { m_note->clear(); }}});
    else
        applyToNext();
}

void MigrationsPage::applyToNext()
{
    if (!m_stagesToCome.isEmpty())
        apply(m_stagesToCome.takeFirst(), {{}, {}, mode()});
}

void MigrationsPage::rollBackLast()
{
    rollBack({});
}

void MigrationsPage::rollBack(const RollbackWish &wish)
{
    if (session().target() && set()) {
        m_stagesToCome.clear();
        start(session().targetName(), rollbackRequest(set(), *session().target(), wish));
    }
}

void MigrationsPage::baseline(const QString &upTo, const QStringList &chosen)
{
    baselineOn(session().targetName(), upTo, chosen);
}

void MigrationsPage::baselineOn(const QString &stage, const QString &upTo,
                                const QStringList &chosen)
{
    const auto workspace = session().workspace();
    if (workspace && workspace->stage(stage) && set()) {
        m_stagesToCome.clear();
        start(stage, baselineRequest(set(), *workspace->stage(stage), upTo, chosen));
    }
}

void MigrationsPage::ran(const Report &report)
{
    takeConsoleBack();
    m_model.setRunning({}, {});
    ConsoleView &console = m_strip->console();
    for (const ReportStep &step : report.steps)
        console.addLine(QStringLiteral("%1: %2, %3")
                            .arg(step.title, wordOf(step.state), shortDuration(step.durationMs)),
                        toneOf(step.state));
    for (const QString &note : report.notes)
        console.addLine(note, Tone::Muted);
    if (report.error)
        console.addLine(report.error->message(), Tone::Danger);
    const bool files = report.operation.startsWith(QStringLiteral("create"));
    if (files && !report.steps.empty())
        m_loader->load();
    else
        m_loader->readStage(m_runStage);
    if (report.outcome == Report::Result::Succeeded) {
        if (report.operation == QStringLiteral("create down"))
            m_proposal = {}; // it is a file now
        tellSuccess(report);
        applyToNext();
    } else {
        m_stagesToCome.clear();
        tellFailure(report);
    }
    Q_EMIT changed(m_runStage);
}

} // namespace arborist
