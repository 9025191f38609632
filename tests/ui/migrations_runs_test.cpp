// SPDX-License-Identifier: GPL-3.0-or-later
// Runs on the Migrations page as they are told: statement by statement, baselines, rehearsals, and
// several folders in one project.
#include "models/common/chart_table_model.h"
#include "tests/ui/migrations_window.h"
#include "ui/migrations/console_view.h"
#include "ui/migrations/duration_chart.h"
#include <QAction>
#include <QComboBox>

using namespace arborist;

class MigrationsRunsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanupTestCase() { m_cluster.reset(); }
    void tellsEachStatement();
    void tellsWhichMigrationOfHowMany();
    void recordsABaseline();
    void rehearsesWhatIsPending();
    void keepsSeveralFoldersApart();

private:
    static QAction *action(MigrationsPage &page, const QString &text)
    {
        for (QAction *each : page.findChildren<QAction *>()) {
            if (each->text() == text)
                return each;
        }
        return nullptr;
    }
    int databases() const
    {
        return m_cluster
            ->psql(QStringLiteral("postgres"), "SELECT count(*) FROM pg_catalog.pg_database")
            .trimmed()
            .toInt();
    }

    QTemporaryDir m_data;
    std::unique_ptr<QTemporaryDir> m_fresh;
    std::unique_ptr<TestCluster> m_cluster;
};

void MigrationsRunsTest::initTestCase()
{
    setUpWindowTest(m_data);
    m_cluster = std::make_unique<TestCluster>();
}

void MigrationsRunsTest::init()
{
    m_fresh = std::make_unique<QTemporaryDir>();
    qputenv("ARBORIST_DATA_DIR", m_fresh->path().toUtf8());
}

void MigrationsRunsTest::tellsEachStatement()
{
    MigrationsProject project(*m_cluster);
    project.add(QStringLiteral("0002_notes"),
                "-- what people write\nCREATE TABLE IF NOT EXISTS items (id int);\n"
                "--> statement-breakpoint\nCREATE TABLE notes (\n  body text\n);\n"
                "--> statement-breakpoint\nALTER TABLE items ADD COLUMN title text;\n");
    MigrationsWindow window(project.path());
    window.page().applyPending();
    window.agree();
    const QString console = window.page().strip().console().toPlainText();
    const QStringList lines = console.split(u'\n');
    const auto line = [&lines](const QString &text) {
        for (const QString &each : lines) {
            if (each.contains(text))
                return each;
        }
        return QString();
    };
    // The first line of each, its place in the file, how long it took and how many rows.
    QVERIFY2(line(QStringLiteral("1/2  CREATE TABLE items")).contains(QStringLiteral(" ms")),
             qPrintable(console));
    QVERIFY2(line(QStringLiteral("2/2  INSERT INTO items")).contains(QStringLiteral("100 rows")),
             qPrintable(console));
    QVERIFY2(!line(QStringLiteral("1/1  CREATE INDEX labels")).contains(QStringLiteral("row")),
             qPrintable(console));
    QVERIFY2(console.contains(QStringLiteral("2/3  CREATE TABLE notes (")), qPrintable(console));
    // What the server says meanwhile, and why the last one failed.
    QVERIFY2(console.contains(QStringLiteral("NOTICE: relation \"items\" already exists")),
             qPrintable(console));
    const qsizetype failed = console.indexOf(QStringLiteral("3/3  ALTER TABLE items"));
    QVERIFY2(failed > 0, qPrintable(console));
    QVERIFY2(console.indexOf(QStringLiteral("already exists"), failed) > failed,
             qPrintable(console));
    // The chart has the stages of which a time is known or guessed, and no room for the others.
    const ChartTableModel *durations = window.page().strip().durations().table();
    QCOMPARE(durations->rowCount(), 2);
    QCOMPARE(durations->columnCount(), 3);
}

/// What the jobs bar shows while it runs.
void MigrationsRunsTest::tellsWhichMigrationOfHowMany()
{
    MigrationsProject project(*m_cluster);
    project.psql(QStringLiteral("tracker_local"), "CREATE TABLE going (id int)");
    project.add(QStringLiteral("0002_waits"),
                "CREATE TABLE more (id int);\n--> statement-breakpoint\n"
                "DO $$ BEGIN WHILE NOT EXISTS (SELECT FROM going) LOOP\n"
                "PERFORM pg_sleep(0.05); END LOOP; END $$;\n");
    MigrationsWindow window(project.path());
    window.page().applyPending();
    PlanDialog *plan = window.dialog();
    QVERIFY2(plan, qPrintable(window.note()));
    plan->accept();
    const auto progress = [&window] {
        for (const JobInfo &job : window.session.jobs().jobs()) {
            if (job.state == JobState::Running && job.title.startsWith(QStringLiteral("Apply")))
                return window.session.jobs().progress(job.id).value_or(Progress());
        }
        return Progress();
    };
    QTRY_COMPARE_WITH_TIMEOUT(progress().part, QStringLiteral("migration 3 of 3"),
                              kMigrationPatience);
    QTRY_COMPARE_WITH_TIMEOUT(progress().done, qint64(1), kMigrationPatience);
    QCOMPARE(progress().total, qint64(2));
    // What is done stands in the console already.
    QTRY_VERIFY_WITH_TIMEOUT(window.page().strip().console().toPlainText().contains(
                                 QStringLiteral("1/2  CREATE TABLE more")),
                             kMigrationPatience);
    project.psql(QStringLiteral("tracker_local"), "INSERT INTO going VALUES (1)");
    window.settle();
    QCOMPARE(window.headline(QStringLiteral("local")), QStringLiteral("3 applied"));
}

void MigrationsRunsTest::recordsABaseline()
{
    MigrationsProject project(*m_cluster);
    MigrationsWindow window(project.path());
    window.choose(QStringLiteral("0000_init"));
    QAction *upTo = action(window.page(), QStringLiteral("All up to 0000_init…"));
    QVERIFY(upTo && upTo->isEnabled());
    upTo->trigger();
    PlanDialog *plan = window.dialog();
    QVERIFY2(plan, qPrintable(window.note()));
    QVERIFY2(plan->shown().title.contains(QStringLiteral("Record 1 migration")),
             qPrintable(plan->shown().title));
    window.agree();
    QVERIFY2(window.note().contains(QStringLiteral("1 migration recorded as applied on local")),
             qPrintable(window.note()));
    QCOMPARE(window.cell(QStringLiteral("0000_init"), QStringLiteral("local")),
             QStringLiteral("Applied"));
    QCOMPARE(window.headline(QStringLiteral("local")), QStringLiteral("1 pending"));
    // A row, and none of its SQL.
    QCOMPARE(project.psql(QStringLiteral("tracker_local"),
                          "SELECT count(*) FROM drizzle.__drizzle_migrations"),
             QByteArray("1"));
    QCOMPARE(project.psql(QStringLiteral("tracker_local"), "SELECT to_regclass('items')"),
             QByteArray());
}

void MigrationsRunsTest::rehearsesWhatIsPending()
{
    MigrationsProject project(*m_cluster);
    project.applyByHand(QStringLiteral("tracker_local"), 1);
    const int before = databases();
    MigrationsWindow window(project.path());
    QAction *rehearse = action(window.page(), QStringLiteral("Rehearse"));
    QVERIFY(rehearse && rehearse->isEnabled());
    rehearse->trigger();
    QTRY_VERIFY2_WITH_TIMEOUT(window.note().contains(QStringLiteral("rehearsal")),
                              qPrintable(window.note()), kMigrationPatience);
    QVERIFY2(window.note().contains(QStringLiteral("The rehearsal went well")),
             qPrintable(window.note()));
    QVERIFY(window.page().strip().rehearsal().rowCount() > 0);
    QCOMPARE(project.psql(QStringLiteral("tracker_local"), "SELECT to_regclass('labels')"),
             QByteArray());
    QTRY_COMPARE_WITH_TIMEOUT(databases(), before, kMigrationPatience);
    // One that fails leads to its line, and changes nothing either.
    project.add(QStringLiteral("0002_broken"),
                "CREATE TABLE fine (id int);\n--> statement-breakpoint\n"
                "ALTER TABLE items ADD COLUMN title text;\n");
    QTRY_COMPARE_WITH_TIMEOUT(window.page().model().rowCount(), 3, kMigrationPatience);
    window.settle();
    window.page().rehearse();
    QTRY_VERIFY2_WITH_TIMEOUT(window.note().contains(QStringLiteral("The rehearsal failed")),
                              qPrintable(window.note()), kMigrationPatience);
    QVERIFY2(window.press(QStringLiteral("Go to line 3")), qPrintable(window.note()));
    QCOMPARE(window.page().sql().reader().currentLine(), 3);
    QCOMPARE(project.psql(QStringLiteral("tracker_local"), "SELECT to_regclass('fine')"),
             QByteArray());
}

void MigrationsRunsTest::keepsSeveralFoldersApart()
{
    MigrationsProject project(*m_cluster, false);
    project.write(QStringLiteral("drizzle.config.ts"),
                  "export default { dialect: 'postgresql', out: './drizzle' };\n");
    project.add(QStringLiteral("0000_init"), "CREATE TABLE items (id int PRIMARY KEY);\n");
    project.write(QStringLiteral("reports/001_daily.sql"),
                  "-- Up\nCREATE TABLE daily (day date);\n-- Down\nDROP TABLE daily;\n");
    project.write(QStringLiteral("reports/002_weekly.sql"),
                  "-- Up\nCREATE TABLE weekly (week date);\n-- Down\nDROP TABLE weekly;\n");
    MigrationsWindow window(project.path());
    QComboBox *folders = nullptr;
    for (QComboBox *each : window.page().findChildren<QComboBox *>()) {
        if (each->accessibleName() == QStringLiteral("Folder of migrations"))
            folders = each;
    }
    QVERIFY(folders && folders->isVisible());
    QCOMPARE(folders->count(), 2);
    const auto show = [&](const QString &folder) {
        for (int i = 0; i < folders->count(); ++i) {
            if (folders->itemText(i).endsWith(folder)) {
                folders->setCurrentIndex(i);
                Q_EMIT folders->activated(i);
            }
        }
        window.settle();
    };
    show(QStringLiteral("reports"));
    QCOMPARE(window.page().model().rowCount(), 2);
    QCOMPARE(window.headline(QStringLiteral("local")), QStringLiteral("2 pending"));
    window.page().applyPending();
    window.agree();
    QVERIFY2(window.headline(QStringLiteral("local")) == QStringLiteral("2 applied"),
             qPrintable(window.note()));
    // The other folder is as it was, and what is read again stays at the one that is shown.
    QCOMPARE(folders->currentText().section(u' ', -1), QStringLiteral("reports"));
    QCOMPARE(project.psql(QStringLiteral("tracker_local"), "SELECT to_regclass('items')"),
             QByteArray());
    show(QStringLiteral("drizzle"));
    QCOMPARE(window.page().model().rowCount(), 1);
    QCOMPARE(window.headline(QStringLiteral("local")), QStringLiteral("1 pending"));
    window.page().applyPending();
    window.agree();
    QCOMPARE(window.headline(QStringLiteral("local")), QStringLiteral("1 applied"));
    QCOMPARE(project.psql(QStringLiteral("tracker_local"),
                          "SELECT count(*) FROM public.arborist_migrations"),
             QByteArray("2"));
    // Rolled back in one of them alone.
    show(QStringLiteral("reports"));
    window.page().rollBackLast();
    window.agree();
    QCOMPARE(window.headline(QStringLiteral("local")), QStringLiteral("1 pending"));
    QCOMPARE(project.psql(QStringLiteral("tracker_local"), "SELECT to_regclass('weekly')"),
             QByteArray());
    show(QStringLiteral("drizzle"));
    QCOMPARE(window.headline(QStringLiteral("local")), QStringLiteral("1 applied"));
}

QTEST_MAIN(MigrationsRunsTest)
#include "migrations_runs_test.moc"
