// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/migrations/migrations_page.h"

#include "models/common/format.h"
#include "models/migrations/migrations_summary.h"
#include "models/migrations/state_look.h"
#include "ui/migrations/migration_inspector.h"
#include "ui/migrations/migration_requests.h"
#include "ui/migrations/migration_sql_pane.h"
#include "ui/migrations/migration_strip.h"
#include "ui/migrations/migrations_loader.h"
#include "ui/migrations/state_legend.h"
#include "ui/migrations/timeline_view.h"
#include "ui/operations/operation_flow.h"
#include "ui/shell/session.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/error_state.h"
#include "ui/widgets/loading_skeleton.h"
#include "ui/widgets/note_bar.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/tool_row.h"
#include <QAction>
#include <QComboBox>
#include <QDesktopServices>
#include <QDir>
#include <QUrl>
#include <algorithm>

namespace arborist {

using migrations::State;

void MigrationsPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    if (!m_wanted && session().workspace()) {
        m_wanted = true;
        m_loader->load();
    }
}

void MigrationsPage::refresh()
{
    m_wanted = true;
    m_loader->load();
}

void MigrationsPage::retarget()
{
    if (session().workspace() && m_shownWorkspace != session().key()) {
        m_shownWorkspace = session().key();
        m_flow->reset();
        m_stagesToCome.clear();
        m_note->clear();
        m_shownFolder.clear();
        m_loader->reset();
        m_model.setSet(nullptr);
        m_model.setStages({});
        m_strip->setProblems({});
        m_strip->setHazards({});
        m_wanted = isVisible();
        if (m_wanted)
            m_loader->load();
        showCurrent();
    }
    m_hazards.key.clear(); // they are sized by the target
    m_lintTimer.start();
    showEmptiness();
    showStatus();
    updateActions();
}

bool MigrationsPage::isBusy() const
{
    return m_loader->isBusy() || m_flow->isBusy() || m_rehearsing || m_lintTimer.isActive() ||
           m_hazards.pending;
}

void MigrationsPage::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

QString MigrationsPage::showView(int view)
{
    if (view == 0) {
        if (!current() && set() && !set()->migrations.empty())
            m_timeline->choose(qsizetype(set()->migrations.size()) - 1);
        return {};
    }
    lintAll();
    return QStringLiteral("lint");
}

MigrationSetPtr MigrationsPage::set() const
{
    const MigrationFilesPtr &files = m_loader->files();
    return files && size_t(m_set) < files->sets.size() ? files->sets[size_t(m_set)].set : nullptr;
}

const migrations::Migration *MigrationsPage::current() const
{
    const qsizetype migration = m_timeline->currentMigration();
    return m_model.set() && migration >= 0 ? &m_model.set()->migrations[size_t(migration)]
                                           : nullptr;
}

QStringList MigrationsPage::chosenNames() const
{
    QStringList names;
    for (const qsizetype migration : m_timeline->chosen())
        names << m_model.set()->migrations[size_t(migration)].name;
    return names;
}

void MigrationsPage::showFiles()
{
    const MigrationFilesPtr &files = m_loader->files();
    int wanted = 0;
    m_sets->clear();
    for (size_t i = 0; files && i < files->sets.size(); ++i) {
        const migrations::MigrationSet &each = *files->sets[i].set;
        m_sets->addItem(QStringLiteral("%1, %2").arg(migrations::toString(each.tool), each.shown));
        if (each.folder == m_shownFolder)
            wanted = int(i);
    }
    m_sets->setVisible(m_sets->count() > 1);
    m_sets->setCurrentIndex(wanted);
    showSet(wanted);
}

void MigrationsPage::showSet(int set)
{
    m_set = set;
    const MigrationSetPtr shown = this->set();
    m_shownFolder = shown ? shown->folder : QString();
    m_timeline->keepChoice();
    m_model.setSet(shown);
    m_model.setStages(m_loader->stages(size_t(set)));
    m_hazards.key.clear();
    m_timeline->restoreChoice();
    if (!m_select.isEmpty())
        jumpTo(std::exchange(m_select, QString()), {}, 0, 0);
    if (!current() && m_timeline->shownRows() > 0)
        m_timeline->choose(m_model.migrationAt(0));
    showEmptiness();
    showStage({});
    showFolderProblems();
}

/// One stage is known better; empty: all of them.
void MigrationsPage::showStage(const QString &stage)
{
    if (!stage.isEmpty()) {
        m_timeline->keepChoice(); // rows that change places lose it
        for (const StageReading &reading : m_loader->stages(size_t(m_set))) {
            if (reading.stage.name == stage)
                m_model.setReading(reading);
        }
        m_timeline->restoreChoice();
    }
    std::vector<State> shown{State::Applied, State::Pending, State::Edited, State::Skipped,
                             State::Failed};
    for (const State state : state_look::all) {
        const bool occurs = std::ranges::any_of(
            m_model.stages(), [state](const StageReading &each) { return each.count(state) > 0; });
        if (occurs && std::ranges::find(shown, state) == shown.end())
            shown.push_back(state);
    }
    m_legend->setStates(std::move(shown));
    if (m_model.set())
        m_strip->setProblems(ProblemModel::collect(*m_model.set(), m_model.stages()));
    showCurrent();
    showStatus();
}

void MigrationsPage::showCurrent()
{
    const MigrationFilesPtr &files = m_loader->files();
    const qsizetype migration = m_timeline->currentMigration();
    const MigrationFiles::Set *shown = m_model.set() && files && size_t(m_set) < files->sets.size()
                                           ? &files->sets[size_t(m_set)]
                                           : nullptr;
    const QString name = shown && migration >= 0 ? current()->file : QString();
    if (!m_proposal.migration.isEmpty() &&
        (!current() || current()->name != m_proposal.migration || current()->down))
        dropProposal();
    if (m_sql->property("migration") != name || m_hazards.key.isEmpty()) {
        m_sql->setProperty("migration", name);
        m_sql->show(migration >= 0 ? shown : nullptr, migration);
        m_hazards = {};
        m_hazards.pending = migration >= 0;
        m_lintTimer.start();
    }
    m_inspector->show(shown, m_model.stages(), migration);
    m_inspector->setHazards(m_hazards.found, m_hazards.pending, m_hazards.problem);
    m_strip->setDurations(m_model.set(), m_model.stages(), migration);
    updateActions();
}

void MigrationsPage::showStatus()
{
    const MigrationSetPtr shown = m_model.set();
    if (!shown || m_loader->filesError()) {
        const bool reading = m_loader->isReadingFiles();
        setStatus(m_loader->filesError() ? Glyph::Failed
                  : reading              ? Glyph::Running
                                         : Glyph::None,
                  m_loader->filesError() ? m_loader->filesError()->message()
                  : reading              ? tr("Reading…")
                                         : QString());
        header().setMeta({});
        setAttention(m_loader->filesError().has_value());
        return;
    }
    if (m_flow->isRunning()) {
        setStatus(Glyph::Running, m_runTitle + QChar(u'…'));
        return;
    }
    const MigrationsSummary summary = summaryOf(*shown, m_model.stages(), session().targetName());
    setStatus(summary.glyph, summary.text);
    setAttention(summary.attention);
    header().setMeta(metaOf(*shown));
}

void MigrationsPage::updateActions()
{
    const QString target = session().targetName();
    const StageReading *reading = m_model.stage(target);
    const bool ready = set() && reading && reading->status && !m_flow->isBusy();
    const migrations::Migration *each = current();
    const qsizetype migration = m_timeline->currentMigration();
    const migrations::MigrationStatus *status =
        reading && migration >= 0 ? reading->of(migration) : nullptr;
    const auto chosen = qint64(m_timeline->chosen().size());
    const int pending = ready ? reading->status->pending : 0;
    const bool open =
        status && !migrations::isInEffect(*status) && status->state != State::MissingFile;

    m_applyPending->setText(pending > 0
                                ? tr("%1 pending to %2…").arg(migrationCount(pending), target)
                                : tr("What is pending…"));
    m_applyPending->setEnabled(ready && pending > 0);
    m_applyTo->setText(each ? tr("Up to %1…").arg(each->name) : tr("Up to the selected one…"));
    m_applyTo->setEnabled(ready && each && status && status->state == State::Pending);
    m_applyChosen->setText(chosen == 1 && each
                               ? tr("Only %1…").arg(each->name)
                               : tr("Only the %1 selected…").arg(format::count(chosen)));
    m_applyChosen->setEnabled(ready && chosen > 0 && (chosen > 1 || open));
    m_applyEverywhere->setEnabled(ready && m_model.stages().size() > 1);
    m_apply->setEnabled(ready);
    m_rollbackTo->setText(each ? tr("Back to %1…").arg(each->name)
                               : tr("Back to the selected one…"));
    const bool applied = status && migrations::isInEffect(*status);
    m_rollbackTo->setEnabled(ready && applied);
    m_rollback->setEnabled(ready && reading->status->applied > 0);
    const bool drizzle = set() && (set()->tool == migrations::Tool::Drizzle ||
                                   set()->tool == migrations::Tool::DrizzleV1);
    m_create->setEnabled(set() != nullptr);
    m_createEmpty->setEnabled(set() && session().target() && !m_flow->isBusy());
    m_generate->setEnabled(set() && !m_generating && !m_flow->isRunning());
    m_propose->setText(each ? tr("Propose a down script for %1…").arg(each->name)
                            : tr("Propose a down script…"));
    m_propose->setEnabled(drizzle && each && !each->down && !m_flow->isBusy());
    m_push->setEnabled(set() && session().target() && !m_flow->isBusy() && !m_generating);
    m_rehearse->setEnabled(ready && pending > 0 && !m_rehearsing);
    m_lint->setEnabled(set() && !set()->migrations.empty());
    m_baselineTo->setText(each ? tr("All up to %1…").arg(each->name)
                               : tr("All up to the selected one…"));
    m_baselineTo->setEnabled(ready && each);
    m_baselineChosen->setText(chosen == 1 && each
                                  ? tr("Only %1…").arg(each->name)
                                  : tr("Only the %1 selected…").arg(format::count(chosen)));
    m_baselineChosen->setEnabled(ready && chosen > 0 && (chosen > 1 || open));
    m_baseline->setEnabled(ready);
    m_inspector->setApplyText(tr("Apply to %1…").arg(target), ready && open);
}

void MigrationsPage::applyFilter()
{
    m_timeline->setFilter(m_search->text().trimmed(), m_states->currentData().toInt());
}

void MigrationsPage::openFile()
{
    if (!m_sql->file().isEmpty())
        QDesktopServices::openUrl(QUrl::fromLocalFile(m_sql->file()));
}

void MigrationsPage::showExportError(const Error &error)
{
    m_noteIsOfFolder = false;
    m_note->show(Glyph::Failed, Tone::Danger, error.message(), error.hint(),
                 {{tr("Close"), [this] { m_note->clear(); }}});
}

} // namespace arborist
