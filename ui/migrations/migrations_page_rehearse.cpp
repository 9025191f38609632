// SPDX-License-Identifier: GPL-3.0-or-later
// What is pending, run on a throw-away copy first: the stage is only read.
#include "models/common/format.h"
#include "services/migrations/rehearsal/recorded_rehearsal.h"
#include "ui/migrations/console_view.h"
#include "ui/migrations/migration_requests.h"
#include "ui/migrations/migration_sql_pane.h"
#include "ui/migrations/migration_strip.h"
#include "ui/migrations/migrations_page.h"
#include "ui/operations/session_order.h"
#include "ui/shell/session.h"
#include "ui/widgets/note_bar.h"
#include <algorithm>

namespace arborist {

using migrations::RehearsalReport;

void MigrationsPage::rehearse()
{
    const auto workspace = session().workspace();
    const MigrationSetPtr shown = set();
    const StageReading *reading = m_model.stage(session().targetName());
    if (!workspace || !shown || !reading || !reading->status || m_rehearsing)
        return;
    const std::vector<qsizetype> pending = reading->status->pendingIndexes();
    m_note->clear();
    m_noteIsOfFolder = false;
    JobRequest request;
    request.title =
        tr("Rehearse %1 of %2").arg(migrationCount(qint64(pending.size())), session().targetName());
    request.icon = QStringLiteral("chronometer");
    request.view = QStringLiteral("migrations/rehearsal");
    request.work = [workspace, shown, pending, stage = reading->stage, wanted = mode(),
                    order = SessionOrder(session())](OperationContext &context) {
        migrations::RehearsalRequest wish;
        wish.set = *shown;
        wish.migrations = pending;
        wish.mode = wanted;
        wish.stage = stage;
        wish.address = workspace->resolve(stage, context.stop);
        return std::any(migrations::recordedRehearsal(wish, order.order(), context));
    };
    m_rehearsing = true;
    updateActions();
    session().startOn(reading->stage, std::move(request), this,
                      [this, stage = session().targetName()](const Outcome &outcome) {
                          m_rehearsing = false;
                          updateActions();
                          if (outcome.state == JobState::Succeeded)
                              tellRehearsed(stage,
                                            std::any_cast<const RehearsalReport &>(outcome.result));
                          else if (outcome.state != JobState::Cancelled && outcome.error)
                              showExportError(*outcome.error);
                      });
}

void MigrationsPage::tellRehearsed(const QString &stage, const migrations::RehearsalReport &report)
{
    m_strip->setRehearsal(report);
    m_strip->showRehearsal();
    QStringList lines{tr("On %1. %2 was only read.").arg(report.place, stage)};
    lines += report.notes;
    std::vector<NoteBar::Choice> choices;
    const auto failed = std::ranges::find_if(
        report.statements, [](const auto &each) { return each.error.has_value(); });
    if (failed != report.statements.end()) {
        lines.prepend(failed->error->message());
        choices.push_back({tr("Go to line %1").arg(failed->line), [this, each = *failed] {
                               jumpTo(each.migration, each.file, each.line, 1);
                               m_sql->setFailure(each.file, each.line, 1, each.error->message());
                           }});
    }
    choices.push_back({tr("Close"), [this] { m_note->clear(); }});
    m_note->show(report.succeeded ? Glyph::Ok : Glyph::Failed,
                 report.succeeded ? Tone::Ok : Tone::Danger,
                 !report.succeeded ? tr("The rehearsal failed")
                 : report.hasRows
                     ? tr("The rehearsal went well, in %1").arg(format::duration(qint64(report.ms)))
                     : tr("The rehearsal went well"),
                 lines.join(u'\n'), std::move(choices));
}

} // namespace arborist
