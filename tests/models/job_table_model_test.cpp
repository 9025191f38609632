// SPDX-License-Identifier: GPL-3.0-or-later
// The table of jobs, fed by a real JobRunner.
#include "models/activity/job_table_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>
#include <latch>

using namespace arborist;

namespace {

JobRequest request(const QString &title, std::function<std::any(OperationContext &)> work)
{
    JobRequest made;
    made.title = title;
    made.target = QStringLiteral("local");
    made.work = std::move(work);
    return made;
}

} // namespace

class JobTableModelTest : public QObject
{
    Q_OBJECT

private:
    static QString text(const JobTableModel &model, int row, int column)
    {
        return model.index(row, column).data().toString();
    }

private Q_SLOTS:
    void followsTheRunner()
    {
        JobRunner runner;
        JobTableModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const auto reload = [&] { model.setJobs(runner.jobs()); };
        connect(&runner, &JobRunner::started, &model, reload);
        connect(&runner, &JobRunner::finished, &model, reload);
        QSignalSpy finished(&runner, &JobRunner::finished);
        QSignalSpy resets(&model, &JobTableModel::modelReset);

        std::latch gate(1);
        runner.start(request(QStringLiteral("Wait"), [&gate](OperationContext &) {
            gate.wait();
            return std::any();
        }));
        QTRY_COMPARE(model.rowCount(), 1);
        QCOMPARE(text(model, 0, JobTableModel::StateColumn), QStringLiteral("Running"));
        QCOMPARE(model.runningCount(), 1);
        model.tick();

        runner.start(request(QStringLiteral("Fail"), [](OperationContext &) -> std::any {
            throw Error(QStringLiteral("relation \"items\" does not exist"),
                        QStringLiteral("Check the name of the table."));
        }));
        QTRY_COMPARE(finished.count(), 1);
        QTRY_COMPARE(model.rowCount(), 2);
        QCOMPARE(text(model, 0, JobTableModel::TitleColumn), QStringLiteral("Fail"));
        QCOMPARE(text(model, 0, JobTableModel::StateColumn), QStringLiteral("Failed"));
        QVERIFY(text(model, 0, JobTableModel::MessageColumn).contains(QStringLiteral("items")));
        QCOMPARE(model.failedCount(), 1);

        gate.count_down();
        QTRY_COMPARE(finished.count(), 2);
        QTRY_COMPARE(text(model, 1, JobTableModel::StateColumn), QStringLiteral("Done"));
        QCOMPARE(model.runningCount(), 0);
        // Only the first fill resets: a selection survives everything that comes later.
        QCOMPARE(resets.count(), 1);
    }

    void leavesBackgroundJobsOut()
    {
        JobRunner runner;
        QSignalSpy finished(&runner, &JobRunner::finished);
        JobRequest quiet =
            request(QStringLiteral("Check"), [](OperationContext &) { return std::any(); });
        quiet.background = true;
        runner.start(std::move(quiet));
        QTRY_COMPARE(finished.count(), 1);
        JobTableModel model;
        model.setJobs(runner.jobs());
        QCOMPARE(model.rowCount(), 0);
    }

    void knowsTheColoursOfTargets()
    {
        JobRunner runner;
        QSignalSpy finished(&runner, &JobRunner::finished);
        runner.start(
            request(QStringLiteral("Scan"), [](OperationContext &) { return std::any(); }));
        QTRY_COMPARE(finished.count(), 1);
        JobTableModel model;
        model.setJobs(runner.jobs());
        model.setStageLooks({{QStringLiteral("local"), {QStringLiteral("green"), true}}});
        const QModelIndex cell = model.index(0, JobTableModel::TargetColumn);
        QCOMPARE(cell.data(JobTableModel::StageColourRole).toString(), QStringLiteral("green"));
        QVERIFY(cell.data(JobTableModel::LockedRole).toBool());
    }
};

QTEST_GUILESS_MAIN(JobTableModelTest)
#include "job_table_model_test.moc"
