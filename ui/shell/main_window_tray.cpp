// SPDX-License-Identifier: GPL-3.0-or-later
// What scheduled scans ask of the window: its life in the tray, and messages.
#include "ui/shell/jobs_bar.h"
#include "ui/shell/main_window.h"
#include "ui/shell/scan_schedule.h"
#include "ui/shell/tray.h"
#include "ui/widgets/view_tools.h"
#include <QApplication>
#include <QSettings>
#include <utility>

namespace arborist {

namespace {

const QString trayToldKey = QStringLiteral("window/tray-told");

} // namespace

void MainWindow::connectTray()
{
    connect(m_schedule, &ScanSchedule::driftGrew, this, &MainWindow::tellGrowth);
    connect(m_tray, &Tray::messageClicked, this, &MainWindow::showGrowth);
    connect(m_tray, &Tray::windowRequested, this, &MainWindow::raiseToFront);
    connect(m_tray, &Tray::quitRequested, this, &MainWindow::quit);
    connect(m_tray, &Tray::shownChanged, this, [this](bool shown) {
        // Closing a dialog while the window is in the tray must not end the program.
        QApplication::setQuitOnLastWindowClosed(!shown);
        if (!shown && m_inTray)
            raiseToFront(); // there would be no way back to it
    });
}

void MainWindow::hideToTray()
{
    m_inTray = true;
    hide();
    if (settings().value(trayToldKey).toBool())
        return;
    if (m_tray->tell(tr("Arborist goes on in the tray"),
                     tr("Scans are scheduled. To end the program, choose Quit in the menu of its "
                        "icon, or press Ctrl+Q in the window."),
                     false))
        settings().setValue(trayToldKey, true);
}

void MainWindow::tellGrowth(const std::vector<ScanChange> &changes)
{
    QStringList lines;
    for (const ScanChange &change : changes)
        lines << growthText(change);
    m_grownStage = changes.front().stage;
    if (!m_tray->tell(tr("Drift has grown"), lines.join(u'\n'), true))
        m_jobsBar->setNote(lines.join(QStringLiteral("; ")), Glyph::Drift,
                           [this] { showGrowth(); });
}

void MainWindow::tellCutOff(const QStringList &runs)
{
    if (runs.isEmpty())
        return;
    m_jobsBar->setNote(runs.size() == 1
                           ? runs.front()
                           : tr("%1 And %2 more.").arg(runs.front()).arg(runs.size() - 1),
                       Glyph::Drift, [this] { showPage(QStringLiteral("activity")); });
}

void MainWindow::showGrowth()
{
    raiseToFront();
    if (m_grownStage.isEmpty())
        return; // the message was another
    m_session.setTarget(std::exchange(m_grownStage, {}));
    showPage(QStringLiteral("hierarchy"));
}

} // namespace arborist
