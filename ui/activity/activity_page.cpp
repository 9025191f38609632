// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/activity/activity_page.h"

#include "models/activity/job_table_model.h"
#include "models/common/filter_proxy.h"
#include "ui/activity/job_inspector.h"
#include "ui/shell/session.h"
#include "ui/widgets/chip_delegate.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/table_view.h"
#include "ui/widgets/tool_row.h"
#include "ui/widgets/view_tools.h"
#include <QAction>
#include <QComboBox>
#include <QHeaderView>

namespace arborist {

ActivityPage::ActivityPage(Session &session, QWidget *parent)
    : Page(session, QStringLiteral("activity"), tr("Activity"), QStringLiteral("view-history"),
           parent),
      m_model(new JobTableModel(this)),
      m_proxy(new FilterProxy(this)),
      m_table(new TableView),
      m_inspector(new JobInspector),
      m_empty(new EmptyState(QStringLiteral("view-history")))
{
    makeTools();
    makeTable();
    setPanes(nullptr, {0, 0}, m_table, m_inspector, {280, 336});
    m_empty->setTexts(
        tr("No jobs yet"),
        tr("Everything that takes time is a job: scans, opening a workspace. They are "
           "listed here until the window is closed."));
    connect(m_inspector, &JobInspector::cancelRequested, m_cancel, &QAction::trigger);
    connect(&session.jobs(), &JobRunner::started, this, &ActivityPage::jobsChanged);
    connect(&session.jobs(), &JobRunner::finished, this, &ActivityPage::jobsChanged);
    m_clock.setInterval(1000);
    connect(&m_clock, &QTimer::timeout, m_model, &JobTableModel::tick);
    header().setMeta(tr("Jobs of this session"));
    jobsChanged();
}

void ActivityPage::makeTools()
{
    m_cancel = tools().addAction(QStringLiteral("dialog-cancel"), tr("Cancel job"));
    connect(m_cancel, &QAction::triggered, this, [this] {
        if (const JobInfo *job = selectedJob()) {
            session().jobs().cancel(job->id);
        }
    });
    QAction *copy = tools().addAction(QStringLiteral("edit-copy"), tr("Copy rows"));
    connect(copy, &QAction::triggered, this, [this] { copyAsTsv(*m_table); });
    m_states = new QComboBox;
    m_states->setAccessibleName(tr("State"));
    m_states->addItem(tr("All states"), -1);
    for (const JobState state : {JobState::Running, JobState::Succeeded, JobState::Failed,
                                 JobState::Cancelled, JobState::Refused}) {
        m_states->addItem(JobTableModel::stateText(state), int(state));
    }
    connect(m_states, &QComboBox::currentIndexChanged, this, &ActivityPage::applyFilter);
    tools().addFilter(m_states);
    m_search = tools().addSearch(tr("Find job"));
    connect(m_search, &SearchField::textChanged, this, &ActivityPage::applyFilter);
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
    connect(m_search, &SearchField::leaveRequested, m_table, qOverload<>(&QWidget::setFocus));
}

void ActivityPage::refresh()
{
    jobsChanged();
}

void ActivityPage::retarget()
{
    QHash<QString, JobTableModel::StageLook> looks;
    if (const auto workspace = session().workspace()) {
        for (const stages::Stage &stage : workspace->stages()) {
            looks.insert(stage.name, {stage.colour, stage.isProtected || stage.readOnly});
        }
    }
    m_model->setStageLooks(std::move(looks));
}

void ActivityPage::jobsChanged()
{
    m_model->setJobs(session().jobs().jobs());
    m_model->runningCount() > 0 ? m_clock.start() : m_clock.stop();
    showInstead(m_model->rowCount() == 0 ? m_empty : nullptr);
    if (!selectedJob() && m_proxy->rowCount() > 0) {
        m_table->selectRow(0);
    }
    updateStatus();
    updateInspector();
}

void ActivityPage::updateStatus()
{
    const int all = m_model->rowCount();
    const int running = m_model->runningCount();
    const int failed = m_model->failedCount();
    QStringList parts;
    parts.append(all == 0 ? tr("No jobs yet") : all == 1 ? tr("1 job") : tr("%1 jobs").arg(all));
    if (running > 0) {
        parts.append(tr("%1 running").arg(running));
    }
    if (failed > 0) {
        parts.append(tr("%1 failed").arg(failed));
    }
    setStatus(running > 0  ? Glyph::Running
              : failed > 0 ? Glyph::Failed
              : all > 0    ? Glyph::Ok
                           : Glyph::None,
              parts.join(QStringLiteral(", ")));
}

const JobInfo *ActivityPage::selectedJob() const
{
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    if (rows.isEmpty()) {
        return nullptr;
    }
    return &m_model->jobs()[size_t(m_proxy->mapToSource(rows.first()).row())];
}

void ActivityPage::updateInspector()
{
    const JobInfo *job = selectedJob();
    m_inspector->setJob(job);
    m_cancel->setEnabled(job && job->state == JobState::Running);
}

void ActivityPage::applyFilter()
{
    const int state = m_states->currentData().toInt();
    const QString text = m_search->text().trimmed();
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

} // namespace arborist
