// SPDX-License-Identifier: GPL-3.0-or-later
// How the activity page is put together.
#include "ui/activity/activity_page.h"

#include "models/activity/job_table_model.h"
#include "models/common/filter_proxy.h"
#include "services/core/report.h"
#include "ui/activity/cut_off_note.h"
#include "ui/activity/job_inspector.h"
#include "ui/activity/run_history.h"
#include "ui/activity/run_inspector.h"
#include "ui/activity/runs_view.h"
#include "ui/operations/operation_flow.h"
#include "ui/shell/session.h"
#include "ui/widgets/chip_delegate.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/line.h"
#include "ui/widgets/note_bar.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/table_view.h"
#include "ui/widgets/tool_row.h"
#include "ui/widgets/view_tools.h"
#include <QAction>
#include <QComboBox>
#include <QHeaderView>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

namespace arborist {

ActivityPage::ActivityPage(Session &session, QWidget *parent)
    : Page(session, QStringLiteral("activity"), tr("Activity"), QStringLiteral("view-history"),
           parent),
      m_model(new JobTableModel(this)),
      m_proxy(new FilterProxy(this)),
      m_table(new TableView),
      m_inspector(new JobInspector),
      m_runsView(new RunsView),
      m_runInspector(new RunInspector),
      m_history(new RunHistory(session, this)),
      m_flow(new OperationFlow(session, this)),
      m_note(new NoteBar),
      m_empty(new EmptyState(QStringLiteral("view-history")))
{
    makeActions();
    makeFilters();
    makeTable();
    buildPanes();
    connectRuns();
    connect(m_inspector, &JobInspector::cancelRequested, m_cancel, &QAction::trigger);
    connect(m_inspector, &JobInspector::againRequested, this, [this] {
        const JobInfo *job = selectedJob();
        if (job && job->again)
            std::function(job->again)(); // a copy: it changes the list
    });
    connect(&session.jobs(), &JobRunner::started, this, &ActivityPage::jobsChanged);
    connect(&session.jobs(), &JobRunner::finished, this, &ActivityPage::jobsChanged);
    m_clock.setInterval(1000);
    connect(&m_clock, &QTimer::timeout, m_model, &JobTableModel::tick);
    jobsChanged();
    tabChanged();
}

void ActivityPage::makeActions()
{
    m_undo = tools().addAction(QStringLiteral("edit-undo"), tr("Undo…"));
    m_export = tools().addAction(QStringLiteral("document-export"), tr("Export…"));
    m_export->setToolTip(tr("Write the selected runs, or all, as CSV or JSON"));
    m_exportAudit = tools().addAction(QStringLiteral("document-export"), tr("Export audit…"));
    m_exportAudit->setToolTip(tr(
        "Write the record of all runs on this machine, with its chain of hashes, as JSON lines"));
    tools().addSeparator();
    m_cancel = tools().addAction(QStringLiteral("dialog-cancel"), tr("Cancel job"));
    QAction *copy = tools().addAction(QStringLiteral("edit-copy"), tr("Copy rows"));
    connect(m_undo, &QAction::triggered, this, [this] {
        if (const RunRow *row = m_runsView->selected())
            undo(row->run);
    });
    connect(m_export, &QAction::triggered, this, &ActivityPage::exportRuns);
    connect(m_exportAudit, &QAction::triggered, this, &ActivityPage::exportAudit);
    connect(m_cancel, &QAction::triggered, this, [this] {
        if (const JobInfo *job = selectedJob())
            session().jobs().cancel(job->id);
    });
    connect(copy, &QAction::triggered, this,
            [this] { copyAsTsv(isShowingRuns() ? m_runsView->table() : *m_table); });
}

void ActivityPage::makeFilters()
{
    m_stages = new QComboBox;
    m_stages->setAccessibleName(tr("Stage"));
    m_stages->addItem(tr("All stages"), QString());
    m_states = new QComboBox;
    m_states->setAccessibleName(tr("State"));
    m_states->addItem(tr("All states"), -1);
    for (const JobState state : {JobState::Running, JobState::Succeeded, JobState::Failed,
                                 JobState::Cancelled, JobState::Refused}) {
        m_states->addItem(JobTableModel::stateText(state), int(state));
    }
    for (QComboBox *combo : {m_stages, m_states}) {
        connect(combo, &QComboBox::currentIndexChanged, this, &ActivityPage::applyFilter);
        tools().addFilter(combo);
    }
    m_search = tools().addSearch(tr("Find run or job"));
    connect(m_search, &SearchField::textChanged, this, &ActivityPage::applyFilter);
    connect(m_search, &SearchField::leaveRequested, this, [this] {
        QWidget *view = isShowingRuns() ? &m_runsView->table() : m_table;
        view->setFocus();
    });
}

void ActivityPage::makeTable()
{
    m_proxy->setSourceModel(m_model);
    m_table->setModel(m_proxy);
    m_table->setAccessibleName(tr("Jobs"));
    m_table->setItemDelegateForColumn(JobTableModel::TargetColumn,
                                      new ChipDelegate(metrics::row, JobTableModel::StageColourRole,
                                                       JobTableModel::LockedRole, m_table));
    m_table->setColumnWidths({260, 120, 110, 90, 90, 240}, JobTableModel::MessageColumn);
    m_table->setSortingEnabled(true);
    m_table->horizontalHeader()->setSortIndicatorClearable(true);
    m_table->sortByColumn(-1, Qt::AscendingOrder);
    rememberHeader(*m_table->horizontalHeader(), key());
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &ActivityPage::updateInspector);
}

void ActivityPage::buildPanes()
{
    m_empty->setTexts(
        tr("No jobs yet"),
        tr("Everything that takes time is a job: scans, opening a workspace. They are "
           "listed here until the window is closed."));
    m_tabs = new QTabBar;
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setFixedHeight(px(metrics::tabRow));
    m_tabs->setAccessibleName(tr("Activity"));
    m_tabs->addTab(tr("Past runs"));
    m_tabs->addTab(tr("Jobs of this session"));
    auto *jobs = new QStackedWidget;
    jobs->addWidget(m_table);
    jobs->addWidget(m_empty);
    m_views = new QStackedWidget;
    m_views->addWidget(m_runsView);
    m_views->addWidget(jobs);
    m_inspectors = new QStackedWidget;
    m_inspectors->addWidget(m_runInspector);
    m_inspectors->addWidget(m_inspector);
    auto *main = new QWidget;
    auto *column = new QVBoxLayout(main);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *tabs = new QHBoxLayout;
    tabs->setContentsMargins(px(4), 0, 0, 0);
    tabs->addWidget(m_tabs);
    tabs->addStretch(1);
    column->addLayout(tabs);
    column->addWidget(new Line(Qt::Horizontal));
    column->addWidget(m_note);
    column->addWidget(m_views, 1);
    setPanes(nullptr, {0, 0}, main, m_inspectors, {280, 336});
    connect(m_tabs, &QTabBar::currentChanged, this, &ActivityPage::tabChanged);
}

void ActivityPage::connectRuns()
{
    connect(m_history, &RunHistory::wasRead, this, &ActivityPage::showRuns);
    connect(m_history, &RunHistory::failed, this,
            [this](const Error &error) { setStatus(Glyph::Failed, error.message()); });
    connect(m_runsView, &RunsView::selectionChanged, this, &ActivityPage::updateInspector);
    connect(m_runInspector, &RunInspector::undoRequested, m_undo, &QAction::trigger);
    connect(&m_runsView->note(), &CutOffNote::undoRequested, this, &ActivityPage::undo);
    connect(&m_runsView->note(), &CutOffNote::repairRequested, this, [this](const RunRecord &run) {
        session().setTarget(run.stage);
        Q_EMIT repairAgainRequested(run.operation, run.plan[QStringLiteral("request")].toObject());
    });
    connect(m_flow, &OperationFlow::busyChanged, this, &ActivityPage::updateInspector);
    connect(m_flow, &OperationFlow::planFailed, this, &ActivityPage::tell);
    connect(m_flow, &OperationFlow::ran, this, [this](const Report &report) {
        if (report.error && report.outcome != Report::Result::Cancelled)
            tell(*report.error);
        Q_EMIT changed(m_undoStage);
    });
    connect(m_flow, &OperationFlow::nothingToDo, this, [this] {
        setStatus(Glyph::Ok, tr("Nothing to restore: the run has written nothing that is left."));
    });
    // Whoever changes something, here or on another page, makes a run.
    connect(&session().jobs(), &JobRunner::finished, this, [this](JobId id, const Outcome &) {
        for (const JobInfo &job : session().jobs().jobs()) {
            if (job.id == id && job.pausable)
                refresh();
        }
    });
}

} // namespace arborist
