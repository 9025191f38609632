// SPDX-License-Identifier: GPL-3.0-or-later
// What the window notices of a connection that comes and goes, on a real server.
#include "tests/ui/window_fixture.h"

#include "services/postgres/connection.h"
#include "ui/shell/session.h"
#include "ui/shell/sleep_watch.h"
#include "ui/shell/stage_monitor.h"
#include "ui/shell/target_bar.h"
#include "ui/widgets/view_tools.h"
#include <QFile>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTest>
#include <csignal>

using namespace arborist;
using namespace std::chrono_literals;
using State = StageContact::State;

namespace {
constexpr int patience = 90'000;
} // namespace

class StageMonitorTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init() { settings().clear(); }
    void cleanupTestCase();
    void waitsLongerEachTime();
    void knowsSleep();
    void noticesARestart();
    void noticesAServerThatHangs();
    void keepsQuietWhileHidden();
    void aJobThatLosesItsConnection();

private:
    static State state(WindowFixture &fixture)
    {
        return fixture.session.monitor().contact(QStringLiteral("local")).state;
    }
    static QString bar(WindowFixture &fixture) { return fixture.window->targetBar().summary(); }
    void signalServer(int number) const;

    QTemporaryDir m_data;
    std::unique_ptr<TestCluster> m_cluster;
    std::unique_ptr<ProjectFolder> m_project;
};

void StageMonitorTest::initTestCase()
{
    setUpWindowTest(m_data);
    m_cluster = std::make_unique<TestCluster>();
    m_cluster->createDatabase(QStringLiteral("tracker_local"));
    m_cluster->createDatabase(QStringLiteral("tracker_staging"));
    m_project = std::make_unique<ProjectFolder>(*m_cluster);
}

void StageMonitorTest::cleanupTestCase()
{
    m_project.reset();
    m_cluster.reset();
}

void StageMonitorTest::signalServer(int number) const
{
    QFile file(m_cluster->dataFolder() + QStringLiteral("/postmaster.pid"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    ::kill(pid_t(file.readLine().trimmed().toInt()), number);
}

void StageMonitorTest::waitsLongerEachTime()
{
    QList<int> seconds;
    for (const int failures : {1, 2, 3, 4, 5, 6, 7, 8, 1000})
        seconds << StageWatch::waitAfter(failures) / 1000;
    QCOMPARE(seconds, (QList<int>{1, 2, 4, 8, 16, 32, 60, 60, 60}));
}

void StageMonitorTest::knowsSleep()
{
    using Reading = SleepWatch::Reading;
    const Reading before{100s, 150s};
    QVERIFY(!SleepWatch::sleptBetween(before, before));
    QVERIFY(!SleepWatch::sleptBetween(before, Reading{101s, 151s}));
    QVERIFY(!SleepWatch::sleptBetween(before, Reading{106s, 156s + 30ms})); // a busy machine
    QVERIFY(SleepWatch::sleptBetween(before, Reading{101s, 3600s}));        // suspended
    QVERIFY(SleepWatch::sleptBetween(before, Reading{400s, 450s}));         // held
    SleepWatch watch;
    QVERIFY(!watch.hasSlept());
}

void StageMonitorTest::noticesARestart()
{
    WindowFixture fixture;
    fixture.open(m_project->path());
    fixture.waitForChecks();
    QCOMPARE(state(fixture), State::Connected);
    auto *tryNow = fixture.window->targetBar().findChild<QPushButton *>();
    QVERIFY(!tryNow->isVisible());
    QSignalSpy again(&fixture.session.monitor(), &StageMonitor::answeredAgain);

    m_cluster->stop();
    QTRY_COMPARE_WITH_TIMEOUT(state(fixture), State::NotAnswering, patience);
    QTRY_VERIFY_WITH_TIMEOUT(bar(fixture).contains(QStringLiteral("Not answering since")) &&
                                 bar(fixture).contains(QStringLiteral("next try in")),
                             patience);
    QVERIFY(tryNow->isVisible());
    QVERIFY(again.isEmpty());

    m_cluster->start();
    QTRY_VERIFY_WITH_TIMEOUT(again.contains(QVariantList{QStringLiteral("local")}), patience);
    QVERIFY(!fixture.session.monitor().contact(QStringLiteral("local")).isLost());
    QVERIFY(!tryNow->isVisible());
    QVERIFY2(bar(fixture).contains(QStringLiteral("Connected")), qPrintable(bar(fixture)));
}

void StageMonitorTest::noticesAServerThatHangs()
{
    WindowFixture fixture;
    fixture.open(m_project->path());
    fixture.waitForChecks();
    signalServer(SIGSTOP);
    QTRY_VERIFY_WITH_TIMEOUT(fixture.session.monitor().contact(QStringLiteral("local")).isLost(),
                             patience);
    const stages::StageCheck *last = fixture.session.monitor().last(QStringLiteral("local"));
    QVERIFY2(last->error->message().contains(QStringLiteral("did not answer")),
             last->error->what());
    signalServer(SIGCONT);
    fixture.session.monitor().tryNow();
    QTRY_COMPARE_WITH_TIMEOUT(state(fixture), State::ConnectedAgain, patience);
}

void StageMonitorTest::keepsQuietWhileHidden()
{
    WindowFixture fixture;
    fixture.open(m_project->path());
    fixture.waitForChecks();
    QVERIFY(fixture.session.monitor().isPolling());
    fixture.window->hide();
    QVERIFY(!fixture.session.monitor().isPolling());
    fixture.window->show();
    QVERIFY(fixture.session.monitor().isPolling());
    fixture.window->showMinimized();
    QTRY_VERIFY(!fixture.session.monitor().isPolling());
    fixture.window->showNormal();
    QTRY_VERIFY(fixture.session.monitor().isPolling());
}

void StageMonitorTest::aJobThatLosesItsConnection()
{
    WindowFixture fixture;
    fixture.open(m_project->path());
    fixture.waitForChecks();
    const QDateTime before = fixture.session.monitor().last(QStringLiteral("local"))->checkedAt;
    std::optional<Outcome> outcome;
    JobRequest request;
    request.title = QStringLiteral("Read for long");
    request.work = [](OperationContext &context) {
        context.connect().exec(QStringLiteral("SELECT pg_sleep(600)"));
        return std::any();
    };
    fixture.session.start(std::move(request), &fixture.session,
                          [&](const Outcome &ended) { outcome = ended; });
    const QByteArray reader = "from pg_stat_activity where query = 'SELECT pg_sleep(600)'";
    QTRY_VERIFY_WITH_TIMEOUT(
        !m_cluster->psql(QStringLiteral("postgres"), "select pid " + reader).isEmpty(), patience);
    m_cluster->psql(QStringLiteral("postgres"), "select pg_terminate_backend(pid) " + reader);
    QTRY_VERIFY_WITH_TIMEOUT(outcome.has_value(), patience);
    QVERIFY(outcome->state == JobState::Failed);
    QCOMPARE(outcome->error->sqlState(), QStringLiteral("57P01"));
    QVERIFY2(outcome->error->hint().contains(QStringLiteral("rolled back")),
             qPrintable(outcome->error->hint()));
    // The monitor looks at once, and finds that the stage itself is fine.
    QTRY_VERIFY_WITH_TIMEOUT(
        fixture.session.monitor().last(QStringLiteral("local"))->checkedAt > before, patience);
    QCOMPARE(state(fixture), State::Connected);
}

QTEST_MAIN(StageMonitorTest)
#include "stage_monitor_test.moc"
