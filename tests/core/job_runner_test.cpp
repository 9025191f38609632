// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/job_runner.h"

#include "services/postgres/connection.h"
#include "tests/support/test_cluster.h"
#include <QSignalSpy>
#include <QTest>
#include <QThread>
#include <condition_variable>

using namespace arborist;

namespace {

/// Waits until a stop is requested, as an operation does.
std::any untilStopped(OperationContext &context)
{
    std::mutex mutex;
    std::condition_variable_any condition;
    std::unique_lock lock(mutex);
    condition.wait(lock, context.stop, [] { return false; });
    throw Error::cancelled();
}

JobRequest request(std::function<std::any(OperationContext &)> work, const QString &view = {})
{
    JobRequest request;
    request.title = QStringLiteral("Test");
    request.view = view;
    request.work = std::move(work);
    return request;
}

} // namespace

class JobRunnerTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void pausesAtRestPoints()
    {
        JobRunner runner;
        QSignalSpy finished(&runner, &JobRunner::finished);
        std::atomic<int> rounds = 0;
        JobRequest request;
        request.title = QStringLiteral("Write");
        request.pausable = true;
        request.work = [&rounds](OperationContext &context) -> std::any {
            while (true) {
                context.restPoint();
                ++rounds;
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            }
        };
        const JobId id = runner.start(std::move(request));
        QTRY_VERIFY(rounds > 3);
        runner.setPaused(id, true);
        QVERIFY(runner.jobs().front().paused);
        QTest::qWait(50); // the round under way ends
        const int held = rounds;
        QTest::qWait(50);
        QCOMPARE(rounds.load(), held);
        runner.setPaused(id, false);
        QTRY_VERIFY(rounds > held + 3);
        // What is paused can be cancelled.
        runner.setPaused(id, true);
        runner.cancel(id);
        QTRY_COMPARE(finished.count(), 1);
        QCOMPARE(runner.jobs().front().state, JobState::Cancelled);
        QVERIFY(!runner.jobs().front().paused);
    }

    void deliversTheResultOnItsOwnThread();
    void turnsExceptionsIntoOutcomes_data();
    void turnsExceptionsIntoOutcomes();
    void cancels();
    void cancelsBeforeAThreadIsFree();
    void newerJobOfAViewSupersedes();
    void dropsTheAnswerForADeadReceiver();
    void mayBeDestroyedWhileJobsRun();
    void mayBeDestroyedByItsOwnAnswer();
    void runsManyJobs();
    void listsJobsNewestFirst();
    void samplesProgress();
    void stopsAStatementOfTheServer();
};

void JobRunnerTest::deliversTheResultOnItsOwnThread()
{
    JobRunner runner;
    QSignalSpy started(&runner, &JobRunner::started);
    QSignalSpy finished(&runner, &JobRunner::finished);
    QThread *worker = nullptr, *answered = nullptr;
    int result = 0;
    const JobId id = runner.start(request([&](OperationContext &) -> std::any {
                                      worker = QThread::currentThread();
                                      return 42;
                                  }),
                                  this, [&](const Outcome &outcome) {
                                      answered = QThread::currentThread();
                                      QCOMPARE(outcome.state, JobState::Succeeded);
                                      result = std::any_cast<int>(outcome.result);
                                  });
    QCOMPARE(started.size(), 1);
    QCOMPARE(runner.runningCount(), 1);
    QVERIFY(finished.wait());
    QCOMPARE(result, 42);
    QVERIFY(worker != thread());
    QCOMPARE(answered, thread());
    QCOMPARE(finished.at(0).at(0).value<JobId>(), id);
    QCOMPARE(runner.runningCount(), 0);
    QVERIFY(!runner.progress(id));
}

void JobRunnerTest::turnsExceptionsIntoOutcomes_data()
{
    QTest::addColumn<int>("what");
    QTest::addColumn<JobState>("state");
    QTest::addColumn<QString>("message");
    QTest::newRow("error") << 0 << JobState::Failed << u"Broken"_qs;
    QTest::newRow("refused") << 1 << JobState::Refused << u"No"_qs;
    QTest::newRow("cancelled") << 2 << JobState::Cancelled << Error::cancelled().message();
    QTest::newRow("std") << 3 << JobState::Failed << u"An unexpected failure: odd"_qs;
    QTest::newRow("memory") << 4 << JobState::Failed << u"There is not enough memory."_qs;
    QTest::newRow("int") << 5 << JobState::Failed << u"An unexpected failure without words."_qs;
}

void JobRunnerTest::turnsExceptionsIntoOutcomes()
{
    QFETCH(int, what);
    QFETCH(JobState, state);
    QFETCH(QString, message);
    JobRunner runner;
    QSignalSpy finished(&runner, &JobRunner::finished);
    runner.start(request([what](OperationContext &) -> std::any {
        switch (what) {
        case 0:
            throw Error(QStringLiteral("Broken"), QStringLiteral("Mend it"));
        case 1:
            throw Error::refused(QStringLiteral("No"), {});
        case 2:
            throw Error::cancelled();
        case 3:
            throw std::runtime_error("odd");
        case 4:
            throw std::bad_alloc();
        default:
            throw 5;
        }
    }));
    QVERIFY(finished.wait());
    const auto outcome = finished.at(0).at(1).value<Outcome>();
    QCOMPARE(outcome.state, state);
    QCOMPARE(outcome.error->message(), message);
    QVERIFY(!outcome.result.has_value());
    QCOMPARE(runner.jobs().front().message, message);
    QCOMPARE(runner.jobs().front().state, state);
}

void JobRunnerTest::cancels()
{
    JobRunner runner;
    QSignalSpy finished(&runner, &JobRunner::finished);
    const JobId first = runner.start(request(untilStopped));
    const JobId second = runner.start(request(untilStopped));
    runner.cancel(second);
    runner.cancel(12345);
    QVERIFY(finished.wait());
    QCOMPARE(finished.at(0).at(0).value<JobId>(), second);
    QCOMPARE(finished.at(0).at(1).value<Outcome>().state, JobState::Cancelled);
    QCOMPARE(runner.runningCount(), 1);
    runner.cancelAll();
    QVERIFY(finished.wait());
    QCOMPARE(finished.at(1).at(0).value<JobId>(), first);
}

void JobRunnerTest::cancelsBeforeAThreadIsFree()
{
    JobRunner runner;
    QSignalSpy finished(&runner, &JobRunner::finished);
    std::atomic<int> begun = 0;
    for (int i = 0; i < 100; ++i) {
        runner.start(request([&](OperationContext &context) {
            ++begun;
            return untilStopped(context);
        }));
    }
    QCOMPARE(runner.runningCount(), 100);
    QCOMPARE(runner.jobs().size(), size_t(100));
    runner.cancelAll();
    QTRY_COMPARE(finished.size(), 100);
    QVERIFY(begun <= 8);
    QCOMPARE(runner.runningCount(), 0);
}

void JobRunnerTest::newerJobOfAViewSupersedes()
{
    JobRunner runner;
    QSignalSpy finished(&runner, &JobRunner::finished);
    QStringList answers;
    const auto answer = [&](const QString &text) {
        return [&answers, text](const Outcome &) { answers += text; };
    };
    for (int i = 0; i < 20; ++i)
        runner.start(request(untilStopped, QStringLiteral("tree")), this, answer(u"old"_qs));
    // One that does not listen: its answer comes late, and is dropped all the same.
    std::atomic<bool> go = false;
    runner.start(request(
                     [&](OperationContext &) -> std::any {
                         while (!go)
                             QThread::msleep(1);
                         return 1;
                     },
                     QStringLiteral("tree")),
                 this, answer(u"deaf"_qs));
    runner.start(request(untilStopped, QStringLiteral("other")), this, answer(u"other"_qs));
    const JobId last =
        runner.start(request([](OperationContext &) -> std::any { return 2; }, u"tree"_qs), this,
                     answer(u"new"_qs));
    QCOMPARE(runner.runningCount(), 2);
    go = true;
    QVERIFY(finished.wait());
    QCOMPARE(answers, QStringList{u"new"_qs});
    QCOMPARE(finished.at(0).at(0).value<JobId>(), last);
    runner.cancelAll();
    QVERIFY(finished.wait());
    QCOMPARE(answers, (QStringList{u"new"_qs, u"other"_qs}));
    QTest::qWait(20);
    QCOMPARE(finished.size(), 2);
    QCOMPARE(runner.jobs().size(), size_t(23));
    QCOMPARE(runner.jobs().back().state, JobState::Cancelled);
}

void JobRunnerTest::dropsTheAnswerForADeadReceiver()
{
    JobRunner runner;
    QSignalSpy finished(&runner, &JobRunner::finished);
    auto receiver = std::make_unique<QObject>();
    bool called = false;
    runner.start(request([](OperationContext &) -> std::any { return 1; }), receiver.get(),
                 [&](const Outcome &) { called = true; });
    receiver.reset();
    QVERIFY(finished.wait());
    QVERIFY(!called);
}

void JobRunnerTest::mayBeDestroyedWhileJobsRun()
{
    for (int i = 0; i < 20; ++i) {
        JobRunner runner;
        std::atomic<int> ended = 0;
        for (int job = 0; job < 12; ++job) {
            runner.start(request([&, job](OperationContext &context) -> std::any {
                             struct End {
                                 std::atomic<int> &count;
                                 ~End() { ++count; }
                             } end{ended};
                             return job % 3 ? untilStopped(context) : std::any(job);
                         }),
                         this, [](const Outcome &) {});
        }
        if (i % 2)
            QTest::qWait(1);
    }
}

void JobRunnerTest::mayBeDestroyedByItsOwnAnswer()
{
    auto runner = std::make_unique<JobRunner>();
    runner->start(request(untilStopped));
    runner->start(request([](OperationContext &) -> std::any { return 1; }), this,
                  [&](const Outcome &) { runner.reset(); });
    QTRY_VERIFY(!runner);
}

void JobRunnerTest::runsManyJobs()
{
    JobRunner runner;
    QSignalSpy finished(&runner, &JobRunner::finished);
    std::atomic<int> now = 0, most = 0;
    qint64 sum = 0;
    for (int i = 0; i < 700; ++i) {
        runner.start(request([&, i](OperationContext &) -> std::any {
                         const int running = ++now;
                         int seen = most;
                         while (seen < running && !most.compare_exchange_weak(seen, running)) {
                         }
                         --now;
                         return i;
                     }),
                     this,
                     [&](const Outcome &outcome) { sum += std::any_cast<int>(outcome.result); });
    }
    QTRY_COMPARE(finished.size(), 700);
    QCOMPARE(sum, 700 * 699 / 2);
    QVERIFY(most <= 8);
    QCOMPARE(runner.jobs().size(), size_t(500));
}

void JobRunnerTest::listsJobsNewestFirst()
{
    JobRunner runner;
    QSignalSpy finished(&runner, &JobRunner::finished);
    JobRequest quick = request([](OperationContext &) -> std::any { return 1; });
    quick.icon = QStringLiteral("search");
    quick.target = QStringLiteral("local");
    quick.background = true;
    const JobId first = runner.start(quick);
    QVERIFY(finished.wait());
    const JobId second = runner.start(request(untilStopped));
    const std::vector<JobInfo> jobs = runner.jobs();
    QCOMPARE(jobs.size(), size_t(2));
    QCOMPARE(jobs[0].id, second);
    QCOMPARE(jobs[0].state, JobState::Running);
    QCOMPARE(jobs[1].id, first);
    QCOMPARE(jobs[1].state, JobState::Succeeded);
    QCOMPARE(jobs[1].target, QStringLiteral("local"));
    QCOMPARE(jobs[1].icon, QStringLiteral("search"));
    QVERIFY(jobs[1].background);
    QVERIFY(jobs[1].started.isValid());
}

void JobRunnerTest::samplesProgress()
{
    JobRunner runner;
    std::atomic<bool> there = false;
    const JobId id = runner.start(request([&](OperationContext &context) {
        context.progress->enter(QStringLiteral("Reading"), 1, 10);
        context.progress->advance(5);
        there = true;
        return untilStopped(context);
    }));
    QTRY_VERIFY(there);
    QCOMPARE(runner.progress(id)->step, QStringLiteral("Reading"));
    QCOMPARE(runner.progress(id)->fraction, 0.5);
}

void JobRunnerTest::stopsAStatementOfTheServer()
{
    TestCluster cluster;
    JobRunner runner;
    QSignalSpy finished(&runner, &JobRunner::finished);
    std::atomic<bool> connected = false;
    const auto info = cluster.info();
    const JobId id = runner.start(request([&](OperationContext &context) -> std::any {
        auto connection = postgres::Connection::open(info, context.stop);
        connected = true;
        connection.exec(QStringLiteral("select pg_sleep(1000)"));
        return {};
    }));
    QTRY_VERIFY(connected);
    runner.cancel(id);
    QVERIFY(finished.wait());
    QCOMPARE(finished.at(0).at(1).value<Outcome>().state, JobState::Cancelled);
}

QTEST_GUILESS_MAIN(JobRunnerTest)
#include "job_runner_test.moc"
