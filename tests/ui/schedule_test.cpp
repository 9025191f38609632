// SPDX-License-Identifier: GPL-3.0-or-later
// Scheduled scans in the real window, on real databases, by a clock that the test sets.
#include "tests/ui/schedule_window.h"

#include "models/stages/stage_table_model.h"
#include "ui/shell/jobs_bar.h"
#include "ui/shell/jobs_note.h"
#include "ui/shell/page.h"
#include "ui/shell/schedule_menu.h"
#include "ui/shell/stage_monitor.h"
#include <QProcess>
#include <QPushButton>
#include <QSignalSpy>

using namespace arborist;
using namespace std::chrono_literals;

class ScheduleTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<SchedulePlace> m_place;

private Q_SLOTS:
    void initTestCase() { m_place = std::make_unique<SchedulePlace>(); }
    void cleanupTestCase() { m_place.reset(); }
    void init() { m_place->makeFresh(); }

    void scansWhenItIsDue()
    {
        ScheduleWindow fixture;
        fixture.openProject(m_place->project->path());
        fixture.pass(1000h);
        QCOMPARE(fixture.scans(u"local"_qs), size_t(0)); // nothing is scheduled
        QVERIFY(!fixture.schedule().nextScan().isValid());

        auto *menu = fixture.window->findChild<ScheduleMenu *>();
        ScheduleWindow::action(*menu, QStringLiteral("Every 15 minutes"))->trigger();
        QVERIFY(fixture.schedule().isScanning());
        QCOMPARE(ScheduleMenu::stateText(fixture.schedule()), QStringLiteral("Scanning…"));
        fixture.settle();
        QCOMPARE(fixture.scans(u"local"_qs), size_t(1));
        QCOMPARE(fixture.scans(u"staging"_qs), size_t(0));
        QCOMPARE(fixture.schedule().nextScan(), fixture.now.addSecs(15 * 60));
        QVERIFY(fixture.schedule().hasDrift());
        QVERIFY(
            ScheduleMenu::stateText(fixture.schedule()).startsWith(QStringLiteral("Next scan at")));
        fixture.pass(10min);
        QCOMPARE(fixture.scans(u"local"_qs), size_t(1));
        fixture.pass(10min);
        QCOMPARE(fixture.scans(u"local"_qs), size_t(2));

        // After a long sleep one scan makes up for all that were missed.
        fixture.pass(100h);
        QCOMPARE(fixture.scans(u"local"_qs), size_t(3));
        fixture.pass(1min);
        QCOMPARE(fixture.scans(u"local"_qs), size_t(3));

        // The clock is set back: the next scan is an interval away, not a hundred hours.
        fixture.pass(-100h);
        QCOMPARE(fixture.scans(u"local"_qs), size_t(3));
        QCOMPARE(fixture.schedule().nextScan(), fixture.now.addSecs(15 * 60));

        ScheduleWindow::action(*menu, QStringLiteral("Scan now"))->trigger();
        fixture.settle();
        QCOMPARE(fixture.scans(u"local"_qs), size_t(4));
        ScheduleWindow::action(*menu, QStringLiteral("Off"))->trigger();
        fixture.pass(100h);
        QCOMPARE(fixture.scans(u"local"_qs), size_t(4));
        ScheduleWindow::action(*menu, QStringLiteral("Scan now"))->trigger();
        fixture.settle();
        QCOMPARE(fixture.scans(u"local"_qs), size_t(5));
    }

    void aRestartDoesNotScanAtOnce()
    {
        {
            ScheduleWindow fixture;
            fixture.openProject(m_place->project->path());
            fixture.schedule().setInterval(1h);
            fixture.settle();
            QCOMPARE(fixture.scans(u"local"_qs), size_t(1));
        }
        ScheduleWindow fixture;
        fixture.openProject(m_place->project->path());
        QCOMPARE(fixture.schedule().interval(), std::chrono::seconds(1h));
        QCOMPARE(fixture.scans(u"local"_qs), size_t(1));
        const QDateTime next = fixture.schedule().nextScan();
        QVERIFY(next > fixture.now);
        QVERIFY(next <= fixture.now.addSecs(3600));
        fixture.pass(2h);
        QCOMPARE(fixture.scans(u"local"_qs), size_t(2));

        // Another workspace has its own choice.
        const ProjectFolder other(m_place->cluster);
        fixture.openProject(other.path());
        QVERIFY(!fixture.schedule().isOn());
        fixture.pass(100h);
        QCOMPARE(fixture.scans(u"local"_qs), size_t(0));
    }

    void countsScansMadeByHand()
    {
        ScheduleWindow fixture;
        fixture.openProject(m_place->project->path());
        fixture.schedule().setInterval(15min);
        fixture.settle();
        fixture.now = fixture.now.addSecs(10 * 60);
        QSignalSpy scanned(&fixture.page(), &HierarchyPage::scanned);
        fixture.page().scan();
        QTRY_COMPARE_WITH_TIMEOUT(scanned.size(), 1, kPatience);
        QCOMPARE(fixture.schedule().nextScan(), fixture.now.addSecs(15 * 60));
        fixture.pass(6min);
        QCOMPARE(fixture.scans(u"local"_qs), size_t(2));
    }

    void tellsThatDriftHasGrown()
    {
        ScheduleWindow fixture;
        fixture.openProject(m_place->project->path());
        fixture.session.setTarget(QStringLiteral("staging"));
        QSignalSpy grew(&fixture.schedule(), &ScanSchedule::driftGrew);
        fixture.schedule().setInterval(15min);
        fixture.settle();
        fixture.pass(20min);
        QVERIFY(grew.isEmpty());
        m_place->cluster.psql(
            QStringLiteral("tracker_staging"),
            "UPDATE items SET estimate_sum = estimate_sum + 1 WHERE id IN (SELECT id "
            "FROM items WHERE id % 31 <> 0 AND id % 37 <> 0 ORDER BY id LIMIT 12);");
        fixture.pass(20min);
        QCOMPARE(grew.size(), 1);
        const QString text =
            QStringLiteral("public.items on staging: 12 more items have drifted (R4 +12)");
        auto *note = fixture.window->jobsBar().findChild<JobsNote *>();
        QCOMPARE(fixture.window->jobsBar().note(), text);
        QVERIFY(note->isVisible());
        fixture.pass(20min);
        QCOMPARE(grew.size(), 1);
        QCOMPARE(fixture.window->jobsBar().note(), text); // until it has been seen

        // It leads to the stage, wherever the window is.
        fixture.session.setTarget(QStringLiteral("local"));
        fixture.settle();
        fixture.window->showPage(QStringLiteral("stages"));
        for (auto *button : note->findChildren<QPushButton *>()) {
            if (button->text() == QStringLiteral("Show"))
                button->click();
        }
        QCOMPARE(fixture.session.targetName(), QStringLiteral("staging"));
        QCOMPARE(fixture.window->currentPage()->key(), QStringLiteral("hierarchy"));
        QVERIFY(!note->isVisible());
    }

    void refreshesThePage()
    {
        ScheduleWindow fixture;
        fixture.openProject(m_place->project->path());
        fixture.window->showPage(QStringLiteral("hierarchy"));
        QTRY_VERIFY_WITH_TIMEOUT(fixture.pageSays(QStringLiteral("has not been scanned")),
                                 kPatience);
        QVERIFY(!fixture.page().needsAttention());
        auto *stages = fixture.window->findChild<StageTableModel *>();
        const auto lastScan = [stages] {
            return stages->index(0, StageTableModel::LastScanColumn).data().toString();
        };
        QCOMPARE(lastScan(), QStringLiteral("Never"));
        fixture.schedule().setInterval(15min);
        fixture.settle();
        QTRY_VERIFY_WITH_TIMEOUT(fixture.pageSays(QStringLiteral("of 600 items drifted")),
                                 kPatience);
        QVERIFY(fixture.page().needsAttention());
        QTRY_VERIFY_WITH_TIMEOUT(lastScan() != QStringLiteral("Never"), kPatience);
    }

    void leavesAloneWhatThePageIsScanning()
    {
        ScheduleWindow fixture;
        fixture.openProject(m_place->project->path());
        fixture.window->showPage(QStringLiteral("hierarchy"));
        QTRY_VERIFY_WITH_TIMEOUT(fixture.pageSays(QStringLiteral("has not been scanned")),
                                 kPatience);
        // Another session holds the table, so that the page's scan has to wait.
        QProcess holder;
        holder.start(QStringLiteral("psql"),
                     {QStringLiteral("-qX"), QStringLiteral("-d"),
                      m_place->cluster.info(QStringLiteral("tracker_local")).toUrl(),
                      QStringLiteral("-c"),
                      QStringLiteral("BEGIN; LOCK TABLE items; SELECT pg_sleep(300);")});
        QVERIFY(holder.waitForStarted());
        const auto locks = [this](const char *granted) {
            return m_place->cluster
                .psql(QStringLiteral("tracker_local"),
                      QByteArray("SELECT count(*) FROM pg_locks WHERE relation = "
                                 "'items'::regclass AND granted = ") +
                          granted)
                .trimmed()
                .toInt();
        };
        QTRY_VERIFY_WITH_TIMEOUT(locks("true") > 0, kPatience);
        QSignalSpy scanned(&fixture.page(), &HierarchyPage::scanned);
        fixture.page().scan();
        QTRY_VERIFY_WITH_TIMEOUT(locks("false") > 0, kPatience);
        hierarchy::RunningScans running = fixture.session.runningScans();
        QVERIFY(!running.tryBegin(QStringLiteral("local"), kItems));
        m_place->cluster.psql(QStringLiteral("tracker_local"),
                              "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE relation = "
                              "'items'::regclass AND granted AND mode = 'AccessExclusiveLock';");
        holder.waitForFinished();
        QTRY_COMPARE_WITH_TIMEOUT(scanned.size(), 1, kPatience);
        QCOMPARE(fixture.scans(u"local"_qs), size_t(1));

        auto hold = running.tryBegin(QStringLiteral("local"), kItems);
        QVERIFY(hold);
        fixture.now = fixture.now.addSecs(3600);
        fixture.schedule().setInterval(15min);
        fixture.settle();
        QCOMPARE(fixture.scans(u"local"_qs), size_t(1));
        QVERIFY(!fixture.schedule().problem());
        hold.reset();
        fixture.pass(2min);
        QCOMPARE(fixture.scans(u"local"_qs), size_t(2));
    }

    void scansAllReachableStages()
    {
        ScheduleWindow fixture;
        fixture.openProject(m_place->project->path());
        fixture.schedule().setCoversAllStages(true);
        fixture.schedule().setInterval(4h);
        fixture.settle();
        QCOMPARE(fixture.scans(u"local"_qs), size_t(1));
        QCOMPARE(fixture.scans(u"staging"_qs), size_t(1));
        QVERIFY(!fixture.schedule().problem());
        fixture.pass(5h);
        QCOMPARE(fixture.scans(u"local"_qs), size_t(2));
        QCOMPARE(fixture.scans(u"staging"_qs), size_t(2));
        fixture.schedule().setCoversAllStages(false);
        fixture.pass(5h);
        QCOMPARE(fixture.scans(u"local"_qs), size_t(3));
        QCOMPARE(fixture.scans(u"staging"_qs), size_t(2));
    }

    void isQuietAboutAStageOutOfReach()
    {
        ScheduleWindow fixture;
        fixture.openProject(m_place->project->path());
        QSignalSpy grew(&fixture.schedule(), &ScanSchedule::driftGrew);
        fixture.session.setTarget(QStringLiteral("broken"));
        fixture.schedule().setInterval(1h);
        fixture.settle();
        QVERIFY(!fixture.schedule().problem());
        QVERIFY(fixture.window->jobsBar().note().isEmpty());
        QVERIFY(fixture.schedule().nextScan() > fixture.now);
        QVERIFY(fixture.schedule().nextScan() < fixture.now.addSecs(3600)); // tried again sooner
        fixture.waitForChecks();

        // A stage that comes back is scanned without waiting for the next turn.
        fixture.session.setTarget(QStringLiteral("local"));
        fixture.settle();
        fixture.waitForChecks();
        QCOMPARE(fixture.scans(u"local"_qs), size_t(1));
        m_place->cluster.stop();
        fixture.pass(2h);
        QCOMPARE(fixture.scans(u"local"_qs), size_t(1));
        QVERIFY(!fixture.schedule().problem());
        m_place->cluster.start();
        fixture.session.monitor().check(QStringLiteral("local"));
        QTRY_COMPARE_WITH_TIMEOUT(fixture.scans(u"local"_qs), size_t(2), kPatience);
        fixture.settle();
        QVERIFY(grew.isEmpty());
    }

    void tellsWhatIsInTheWay()
    {
        ScheduleWindow fixture;
        fixture.openProject(m_place->project->path());
        fixture.schedule().setInterval(1h);
        fixture.settle();
        QVERIFY(!fixture.schedule().problem());
        m_place->cluster.psql(QStringLiteral("tracker_local"),
                              "ALTER DATABASE tracker_local SET statement_timeout = '1ms';");
        fixture.pass(2h);
        QVERIFY(fixture.schedule().problem());
        QVERIFY(ScheduleMenu::stateText(fixture.schedule())
                    .startsWith(QStringLiteral("The last scan failed: ")));
        m_place->cluster.psql(QStringLiteral("tracker_local"),
                              "ALTER DATABASE tracker_local RESET statement_timeout;");
        fixture.pass(2h);
        QVERIFY(!fixture.schedule().problem());
        QCOMPARE(fixture.scans(u"local"_qs), size_t(2));
    }
};

QTEST_MAIN(ScheduleTest)
#include "schedule_test.moc"
