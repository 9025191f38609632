// SPDX-License-Identifier: GPL-3.0-or-later
// A run of migrations taken back from the Activity page: by the down scripts of exactly those that
// it applied, through the plan dialog.
#include "services/core/run_log.h"
#include "tests/ui/migrations_window.h"
#include "ui/activity/activity_page.h"
#include "ui/activity/run_inspector.h"
#include "ui/activity/runs_view.h"
#include "ui/widgets/table_view.h"

using namespace arborist;

class MigrationsUndoTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanupTestCase() { m_cluster.reset(); }
    void takesBackWhatARunApplied();
    void saysWhichDownScriptIsMissing();
    void leavesAnotherDatabaseAlone();

private:
    /// Presses Undo beside the newest run that can be taken back; the plan, or none.
    static PlanDialog *undo(MigrationsWindow &window, ActivityPage &activity);
    static ActivityPage &activityOf(MigrationsWindow &window)
    {
        return *window.window->findChild<ActivityPage *>();
    }
    static QString outcome(ActivityPage &page, int row)
    {
        return page.runsView()
            .table()
            .model()
            ->index(row, RunTableModel::OutcomeColumn)
            .data()
            .toString();
    }

    QTemporaryDir m_data;
    std::unique_ptr<QTemporaryDir> m_fresh;
    std::unique_ptr<TestCluster> m_cluster;
};

void MigrationsUndoTest::initTestCase()
{
    setUpWindowTest(m_data);
    m_cluster = std::make_unique<TestCluster>();
}

void MigrationsUndoTest::init()
{
    m_fresh = std::make_unique<QTemporaryDir>();
    qputenv("ARBORIST_DATA_DIR", m_fresh->path().toUtf8());
}

PlanDialog *MigrationsUndoTest::undo(MigrationsWindow &window, ActivityPage &activity)
{
    window.window->showPage(activity.key());
    activity.refresh();
    if (!QTest::qWaitFor([&] { return !activity.isBusy() && activity.runsView().selected(); },
                         kMigrationPatience))
        return nullptr;
    activity.runsView().table().selectRow(0);
    QPushButton *button = buttonIn(*activity.findChild<RunInspector *>(), "Undo…");
    if (!button || !button->isVisible())
        return nullptr;
    QTest::mouseClick(button, Qt::LeftButton);
    (void)QTest::qWaitFor([&] { return activity.flow().dialog() || !activity.flow().isBusy(); },
                          kMigrationPatience);
    return activity.flow().dialog();
}

void MigrationsUndoTest::takesBackWhatARunApplied()
{
    MigrationsProject project(*m_cluster);
    project.applyByHand(QStringLiteral("tracker_local"), 1);
    project.add(QStringLiteral("0002_notes"), "CREATE TABLE notes (body text);\n");
    project.write(QStringLiteral("drizzle/0002_notes.down.sql"), "DROP TABLE notes;\n");
    MigrationsWindow window(project.path());
    window.page().applyPending();
    window.agree();
    QVERIFY2(window.headline(QStringLiteral("local")) == QStringLiteral("3 applied"),
             qPrintable(window.note()));
    // Seen from another stage, it is still local that is changed, and read again.
    window.session.setTarget(QStringLiteral("staging"));
    window.settle();
    ActivityPage &activity = activityOf(window);
    PlanDialog *plan = undo(window, activity);
    QVERIFY2(plan, qPrintable(textIn(activity.note())));
    QCOMPARE(plan->shown().stage.name, QStringLiteral("local"));
    QCOMPARE(plan->shown().action, QStringLiteral("Roll back 2 migrations"));
    QCOMPARE(plan->shown().plan.steps.back().title, QStringLiteral("0001_labels"));
    QVERIFY(!plan->shown().plan.loses.isEmpty()); // a table goes
    if (plan->shown().requirement == stages::Requirement::TypeName)
        QTest::keyClicks(plan->findChild<QLineEdit *>(QStringLiteral("confirmation")),
                         plan->shown().nameToType);
    plan->accept();
    QTRY_VERIFY_WITH_TIMEOUT(!activity.isBusy() && activity.runsView().model().rowCount() == 2,
                             kMigrationPatience);
    QTRY_COMPARE_WITH_TIMEOUT(outcome(activity, 1), QStringLiteral("Done, undone"),
                              kMigrationPatience);
    QCOMPARE(project.psql(QStringLiteral("tracker_local"),
                          "SELECT count(*) FROM drizzle.__drizzle_migrations"),
             QByteArray("1"));
    QCOMPARE(project.psql(QStringLiteral("tracker_local"), "SELECT to_regclass('notes')"),
             QByteArray());
    QCOMPARE(project.psql(QStringLiteral("tracker_local"), "SELECT count(*) FROM items"),
             QByteArray("100"));
    QTRY_COMPARE_WITH_TIMEOUT(window.headline(QStringLiteral("local")), QStringLiteral("2 pending"),
                              kMigrationPatience);
    // It is used up: neither run offers it again.
    for (const RunRow &row : activity.runsView().model().runs())
        QVERIFY2(!row.canUndo, qPrintable(row.run.operation));
    window.settle();
    window.waitForChecks();
}

void MigrationsUndoTest::saysWhichDownScriptIsMissing()
{
    MigrationsProject project(*m_cluster);
    MigrationsWindow window(project.path());
    window.page().applyPending();
    window.agree();
    ActivityPage &activity = activityOf(window);
    QVERIFY(!undo(window, activity));
    const QString told = textIn(activity.note());
    QVERIFY2(told.contains(QStringLiteral("0000_init has no down script")), qPrintable(told));
    QVERIFY2(told.contains(QStringLiteral("drizzle/0000_init.down.sql")), qPrintable(told));
    QVERIFY2(told.contains(QStringLiteral("Propose a down script")), qPrintable(told));
    QCOMPARE(project.psql(QStringLiteral("tracker_local"),
                          "SELECT count(*) FROM drizzle.__drizzle_migrations"),
             QByteArray("2"));
    // Once it is there, the same button does it.
    project.write(QStringLiteral("drizzle/0000_init.down.sql"), "DROP TABLE items;\n");
    QTRY_VERIFY_WITH_TIMEOUT(!activity.isBusy(), kMigrationPatience);
    for (int row = 0; row < activity.runsView().model().rowCount(); ++row) {
        if (activity.runsView().model().runs()[size_t(row)].canUndo)
            activity.runsView().table().selectRow(row);
    }
    QTest::mouseClick(buttonIn(*activity.findChild<RunInspector *>(), "Undo…"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(activity.flow().dialog(), kMigrationPatience);
    QVERIFY(!activity.note().isVisible());
    activity.flow().dialog()->reject();
    window.settle();
    window.waitForChecks();
}

void MigrationsUndoTest::leavesAnotherDatabaseAlone()
{
    MigrationsProject project(*m_cluster);
    project.write(QStringLiteral("drizzle/0000_init.down.sql"), "DROP TABLE items;\n");
    project.applyByHand(QStringLiteral("tracker_staging"), 2);
    MigrationsWindow window(project.path());
    window.page().applyPending();
    window.agree();
    RunFilter filter;
    filter.workspace = window.session.key();
    std::vector<RunRecord> runs = RunLog().runs(filter);
    QCOMPARE(runs.size(), size_t(1));
    // The same run, had it been on the database that another stage leads to.
    ActivityPage &activity = activityOf(window);
    RunRecord moved = runs.front();
    moved.id = RunLog::newId();
    moved.stage = QStringLiteral("staging");
    RunLog().begin(moved);
    Report report;
    report.run = moved.id;
    report.operation = moved.operation;
    report.steps.push_back({QStringLiteral("0001_labels"), ReportStep::State::Done, 0, 1});
    RunLog().finish(report, 0);
    PlanDialog *plan = undo(window, activity);
    QVERIFY(!plan);
    const QString told = textIn(activity.note());
    QVERIFY2(told.contains(QStringLiteral("changed another database")), qPrintable(told));
    window.settle();
    window.waitForChecks();
}

QTEST_MAIN(MigrationsUndoTest)
#include "migrations_undo_test.moc"
