// SPDX-License-Identifier: GPL-3.0-or-later
// What the Migrations page tells of a plan that could not be made, and of a run that has ended.
#include "models/common/format.h"
#include "services/core/report.h"
#include "ui/migrations/console_view.h"
#include "ui/migrations/migration_requests.h"
#include "ui/migrations/migration_sql_pane.h"
#include "ui/migrations/migration_strip.h"
#include "ui/migrations/migrations_page.h"
#include "ui/operations/operation_flow.h"
#include "ui/widgets/note_bar.h"
#include <QRegularExpression>
#include <algorithm>

namespace arborist {

namespace {

/// "drizzle/0047_x.sql:3:5"
struct Place {
    QString file;
    int line = 0, column = 0;
};

Place placeOf(const Error &error)
{
    static const QRegularExpression pattern(QStringLiteral("^(.+?):(\\d+)(?::(\\d+))?$"));
    const auto match = pattern.match(error.where());
    return match.hasMatch() ? Place{match.captured(1), match.captured(2).toInt(),
                                    std::max(1, match.captured(3).toInt())}
                            : Place{};
}

/// The absolute name of a file that people know by its end.
QString fileOf(const migrations::MigrationSet &set, const QString &shown)
{
    for (const migrations::Migration &each : set.migrations) {
        for (const QString &file : {each.file, each.up ? each.up->file : QString(),
                                    each.down ? each.down->file : QString()}) {
            if (file == shown || file.endsWith(u'/' + shown))
                return file;
        }
    }
    return {};
}

QString migrationOf(const migrations::MigrationSet &set, const QString &file)
{
    for (const migrations::Migration &each : set.migrations) {
        if (each.file == file || (each.down && each.down->file == file))
            return each.name;
    }
    return {};
}

/// The migration whose missing down script the error is about; empty for others.
QString withoutDown(const migrations::MigrationSet &set, const Error &error)
{
    using migrations::Tool;
    for (const migrations::Migration &each : set.migrations) {
        const QString end = set.tool == Tool::Drizzle     ? QStringLiteral(".down.sql")
                            : set.tool == Tool::DrizzleV1 ? QStringLiteral("/down.sql")
                                                          : QString();
        if (!end.isEmpty() && !each.down && error.where() == set.shown + u'/' + each.id + end)
            return each.name;
    }
    return {};
}

} // namespace

void MigrationsPage::connectFlow()
{
    connect(m_flow, &OperationFlow::busyChanged, this, &MigrationsPage::updateActions);
    connect(m_flow, &OperationFlow::busyChanged, this, &MigrationsPage::showStatus);
    connect(m_flow, &OperationFlow::planFailed, this, [this](const Error &error) {
        m_stagesToCome.clear();
        m_strip->console().addLine(error.message(), Tone::Danger);
        m_noteIsOfFolder = false;
        std::vector<NoteBar::Choice> choices;
        const MigrationSetPtr shown = set();
        const Place place = placeOf(error);
        const QString file = shown ? fileOf(*shown, place.file) : QString();
        if (!file.isEmpty())
            choices.push_back({tr("Show the place"), [this, shown, file, place] {
                                   jumpTo(migrationOf(*shown, file), file, place.line,
                                          place.column);
                               }});
        const QString lacking = shown ? withoutDown(*shown, error) : QString();
        if (!lacking.isEmpty())
            choices.push_back({tr("Propose a down script…"), [this, lacking] {
                                   jumpTo(lacking, {}, 0, 0);
                                   propose();
                               }});
        choices.push_back({tr("Close"), [this] { m_note->clear(); }});
        m_note->show(error.kind() == ErrorKind::Refused ? Glyph::Skipped : Glyph::Failed,
                     Tone::Danger, error.message(), error.hint(), std::move(choices));
    });
    connect(m_flow, &OperationFlow::planCancelled, this, [this] { m_stagesToCome.clear(); });
    connect(m_flow, &OperationFlow::left, this, [this] {
        m_stagesToCome.clear();
        if (!m_proposal.migration.isEmpty())
            showProposal(); // it is still there to be read
    });
    connect(m_flow, &OperationFlow::nothingToDo, this, [this] {
        if (!m_stagesToCome.isEmpty())
            return applyToNext();
        m_noteIsOfFolder = false;
        m_note->show(Glyph::Ok, Tone::Ok, tr("Nothing to do on %1").arg(m_runStage),
                     tr("Nothing was changed."), {{tr("Close"), [this] { m_note->clear(); }}});
    });
    connect(m_flow, &OperationFlow::ran, this, &MigrationsPage::ran);
}

void MigrationsPage::tellSuccess(const Report &report)
{
    qint64 ms = 0;
    const std::vector<ReportStep> steps = report.ownSteps();
    for (const ReportStep &step : steps)
        ms += step.durationMs;
    const QString verb = report.operation;
    const bool recorded = verb.startsWith(QStringLiteral("baseline")); // all in one step
    const QString count =
        migrationCount(recorded && !steps.empty() ? steps.front().rows : qint64(steps.size()));
    const QString title =
        verb == QStringLiteral("create")        ? tr("Migration created")
        : verb == QStringLiteral("create down") ? tr("Down script saved")
        : verb == QStringLiteral("push")        ? tr("Pushed to %1").arg(m_runStage)
        : verb.startsWith(QStringLiteral("rollback"))
            ? tr("%1 rolled back on %2").arg(count, m_runStage)
        : recorded ? tr("%1 recorded as applied on %2").arg(count, m_runStage)
                   : tr("%1 applied to %2 in %3").arg(count, m_runStage, format::duration(ms));
    QStringList lines = report.notes;
    lines << tr("It is listed under Activity as run %1.").arg(report.run);
    m_note->show(Glyph::Ok, Tone::Ok, title, lines.join(u'\n'),
                 {{tr("Close"), [this] { m_note->clear(); }}});
}

/// The statement, its place, what is in effect and what is not, and what can be done.
void MigrationsPage::tellFailure(const Report &report)
{
    if (!report.error || report.outcome == Report::Result::Cancelled) {
        QStringList lines = report.notes;
        m_note->show(Glyph::Skipped, Tone::Drift, tr("Cancelled on %1").arg(m_runStage),
                     lines.isEmpty() ? tr("Nothing was changed.") : lines.join(u'\n'),
                     {{tr("Close"), [this] { m_note->clear(); }}});
        return;
    }
    const Error &error = *report.error;
    const MigrationSetPtr shown = set();
    const Place place = placeOf(error);
    const QString file = shown ? fileOf(*shown, place.file) : QString();
    QStringList lines;
    QStringList facts;
    if (!error.where().isEmpty())
        facts << error.where();
    if (!error.sqlState().isEmpty())
        facts << QStringLiteral("SQLSTATE ") + error.sqlState();
    if (!facts.isEmpty())
        lines << facts.join(QStringLiteral(", "));
    if (!error.detail().isEmpty())
        lines << error.detail();
    if (!error.hint().isEmpty())
        lines << error.hint();
    lines += report.notes;
    std::vector<NoteBar::Choice> choices;
    if (!file.isEmpty()) {
        const QString name = migrationOf(*shown, file);
        const QString text = error.message();
        const auto show = [this, name, file, place, text] {
            jumpTo(name, file, place.line, place.column);
            m_sql->setFailure(file, place.line, place.column, text);
        };
        show();
        choices.push_back({tr("Go to line %1").arg(place.line), show});
    }
    if (report.operation == QStringLiteral("migrate") && report.outcome == Report::Result::Failed)
        choices.push_back({tr("Apply again…"), [this, stage = m_runStage] {
                               apply(stage, {{}, {}, mode()});
                           }});
    if (report.operation == QStringLiteral("migrate") && !file.isEmpty())
        choices.push_back({tr("Record as applied…"),
                           [this, stage = m_runStage, name = migrationOf(*shown, file)] {
                               baselineOn(stage, {}, {name});
                           }});
    choices.push_back({tr("Close"), [this] { m_note->clear(); }});
    m_note->show(Glyph::Failed, Tone::Danger, error.message(), lines.join(u'\n'),
                 std::move(choices));
}

} // namespace arborist
