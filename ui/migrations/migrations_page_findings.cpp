// SPDX-License-Identifier: GPL-3.0-or-later
// What the Migrations page finds fault with: hazards of the SQL, problems of the folder, and where
// they are.
#include "models/common/format.h"
#include "models/migrations/state_look.h"
#include "ui/migrations/migration_inspector.h"
#include "ui/migrations/migration_sql_pane.h"
#include "ui/migrations/migration_strip.h"
#include "ui/migrations/migrations_loader.h"
#include "ui/migrations/migrations_page.h"
#include "ui/migrations/timeline_view.h"
#include "ui/shell/session.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/error_state.h"
#include "ui/widgets/loading_skeleton.h"
#include "ui/widgets/note_bar.h"
#include "ui/widgets/search_field.h"
#include <QComboBox>
#include <algorithm>
#include <utility>

namespace arborist {

/// Looks for them where that has not been done: for this migration, this text, on this target.
void MigrationsPage::showHazards()
{
    const qsizetype migration = m_timeline->currentMigration();
    const migrations::Migration *each = current();
    if (!each || !each->up) {
        m_hazards = {};
        m_hazards.key = QStringLiteral("-");
        m_inspector->setHazards({}, false,
                                each ? tr("Only SQL can be looked through.") : QString());
        return;
    }
    const StageReading *reading = m_model.stage(session().targetName());
    const bool sized = reading && reading->state == StageReading::State::Read;
    const QString key =
        QStringLiteral("%1\n%2\n%3")
            .arg(each->file, session().targetName(), sized ? QStringLiteral("sized") : QString());
    if (m_hazards.key == key)
        return;
    m_hazards = {key, {}, {}, true};
    m_loader->lint(size_t(m_set), {migration}, sized ? session().target() : nullptr,
                   QStringLiteral("migrations/hazards"),
                   [this, key](const std::vector<migrations::Hazard> &found,
                               const std::optional<Error> &error) {
                       if (m_hazards.key != key)
                           return;
                       m_hazards.found = found;
                       m_hazards.problem = error ? error->message() : QString();
                       m_hazards.pending = false;
                       m_inspector->setHazards(found, false, m_hazards.problem);
                       m_sql->setHazards(found);
                   });
}

/// Those that are still to be applied somewhere; all where there are none.
void MigrationsPage::lintAll()
{
    const MigrationSetPtr shown = set();
    if (!shown)
        return;
    std::vector<qsizetype> wanted;
    std::vector<qsizetype> all;
    for (qsizetype i = 0; i < qsizetype(shown->migrations.size()); ++i) {
        if (!shown->migrations[size_t(i)].up)
            continue;
        all.push_back(i);
        const bool open = std::ranges::any_of(m_model.stages(), [i](const StageReading &stage) {
            const migrations::MigrationStatus *status = stage.of(i);
            return status && !state_look::isApplied(status->state);
        });
        if (open)
            wanted.push_back(i);
    }
    const StageReading *reading = m_model.stage(session().targetName());
    const bool sized = reading && reading->state == StageReading::State::Read;
    m_strip->showHazards();
    m_loader->lint(
        size_t(m_set), wanted.empty() ? all : wanted, sized ? session().target() : nullptr,
        QStringLiteral("migrations/lint"),
        [this](const std::vector<migrations::Hazard> &found, const std::optional<Error> &error) {
            if (error)
                return showExportError(*error);
            m_strip->setHazards(found);
        });
}

/// What is wrong with the folder itself stands above everything: until it is mended nothing can be
/// applied.
void MigrationsPage::showFolderProblems()
{
    const MigrationSetPtr shown = m_model.set();
    const migrations::Problem *worst = nullptr;
    qsizetype count = 0;
    if (shown) {
        for (const migrations::Problem &problem : shown->problems) {
            if (problem.severity != migrations::Severity::Error)
                continue;
            worst = worst ? worst : &problem;
            ++count;
        }
    }
    if (!worst) {
        if (std::exchange(m_noteIsOfFolder, false))
            m_note->clear();
        return;
    }
    m_noteIsOfFolder = true;
    QStringList lines;
    if (!worst->where.isEmpty())
        lines << worst->where;
    if (!worst->remedy.isEmpty())
        lines << worst->remedy;
    if (count > 1)
        lines << tr("There are %1 more.").arg(format::count(count - 1));
    m_note->show(Glyph::Failed, Tone::Danger, worst->text, lines.join(u'\n'),
                 {{tr("Show all problems"), [this] { m_strip->showProblems(); }},
                  {tr("Look again"), [this] { refresh(); }}});
}

/// Where a hazard, a problem or a failure is.
void MigrationsPage::jumpTo(const QString &migration, const QString &file, int line, int column)
{
    const MigrationSetPtr shown = m_model.set();
    for (size_t i = 0; shown && i < shown->migrations.size(); ++i) {
        const migrations::Migration &each = shown->migrations[i];
        if (each.name != migration && each.id != migration && (file.isEmpty() || each.file != file))
            continue;
        if (m_model.rowOf(qsizetype(i)) >= 0 && m_timeline->currentMigration() != qsizetype(i)) {
            m_search->clear();
            m_states->setCurrentIndex(0);
            m_timeline->choose(qsizetype(i));
        }
        if (line > 0)
            m_sql->showLine(file, line, column);
        return;
    }
}

bool MigrationsPage::showEmptiness()
{
    const auto workspace = session().workspace();
    const MigrationFilesPtr &files = m_loader->files();
    QWidget *instead = nullptr;
    m_empty->setButtons(tr("Look again"));
    if (!workspace) {
        m_empty->setTexts(tr("No workspace is open"),
                          tr("Open the folder of a project to see its migrations."));
        m_empty->setButtons({});
        instead = m_empty;
    } else if (m_loader->filesError()) {
        m_error->setError(tr("The migrations cannot be read"), tr("Nothing was changed."),
                          *m_loader->filesError(), QDateTime::currentDateTime());
        m_error->setIconName(iconName());
        instead = m_error;
    } else if (!files) {
        instead = m_skeleton;
    } else if (files->sets.empty() && workspace->folder().isEmpty()) {
        m_empty->setTexts(tr("An address has no migrations"),
                          tr("They stand in a project's folder. Open that folder; its stages lead "
                             "to the databases."));
        instead = m_empty;
    } else if (files->sets.empty()) {
        m_empty->setTexts(
            tr("No migrations found in %1").arg(workspace->name()),
            tr("Looked for drizzle.config.*, a folder with meta/_journal.json, and the folders "
               "that "
               "Drizzle, TypeORM, dbmate, golang-migrate, goose and node-pg-migrate use. If yours "
               "is elsewhere, name it in arborist.toml:\n\n[migrations]\ntool = "
               "\"drizzle\"\nfolder "
               "= \"backend/drizzle\""));
        instead = m_empty;
    } else if (set() && set()->migrations.empty() && set()->problems.empty()) {
        m_empty->setTexts(
            tr("No migrations yet in %1").arg(set()->shown),
            tr("The folder is there and empty. The first migration shows here as soon "
               "as it is made."));
        instead = m_empty;
    }
    showInstead(instead);
    return instead != nullptr;
}

} // namespace arborist
