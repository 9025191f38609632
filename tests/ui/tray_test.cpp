// SPDX-License-Identifier: GPL-3.0-or-later
// The window with and without a tray, while scans are scheduled.
#include "tests/ui/schedule_window.h"

#include "ui/shell/schedule_menu.h"
#include "ui/shell/tray.h"
#include <QSignalSpy>

using namespace arborist;
using namespace std::chrono_literals;

class TrayTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<SchedulePlace> m_place;

private Q_SLOTS:
    void initTestCase() { m_place = std::make_unique<SchedulePlace>(); }
    void cleanupTestCase() { m_place.reset(); }
    void init() { m_place->makeFresh(); }

    void livesInTheTray()
    {
        ScheduleWindow fixture;
        MainWindow &window = *fixture.window;
        QSignalSpy quit(&window, &MainWindow::quitRequested);
        window.tray().setProbe([] { return true; });
        fixture.openProject(m_place->project->path());
        QVERIFY(!window.tray().isShown()); // nothing is scheduled
        fixture.schedule().setInterval(24h);
        QTRY_VERIFY(window.tray().isShown());
        QVERIFY(!QApplication::quitOnLastWindowClosed());
        fixture.settle();
        QVERIFY(window.tray().toolTip().contains(QStringLiteral("The last scan found drift")));

        window.close();
        QVERIFY(!window.isVisible());
        QVERIFY(quit.isEmpty());
        fixture.pass(25h);
        QCOMPARE(fixture.scans(u"local"_qs), size_t(2)); // it goes on
        const QMenu *menu = window.tray().menu();
        ScheduleWindow::action(*menu, QStringLiteral("Show Arborist"))->trigger();
        QVERIFY(window.isVisible());

        // Without the icon there would be no way back.
        window.close();
        QVERIFY(!window.isVisible());
        auto *schedules = menu->findChild<ScheduleMenu *>();
        ScheduleWindow::action(*schedules, QStringLiteral("Off"))->trigger();
        QTRY_VERIFY(window.isVisible());
        QVERIFY(!window.tray().isShown());
        QVERIFY(QApplication::quitOnLastWindowClosed());

        fixture.schedule().setInterval(24h);
        QTRY_VERIFY(window.tray().isShown());
        window.close();
        ScheduleWindow::action(*window.tray().menu(), QStringLiteral("Quit"))->trigger();
        QCOMPARE(quit.size(), 1);
        QVERIFY(!window.isVisible());
        fixture.settle();
    }

    void closingWithoutATrayCloses()
    {
        ScheduleWindow fixture;
        fixture.window->tray().setProbe([] { return false; });
        fixture.openProject(m_place->project->path());
        fixture.schedule().setInterval(24h);
        fixture.settle();
        QVERIFY(!fixture.window->tray().isShown());
        QVERIFY(QApplication::quitOnLastWindowClosed());
        QVERIFY(fixture.window->close());
    }
};

QTEST_MAIN(TrayTest)
#include "tray_test.moc"
