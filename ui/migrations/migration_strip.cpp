// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/migrations/migration_strip.h"

#include "models/common/chart_table_model.h"
#include "models/common/format.h"
#include "models/migrations/duration_groups.h"
#include "ui/migrations/console_view.h"
#include "ui/migrations/duration_chart.h"
#include "ui/style/theme.h"
#include "ui/widgets/table_view.h"
#include <QHeaderView>

namespace arborist {

MigrationStrip::MigrationStrip(QWidget *parent)
    : ChartPane(parent),
      m_durations(new DurationChart),
      m_console(new ConsoleView)
{
    m_durationTab = addChart(tr("Duration"), m_durations, m_durations->table());
    TableView *hazards =
        makeTable(m_hazards, tr("Lint"), {190, 170, 44, 230, 200, 130}, HazardModel::SaferColumn);
    m_hazardTab = addChart(tr("Lint"), hazards, nullptr);
    TableView *problems =
        makeTable(m_problems, tr("Problems"), {420, 90, 180, 320}, ProblemModel::RemedyColumn);
    m_problemTab = addChart(tr("Problems"), problems, nullptr);
    m_consoleTab = addChart(tr("Console"), m_console, nullptr);
    connect(m_durations, &DurationChart::migrationClicked, this,
            &MigrationStrip::migrationRequested);
    connect(hazards, &QAbstractItemView::clicked, this, [this](const QModelIndex &index) {
        const migrations::Hazard &hazard = m_hazards.hazards()[size_t(index.row())];
        Q_EMIT placeRequested(hazard.migration, hazard.file, hazard.line, hazard.column);
    });
    connect(problems, &QAbstractItemView::clicked, this, [this](const QModelIndex &index) {
        const migrations::Problem &problem = m_problems.rows()[size_t(index.row())].problem;
        Q_EMIT placeRequested(problem.migration, {}, 0, 0);
    });
}

TableView *MigrationStrip::makeTable(QAbstractItemModel &model, const QString &name,
                                     const QList<int> &widths, int stretch)
{
    auto *view = new TableView;
    view->setModel(&model);
    view->setAccessibleName(name);
    view->setSelectionMode(QAbstractItemView::SingleSelection);
    view->setColumnWidths(widths, stretch);
    view->horizontalHeader()->setMinimumSectionSize(px(48));
    return view;
}

void MigrationStrip::setDurations(const MigrationSetPtr &set,
                                  const std::vector<StageReading> &stages, qsizetype selected)
{
    const std::vector<StageReading> timed =
        set ? timedStages(*set, stages) : std::vector<StageReading>();
    m_durations->setData(set, timed, selected);
    QList<LegendEntry> legend;
    bool isGuessed = false;
    for (const StageReading &stage : timed) {
        isGuessed |= stage.status && stage.status->pending > 0;
        legend.append(
            {stage.stage.name,
             [colour = stage.stage.colour] { return Theme::current().stageColour(colour); },
             {}});
    }
    if (isGuessed)
        legend.append({tr("estimate"), [] { return Theme::current().base; },
                       [] { return Theme::current().text2; }});
    setLegend(m_durationTab, legend);
}

void MigrationStrip::setProblems(std::vector<ProblemModel::Row> rows)
{
    setTitle(m_problemTab, rows.empty()
                               ? tr("Problems")
                               : tr("Problems (%1)").arg(format::count(qint64(rows.size()))));
    m_problems.setRows(std::move(rows));
}

void MigrationStrip::setHazards(std::vector<migrations::Hazard> hazards)
{
    setTitle(m_hazardTab, hazards.empty()
                              ? tr("Lint")
                              : tr("Lint (%1)").arg(format::count(qint64(hazards.size()))));
    m_hazards.setHazards(std::move(hazards));
}

void MigrationStrip::setRehearsal(const migrations::RehearsalReport &report)
{
    m_rehearsal.setReport(report);
    if (m_rehearsalTab >= 0)
        return;
    TableView *view = makeTable(m_rehearsal, tr("Rehearsal"), {300, 170, 44, 70, 230, 110},
                                RehearsalModel::LocksColumn);
    m_rehearsalTab = addChart(tr("Rehearsal"), view, nullptr);
    connect(view, &QAbstractItemView::clicked, this, [this](const QModelIndex &index) {
        const auto &statement = m_rehearsal.report().statements[size_t(index.row())];
        Q_EMIT placeRequested(statement.migration, statement.file, statement.line, 1);
    });
}

void MigrationStrip::showRehearsal()
{
    setCurrentChart(m_rehearsalTab);
}

void MigrationStrip::showConsole()
{
    setCurrentChart(m_consoleTab);
}

void MigrationStrip::showHazards()
{
    setCurrentChart(m_hazardTab);
}

void MigrationStrip::showProblems()
{
    setCurrentChart(m_problemTab);
}

} // namespace arborist
