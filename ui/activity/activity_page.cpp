// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/activity/activity_page.h"

#include "models/activity/job_table_model.h"
#include "models/common/filter_proxy.h"
#include "services/operations/file_operation.h"
#include "services/stages/known_stage.h"
#include "ui/activity/cut_off_note.h"
#include "ui/activity/job_inspector.h"
#include "ui/activity/run_history.h"
#include "ui/activity/run_inspector.h"
#include "ui/activity/runs_view.h"
#include "ui/operations/undo_request.h"
#include "ui/shell/session.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/note_bar.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/table_view.h"
#include <QAction>
#include <QComboBox>
#include <QFileDialog>
#include <QStackedWidget>
#include <QTabBar>
#include <algorithm>

namespace arborist {

bool ActivityPage::isShowingRuns() const
{
    return m_tabs->currentIndex() == Runs;
}

void ActivityPage::showTab(Tab tab)
{
    m_tabs->setCurrentIndex(tab);
}

bool ActivityPage::isBusy() const
{
    return m_history->isReading() || m_flow->isBusy();
}

void ActivityPage::tabChanged()
{
    const bool runs = isShowingRuns();
    m_views->setCurrentIndex(m_tabs->currentIndex());
    m_inspectors->setCurrentIndex(m_tabs->currentIndex());
    m_stages->setVisible(runs);
    m_states->setVisible(!runs);
    m_search->setPlaceholderText(runs ? tr("Find run") : tr("Find job"));
    m_search->setAccessibleName(m_search->placeholderText());
    header().setMeta(runs ? tr("Runs of this workspace") : tr("Jobs of this session"));
    applyFilter();
    updateStatus();
    updateInspector();
}

void ActivityPage::refresh()
{
    jobsChanged();
    if (session().workspace())
        m_history->read();
}

void ActivityPage::retarget()
{
    QHash<QString, JobTableModel::StageLook> looks;
    if (const auto workspace = session().workspace()) {
        for (const stages::Stage &stage : workspace->stages())
            looks.insert(stage.name, {stage.colour, stage.isProtected || stage.readOnly});
    }
    m_model->setStageLooks(looks);
    m_runsView->model().setStageLooks(std::move(looks));
    m_note->clear();
    m_flow->reset();
    refresh();
}

void ActivityPage::showRuns(const std::vector<RunRow> &runs)
{
    m_runsView->setRuns(runs);
    updateStages();
    setAttention(m_runsView->note().hasRun());
    updateStatus();
    updateInspector();
}

/// The stages that have runs, in the order of their names.
void ActivityPage::updateStages()
{
    QStringList names;
    for (const RunRow &row : m_runsView->model().runs()) {
        if (!row.run.stage.isEmpty() && !names.contains(row.run.stage))
            names << row.run.stage;
    }
    names.sort();
    const QString current = m_stages->currentData().toString();
    const QSignalBlocker blocker(m_stages);
    while (m_stages->count() > 1)
        m_stages->removeItem(1);
    for (const QString &name : std::as_const(names))
        m_stages->addItem(name, name);
    m_stages->setCurrentIndex(std::max(0, m_stages->findData(current)));
    applyFilter();
}

void ActivityPage::jobsChanged()
{
    m_model->setJobs(session().jobs().jobs());
    m_model->runningCount() > 0 ? m_clock.start() : m_clock.stop();
    auto *jobs = static_cast<QStackedWidget *>(m_views->widget(Jobs));
    jobs->setCurrentIndex(m_model->rowCount() == 0 ? 1 : 0);
    if (!selectedJob() && m_proxy->rowCount() > 0)
        m_table->selectRow(0);
    if (isShowingRuns())
        return;
    updateStatus();
    updateInspector();
}

QString ActivityPage::jobsStatus() const
{
    const int all = m_model->rowCount();
    QStringList parts{all == 0   ? tr("No jobs yet")
                      : all == 1 ? tr("1 job")
                                 : tr("%1 jobs").arg(all)};
    if (m_model->runningCount() > 0)
        parts << tr("%1 running").arg(m_model->runningCount());
    if (m_model->failedCount() > 0)
        parts << tr("%1 failed").arg(m_model->failedCount());
    return parts.join(QStringLiteral(", "));
}

QString ActivityPage::runsStatus() const
{
    const std::vector<RunRow> &runs = m_runsView->model().runs();
    const auto undoable =
        std::count_if(runs.begin(), runs.end(), [](const RunRow &row) { return row.canUndo; });
    const auto cutOff =
        std::count_if(runs.begin(), runs.end(), [](const RunRow &row) { return row.wasCutOff(); });
    QStringList parts{runs.empty()       ? tr("No runs yet")
                      : runs.size() == 1 ? tr("1 run")
                                         : tr("%1 runs").arg(runs.size())};
    if (undoable > 0)
        parts << tr("%1 can be undone").arg(undoable);
    if (cutOff > 0)
        parts << tr("%1 cut off").arg(cutOff);
    return parts.join(QStringLiteral(", "));
}

void ActivityPage::updateStatus()
{
    if (isShowingRuns()) {
        setStatus(m_runsView->note().hasRun()          ? Glyph::Drift
                  : m_runsView->model().rowCount() > 0 ? Glyph::Ok
                                                       : Glyph::None,
                  runsStatus());
        return;
    }
    setStatus(m_model->runningCount() > 0  ? Glyph::Running
              : m_model->failedCount() > 0 ? Glyph::Failed
              : m_model->rowCount() > 0    ? Glyph::Ok
                                           : Glyph::None,
              jobsStatus());
}

const JobInfo *ActivityPage::selectedJob() const
{
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    if (rows.isEmpty())
        return nullptr;
    return &m_model->jobs()[size_t(m_proxy->mapToSource(rows.first()).row())];
}

void ActivityPage::updateInspector()
{
    const bool runs = isShowingRuns();
    const JobInfo *job = selectedJob();
    const RunRow *run = m_runsView->selected();
    m_inspector->setJob(job, job && job->again && job->target == session().targetName());
    m_runInspector->setRun(run);
    m_undo->setEnabled(runs && run && run->canUndo && !m_flow->isBusy());
    m_export->setEnabled(runs && m_runsView->model().rowCount() > 0);
    m_exportAudit->setEnabled(runs);
    m_cancel->setEnabled(!runs && job && job->state == JobState::Running);
}

void ActivityPage::applyFilter()
{
    const int state = m_states->currentData().toInt();
    const QString text = m_search->text().trimmed();
    if (isShowingRuns()) {
        m_runsView->setFilter(m_stages->currentData().toString(), text);
        return;
    }
    m_proxy->setPredicate([this, state, text](const QModelIndex &index) {
        const JobInfo &job = m_model->jobs()[size_t(index.row())];
        return (state < 0 || int(job.state) == state) &&
               (text.isEmpty() || job.title.contains(text, Qt::CaseInsensitive) ||
                job.target.contains(text, Qt::CaseInsensitive) ||
                job.message.contains(text, Qt::CaseInsensitive));
    });
}

void ActivityPage::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void ActivityPage::undo(const RunRecord &run)
{
    const auto workspace = session().workspace();
    const stages::Stage *stage = workspace ? workspace->stage(run.stage) : nullptr;
    FlowRequest request = undoRequest(run.id, workspace);
    if (m_flow->isBusy())
        return;
    m_note->clear();
    m_undoStage = run.stage;
    if (workspace && operations::changedFiles(run)) {
        request.onFiles = true;
        m_flow->start(stages::stageByName(*workspace, run.stage), std::move(request));
        return;
    }
    if (!stage) {
        setStatus(Glyph::Failed, tr("The workspace has no stage %1 any more.").arg(run.stage));
        return;
    }
    m_flow->start(*stage, std::move(request));
}

/// Why a run was not taken back, or not all of it, and what to do.
void ActivityPage::tell(const Error &error)
{
    QStringList lines{error.where(), error.detail(), error.hint()};
    lines.removeAll(QString());
    m_note->show(error.kind() == ErrorKind::Refused ? Glyph::Skipped : Glyph::Failed, Tone::Danger,
                 error.message(), lines.join(u'\n'), {{tr("Close"), [this] { m_note->clear(); }}});
}

void ActivityPage::undoNewest()
{
    const std::vector<RunRow> &runs = m_runsView->model().runs();
    const auto found =
        std::find_if(runs.begin(), runs.end(), [](const RunRow &row) { return row.canUndo; });
    if (found != runs.end())
        undo(found->run);
}

void ActivityPage::exportRuns()
{
    auto *dialog = new QFileDialog(this, tr("Export runs"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    dialog->setNameFilters(
        {tr("Comma separated values (*.csv)"), tr("JSON with plans and reports (*.json)")});
    dialog->selectFile(QStringLiteral("arborist-runs.csv"));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString &filter) {
        dialog->setDefaultSuffix(filter.contains(QStringLiteral("json")) ? QStringLiteral("json")
                                                                         : QStringLiteral("csv"));
    });
    connect(dialog, &QFileDialog::fileSelected, this,
            [this](const QString &file) { m_history->write(file, m_runsView->chosen()); });
    dialog->open();
}

void ActivityPage::exportAudit()
{
    auto *dialog = new QFileDialog(this, tr("Export audit"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("jsonl"));
    dialog->setNameFilter(tr("Lines of JSON (*.jsonl)"));
    dialog->selectFile(QStringLiteral("arborist-audit.jsonl"));
    connect(dialog, &QFileDialog::fileSelected, m_history, &RunHistory::writeAudit);
    dialog->open();
}

} // namespace arborist
