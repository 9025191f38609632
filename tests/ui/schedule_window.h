// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/models/scanned_table.h"
#include "tests/ui/window_fixture.h"
#include "ui/hierarchy/hierarchy_page.h"
#include "ui/shell/scan_schedule.h"
#include "ui/widgets/view_tools.h"
#include <QApplication>
#include <QLabel>
#include <QMenu>
#include <QSettings>
#include <QTest>

namespace arborist {

inline constexpr int kPatience = 60'000;
inline const QString kItems = QStringLiteral("public.items");

/// Databases of ProjectFolder's stages, each with 600 items, some of them drifted.
inline void makeTrackers(TestCluster &cluster)
{
    for (const QString &name :
         {QStringLiteral("tracker_local"), QStringLiteral("tracker_staging")}) {
        cluster.createDatabase(name);
        cluster.psql(name, ScannedTable::definition("items") + ScannedTable::forest("items", 600));
    }
}

/// The servers, files and settings of a test of the schedule.
class SchedulePlace
{
public:
    SchedulePlace()
    {
        setUpWindowTest(m_data);
        makeTrackers(cluster);
    }
    /// A project with a history of its own, and no settings of an earlier one.
    void makeFresh()
    {
        settings().clear();
        QApplication::setQuitOnLastWindowClosed(true);
        project = std::make_unique<ProjectFolder>(cluster);
    }

    TestCluster cluster;
    std::unique_ptr<ProjectFolder> project;

private:
    QTemporaryDir m_data;
};

/// The window with a schedule whose clock stands still until it is told to go on. What servers put
/// on record bears the real time, which is a little later: steps of it are generous.
class ScheduleWindow : public WindowFixture
{
public:
    ScheduleWindow() : now(QDateTime::currentDateTimeUtc())
    {
        schedule().setClock([this] { return now; });
    }

    ScanSchedule &schedule() { return window->schedule(); }
    void openProject(const QString &path)
    {
        open(path);
        waitForChecks();
        settle();
    }
    /// Until the schedule has done what is due.
    void settle()
    {
        QCoreApplication::processEvents();
        QVERIFY(QTest::qWaitFor([this] { return !schedule().isScanning(); }, kPatience));
    }
    void pass(std::chrono::seconds time)
    {
        now = now.addSecs(time.count());
        schedule().check();
        settle();
    }
    size_t scans(const QString &stage)
    {
        return session.history().scans(session.key(), stage, kItems).size();
    }
    HierarchyPage &page() { return *window->findChild<HierarchyPage *>(); }
    bool pageSays(const QString &text)
    {
        for (const auto *label : page().findChildren<QLabel *>()) {
            if (label->isVisible() && label->text().contains(text))
                return true;
        }
        return false;
    }
    static QAction *action(const QWidget &menu, const QString &text)
    {
        for (QAction *each : menu.actions()) {
            if (each->text() == text)
                return each;
        }
        qFatal("no such action");
    }

    QDateTime now;
};

} // namespace arborist
