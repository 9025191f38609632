// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/schedule_menu.h"

#include "services/core/error.h"
#include "ui/shell/scan_schedule.h"
#include "ui/style/icons.h"
#include <QActionGroup>
#include <QLocale>

namespace arborist {

using namespace std::chrono_literals;

ScheduleMenu::ScheduleMenu(ScanSchedule &schedule, QWidget *parent)
    : QMenu(tr("Scheduled scans"), parent),
      m_schedule(schedule),
      m_intervals(new QActionGroup(this))
{
    setIcon(arborist::icon(QStringLiteral("appointment-new")));
    setAccessibleName(title());
    addInterval(tr("Off"), 0s);
    addInterval(tr("Every 15 minutes"), 15min);
    addInterval(tr("Every hour"), 1h);
    addInterval(tr("Every 4 hours"), 4h);
    addInterval(tr("Daily"), 24h);
    addSeparator();
    m_allStages = addAction(tr("All reachable stages"));
    m_allStages->setCheckable(true);
    connect(m_allStages, &QAction::triggered, &schedule, &ScanSchedule::setCoversAllStages);
    addSeparator();
    m_scanNow = addAction(arborist::icon(QStringLiteral("view-refresh")), tr("Scan now"));
    connect(m_scanNow, &QAction::triggered, &schedule, &ScanSchedule::scanNow);
    m_state = addAction(QString());
    m_state->setEnabled(false);
    connect(&schedule, &ScanSchedule::changed, this, &ScheduleMenu::show);
    connect(this, &QMenu::aboutToShow, this, &ScheduleMenu::show);
    show();
}

void ScheduleMenu::addInterval(const QString &text, std::chrono::seconds interval)
{
    QAction *action = m_intervals->addAction(text);
    action->setCheckable(true);
    action->setData(qint64(interval.count()));
    addAction(action);
    connect(action, &QAction::triggered, &m_schedule,
            [this, interval] { m_schedule.setInterval(interval); });
}

void ScheduleMenu::show()
{
    for (QAction *action : m_intervals->actions())
        action->setChecked(action->data().toLongLong() == m_schedule.interval().count());
    m_allStages->setChecked(m_schedule.coversAllStages());
    m_scanNow->setEnabled(!m_schedule.isScanning());
    m_state->setText(stateText(m_schedule));
    m_state->setVisible(!m_state->text().isEmpty());
}

QString ScheduleMenu::stateText(const ScanSchedule &schedule)
{
    if (schedule.isScanning())
        return tr("Scanning…");
    if (!schedule.isOn())
        return {};
    if (const Error *problem = schedule.problem())
        return tr("The last scan failed: %1").arg(problem->message());
    const QDateTime next = schedule.nextScan().toLocalTime();
    if (!next.isValid())
        return {};
    const bool today = next.date() == QDate::currentDate();
    return tr("Next scan at %1")
        .arg(today ? QLocale().toString(next.time(), QLocale::ShortFormat)
                   : QLocale().toString(next, QLocale::ShortFormat));
}

} // namespace arborist
