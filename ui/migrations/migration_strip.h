// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/migrations/hazard_model.h"
#include "models/migrations/problem_model.h"
#include "models/migrations/rehearsal_model.h"
#include "ui/widgets/chart_pane.h"

namespace arborist {

class ConsoleView;
class DurationChart;
class TableView;

/// Under the timeline: how long migrations take, what lint has found, what is wrong with files and
/// tables, and what the run under way does.
class MigrationStrip : public ChartPane
{
    Q_OBJECT
public:
    explicit MigrationStrip(QWidget *parent = nullptr);

    void setDurations(const MigrationSetPtr &set, const std::vector<StageReading> &stages,
                      qsizetype selected);
    void setProblems(std::vector<ProblemModel::Row> rows);
    const ProblemModel &problems() const { return m_problems; }
    void setHazards(std::vector<migrations::Hazard> hazards);
    const HazardModel &hazards() const { return m_hazards; }

    ConsoleView &console() { return *m_console; }
    DurationChart &durations() { return *m_durations; }
    void showConsole();
    void showHazards();
    void showProblems();
    /// The tab comes with the first rehearsal.
    void setRehearsal(const migrations::RehearsalReport &report);
    void showRehearsal();
    const RehearsalModel &rehearsal() const { return m_rehearsal; }

Q_SIGNALS:
    /// Of a hazard or problem; line 0 where it has none.
    void placeRequested(const QString &migration, const QString &file, int line, int column);
    void migrationRequested(qsizetype migration);

private:
    TableView *makeTable(QAbstractItemModel &model, const QString &name, const QList<int> &widths,
                         int stretch);

    HazardModel m_hazards;
    ProblemModel m_problems;
    RehearsalModel m_rehearsal;
    DurationChart *m_durations;
    ConsoleView *m_console;
    int m_durationTab, m_hazardTab, m_problemTab, m_consoleTab;
    int m_rehearsalTab = -1;
};

} // namespace arborist
