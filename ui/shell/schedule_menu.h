// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMenu>
#include <chrono>

class QActionGroup;

namespace arborist {

class ScanSchedule;

/// "Scheduled scans": how often, which stages, and how things stand. Stands in the application's
/// menu and in that of the tray icon.
class ScheduleMenu : public QMenu
{
    Q_OBJECT
public:
    explicit ScheduleMenu(ScanSchedule &schedule, QWidget *parent = nullptr);

    /// "Next scan at 14:03"; empty while nothing is scheduled or known.
    static QString stateText(const ScanSchedule &schedule);

private:
    void addInterval(const QString &text, std::chrono::seconds interval);
    void show();

    ScanSchedule &m_schedule;
    QActionGroup *m_intervals;
    QAction *m_allStages;
    QAction *m_scanNow;
    QAction *m_state;
};

} // namespace arborist
