// SPDX-License-Identifier: GPL-3.0-or-later
// The migrations page in the real window, on a real server: what it shows, and what it does.
#include "models/common/chart_table_model.h"
#include "services/core/gui_thread_guard.h"
#include "tests/ui/migrations_window.h"
#include "ui/migrations/console_view.h"
#include "ui/migrations/duration_chart.h"
#include "ui/migrations/hazard_list.h"
#include "ui/migrations/new_migration_dialog.h"
#include "ui/style/arborist_style.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/view_tools.h"
#include <QHeaderView>
#include <QSettings>
#include <QSignalSpy>

using namespace arborist;

class MigrationsPageTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init() { settings().clear(); }
    void cleanupTestCase() { m_cluster.reset(); }
    void showsWhichMigrationIsWhere();
    void appliesWhatIsPendingByAPlan();
    void appliesUpToTheSelectedOne();
    void leadsToThePlaceOfAFailure();
    void rollsBackWhatHasAWayBack();
    void asksForEachStage();
    void showsHazardsInTheSql();
    void createsAMigration();
    void answersTheProjectsCommand();
    void followsTheFiles();
    void findsAndFilters();
    void saysWhatIsMissing();
    void saysWhatIsWrongWithTheFolder();

private:
    QTemporaryDir m_data;
    std::unique_ptr<TestCluster> m_cluster;
};

void MigrationsPageTest::initTestCase()
{
    QVERIFY(m_data.isValid());
    qputenv("ARBORIST_DATA_DIR", m_data.filePath(QStringLiteral("data")).toUtf8());
    qunsetenv("ARBORIST_STAGE");
    qunsetenv("DEVSTRIDE_STAGE");
    setUpLook();
    forbidConnectionsOnThisThread();
    m_cluster = std::make_unique<TestCluster>();
}

void MigrationsPageTest::showsWhichMigrationIsWhere()
{
    MigrationsProject project(*m_cluster);
    project.applyByHand(QStringLiteral("tracker_local"), 2);
    project.applyByHand(QStringLiteral("tracker_staging"), 1);
    MigrationsWindow window(project.path());
    QCOMPARE(window.cell(QStringLiteral("0001_labels"), QStringLiteral("local")),
             QStringLiteral("Applied"));
    QCOMPARE(window.cell(QStringLiteral("0001_labels"), QStringLiteral("staging")),
             QStringLiteral("Pending"));
    // One that does not answer says so in its column, and the others stay.
    QCOMPARE(window.headline(QStringLiteral("broken")), QStringLiteral("No answer"));
    QCOMPARE(window.headline(QStringLiteral("local")), QStringLiteral("2 applied"));
    QCOMPARE(window.headline(QStringLiteral("staging")), QStringLiteral("1 pending"));
    QVERIFY2(window.status().startsWith(QStringLiteral("Nothing pending on local")),
             qPrintable(window.status()));
    QVERIFY(window.status().contains(QStringLiteral("broken does not answer")));
    // The SQL of the newest one, and the way back beside it.
    QCOMPARE(window.page().sql().reader().text(),
             QStringLiteral("CREATE INDEX labels ON items (title);\n"));
    QVERIFY(window.page().sql().caption().startsWith(QStringLiteral("drizzle")));
    QVERIFY(window.page().sql().caption().contains(QStringLiteral("1 statement")));
    window.page().sql().setDirection(MigrationSqlPane::Direction::Down);
    QCOMPARE(window.page().sql().reader().text(), QStringLiteral("DROP INDEX labels;\n"));
    // What an edit makes of it, on each stage that has it.
    project.append(QStringLiteral("drizzle/0000_init.sql"), "-- later\n");
    window.page().refresh();
    window.settle();
    QCOMPARE(window.cell(QStringLiteral("0000_init"), QStringLiteral("local")),
             QStringLiteral("Edited"));
    QVERIFY(window.status().contains(QStringLiteral("1 edited after it was applied")));
    QVERIFY(window.page().needsAttention());
    window.choose(QStringLiteral("0000_init"));
    QVERIFY(!window.page().inspector().problems().isEmpty());
    // Rows as a table, stages and all.
    const QString tsv = toTsv(window.page().timeline());
    QVERIFY2(tsv.startsWith(QStringLiteral("Migration\tlocal\tstaging\tbroken\n")),
             qPrintable(tsv));
}

void MigrationsPageTest::appliesWhatIsPendingByAPlan()
{
    MigrationsProject project(*m_cluster);
    MigrationsWindow window(project.path());
    QCOMPARE(window.headline(QStringLiteral("local")), QStringLiteral("2 pending"));
    window.page().applyPending();
    PlanDialog *plan = window.dialog();
    QVERIFY2(plan, qPrintable(window.note()));
    QCOMPARE(plan->shown().stage.name, QStringLiteral("local"));
    QVERIFY(plan->shown().title.contains(QStringLiteral("2 migrations")));
    QCOMPARE(project.psql(QStringLiteral("tracker_local"), "SELECT to_regclass('items')"),
             QByteArray());
    window.agree();
    QVERIFY2(window.headline(QStringLiteral("local")) == QStringLiteral("2 applied"),
             qPrintable(window.note()));
    QCOMPARE(project.psql(QStringLiteral("tracker_local"),
                          "SELECT count(*) FROM drizzle.__drizzle_migrations"),
             QByteArray("2"));
    QCOMPARE(project.psql(QStringLiteral("tracker_local"), "SELECT count(*) FROM items"),
             QByteArray("100"));
    QVERIFY2(window.note().contains(QStringLiteral("2 migrations applied to local")),
             qPrintable(window.note()));
    const QString console = window.page().strip().console().toPlainText();
    QVERIFY2(console.contains(QStringLiteral("0001_labels")), qPrintable(console));
    // How long it took is known from now on.
    const auto *reading = window.page().model().stage(QStringLiteral("local"));
    QVERIFY(reading->times.contains(QStringLiteral("0000_init")));
    QVERIFY(window.page().strip().durations().table()->rowCount() > 0);
    // Once more: there is nothing to do.
    window.page().applyPending();
    window.settle();
    QVERIFY(!window.page().flow().dialog());
    QVERIFY2(window.note().contains(QStringLiteral("Nothing")), qPrintable(window.note()));
}

void MigrationsPageTest::appliesUpToTheSelectedOne()
{
    MigrationsProject project(*m_cluster);
    project.add(QStringLiteral("0002_more"), "CREATE TABLE more (id int);\n");
    MigrationsWindow window(project.path());
    window.choose(QStringLiteral("0001_labels"));
    QVERIFY(window.press(QStringLiteral("Apply to local…")));
    window.agree();
    QCOMPARE(window.headline(QStringLiteral("local")), QStringLiteral("1 pending"));
    QCOMPARE(window.cell(QStringLiteral("0001_labels"), QStringLiteral("local")),
             QStringLiteral("Applied"));
    // A protected stage wants more than a click.
    window.session.setTarget(QStringLiteral("staging"));
    window.settle();
    window.page().applyPending();
    PlanDialog *plan = window.dialog();
    QVERIFY2(plan, qPrintable(window.note()));
    QCOMPARE(plan->shown().stage.name, QStringLiteral("staging"));
    QVERIFY(plan->shown().requirement != stages::Requirement::Yes);
    plan->reject();
    window.settle();
    QCOMPARE(window.headline(QStringLiteral("staging")), QStringLiteral("3 pending"));
    window.waitForChecks();
}

void MigrationsPageTest::leadsToThePlaceOfAFailure()
{
    MigrationsProject project(*m_cluster);
    project.add(QStringLiteral("0002_broken"),
                "CREATE TABLE fine (id int);\n--> statement-breakpoint\n"
                "ALTER TABLE items\n  ADD COLUMN title text;\n");
    MigrationsWindow window(project.path());
    window.page().applyPending();
    window.agree();
    // What succeeded stays; the broken one leaves nothing.
    QCOMPARE(window.headline(QStringLiteral("local")), QStringLiteral("1 pending"));
    QCOMPARE(window.cell(QStringLiteral("0001_labels"), QStringLiteral("local")),
             QStringLiteral("Applied"));
    QCOMPARE(project.psql(QStringLiteral("tracker_local"), "SELECT to_regclass('fine')"),
             QByteArray());
    const QString note = window.note();
    QVERIFY2(note.contains(QStringLiteral("drizzle/0002_broken.sql:3:1")), qPrintable(note));
    QVERIFY2(note.contains(QStringLiteral("42701")), qPrintable(note));
    QCOMPARE(window.page().timeline().currentMigration(), qsizetype(2));
    QCOMPARE(window.page().sql().reader().currentLine(), 3);
    QVERIFY(std::ranges::any_of(window.page().sql().reader().marks(), [](const auto &mark) {
        return mark.line == 3 && mark.glyph == Glyph::Failed;
    }));
    QVERIFY(window.press(QStringLiteral("Go to line 3")));
    // Mended, it goes through, from the note itself.
    project.write(QStringLiteral("drizzle/0002_broken.sql"), "CREATE TABLE fine (id int);\n");
    window.page().refresh();
    window.settle();
    QVERIFY(window.press(QStringLiteral("Apply again…")));
    window.agree();
    QCOMPARE(window.headline(QStringLiteral("local")), QStringLiteral("3 applied"));
}

void MigrationsPageTest::rollsBackWhatHasAWayBack()
{
    MigrationsProject project(*m_cluster);
    project.applyByHand(QStringLiteral("tracker_local"), 2);
    MigrationsWindow window(project.path());
    window.page().rollBackLast();
    PlanDialog *plan = window.dialog();
    QVERIFY2(plan, qPrintable(window.note()));
    QVERIFY(plan->shown().title.contains(QStringLiteral("0001_labels")));
    QCOMPARE(plan->shown().requirement, stages::Requirement::TypeName);
    window.agree();
    QVERIFY2(window.cell(QStringLiteral("0001_labels"), QStringLiteral("local")) ==
                 QStringLiteral("Pending"),
             qPrintable(window.note()));
    QCOMPARE(project.psql(QStringLiteral("tracker_local"), "SELECT to_regclass('labels')"),
             QByteArray());
    // The first one has no down script: refused before anything is asked.
    window.page().rollBackLast();
    window.settle();
    QVERIFY(!window.page().flow().dialog());
    QVERIFY2(window.note().contains(QStringLiteral("0000_init")), qPrintable(window.note()));
    QCOMPARE(window.cell(QStringLiteral("0000_init"), QStringLiteral("local")),
             QStringLiteral("Applied"));
}

void MigrationsPageTest::asksForEachStage()
{
    MigrationsProject project(*m_cluster);
    MigrationsWindow window(project.path());
    window.page().applyEverywhere();
    PlanDialog *plan = window.dialog();
    QVERIFY2(plan, qPrintable(window.note()));
    QCOMPARE(plan->shown().stage.name, QStringLiteral("local"));
    plan->accept();
    QTRY_VERIFY_WITH_TIMEOUT(window.page().flow().dialog() &&
                                 window.page().flow().dialog()->shown().stage.name ==
                                     QStringLiteral("staging"),
                             kMigrationPatience);
    QCOMPARE(window.headline(QStringLiteral("local")), QStringLiteral("2 applied"));
    window.page().flow().dialog()->reject();
    window.settle();
    QCOMPARE(window.headline(QStringLiteral("staging")), QStringLiteral("2 pending"));
}

void MigrationsPageTest::showsHazardsInTheSql()
{
    MigrationsProject project(*m_cluster);
    project.applyByHand(QStringLiteral("tracker_local"), 2);
    project.add(QStringLiteral("0002_hazards"),
                "ALTER TABLE items ADD COLUMN note text;\n--> statement-breakpoint\n"
                "ALTER TABLE items DROP COLUMN title;\n");
    MigrationsWindow window(project.path());
    window.choose(QStringLiteral("0002_hazards"));
    const auto hazards = window.page().inspector().findChild<HazardList *>()->hazards();
    QVERIFY(!hazards.empty());
    QVERIFY(std::ranges::any_of(hazards, [](const auto &each) { return each.line == 3; }));
    QVERIFY(std::ranges::any_of(window.page().sql().reader().marks(),
                                [](const auto &mark) { return mark.line == 3; }));
    Q_EMIT window.page().inspector().placeRequested(3, 1);
    QCOMPARE(window.page().sql().reader().currentLine(), 3);
    // All that is pending somewhere, in a table of its own.
    window.page().lintAll();
    QTRY_VERIFY_WITH_TIMEOUT(window.page().strip().hazards().rowCount() > 0, kMigrationPatience);
}

void MigrationsPageTest::createsAMigration()
{
    MigrationsProject project(*m_cluster);
    project.applyByHand(QStringLiteral("tracker_local"), 2);
    MigrationsWindow window(project.path());
    auto *asking = qobject_cast<NewMigrationDialog *>(window.page().askCreate());
    QVERIFY(asking);
    asking->setName(QStringLiteral("add_tags"));
    asking->accept();
    window.agree();
    QTRY_COMPARE_WITH_TIMEOUT(window.page().model().rowCount(), 3, kMigrationPatience);
    window.settle();
    QVERIFY(
        window.page().model().index(0, 0).data().toString().endsWith(QStringLiteral("add_tags")));
    QCOMPARE(window.headline(QStringLiteral("local")), QStringLiteral("1 pending"));
}

/// The project's own command asks something at its terminal, and is answered by keys.
void MigrationsPageTest::answersTheProjectsCommand()
{
    MigrationsProject project(*m_cluster);
    project.append(QStringLiteral("arborist.toml"), "generate = \"sh generate.sh\"\n");
    project.add(QStringLiteral("0002_generated"), "CREATE TABLE generated (id int);\n");
    QVERIFY(QFile::rename(project.file(QStringLiteral("drizzle/meta/_journal.json")),
                          project.file(QStringLiteral("next.json"))));
    QVERIFY(QFile::rename(project.file(QStringLiteral("drizzle/0002_generated.sql")),
                          project.file(QStringLiteral("next.sql"))));
    project.write(QStringLiteral("generate.sh"),
                  "printf 'Is this a new table? '\nread answer\n[ \"$answer\" = yes ] || exit 1\n"
                  "cp next.sql drizzle/0002_generated.sql\n"
                  "cp next.json drizzle/meta/_journal.json\necho made\n");
    project.forget(QStringLiteral("0002_generated"));
    MigrationsWindow window(project.path());
    QCOMPARE(window.page().model().rowCount(), 2);
    window.page().askGenerate();
    NewMigrationDialog *asking = nullptr;
    QTRY_VERIFY_WITH_TIMEOUT((asking = window.window->findChild<NewMigrationDialog *>()) != nullptr,
                             kMigrationPatience);
    asking->accept();
    ConsoleView &console = window.page().strip().console();
    QTRY_VERIFY_WITH_TIMEOUT(console.toPlainText().contains(QStringLiteral("Is this a new table?")),
                             kMigrationPatience);
    QVERIFY(console.isTerminal());
    QTest::keyClicks(&console, QStringLiteral("yes"));
    QTest::keyClick(&console, Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(!console.isTerminal(), kMigrationPatience);
    QTRY_COMPARE_WITH_TIMEOUT(window.page().model().rowCount(), 3, kMigrationPatience);
    window.settle();
    QVERIFY2(console.toPlainText().contains(QStringLiteral("made")),
             qPrintable(console.toPlainText()));
    QVERIFY(!window.note().isEmpty());
    QCOMPARE(window.page().timeline().currentMigration(), qsizetype(2));
}

void MigrationsPageTest::followsTheFiles()
{
    MigrationsProject project(*m_cluster);
    project.applyByHand(QStringLiteral("tracker_local"), 2);
    MigrationsWindow window(project.path());
    window.choose(QStringLiteral("0000_init"));
    project.add(QStringLiteral("0002_outside"), "CREATE TABLE outside (id int);\n");
    QTRY_COMPARE_WITH_TIMEOUT(window.page().model().rowCount(), 3, kMigrationPatience);
    window.settle();
    QCOMPARE(window.headline(QStringLiteral("local")), QStringLiteral("1 pending"));
    // What was selected is selected still.
    QCOMPARE(window.page().timeline().currentMigration(), qsizetype(0));
}

void MigrationsPageTest::findsAndFilters()
{
    MigrationsProject project(*m_cluster);
    project.applyByHand(QStringLiteral("tracker_local"), 1);
    project.applyByHand(QStringLiteral("tracker_staging"), 2);
    MigrationsWindow window(project.path());
    TimelineView &timeline = window.page().timeline();
    QCOMPARE(timeline.shownRows(), 2);
    window.page().findChild<SearchField *>()->setText(QStringLiteral("LABEL"));
    QCOMPARE(timeline.shownRows(), 1);
    window.page().findChild<SearchField *>()->clear();
    timeline.setFilter({}, int(migrations::State::Pending));
    QCOMPARE(timeline.shownRows(), 1);
    timeline.setFilter({}, int(migrations::State::Skipped));
    QCOMPARE(timeline.shownRows(), 0);
    timeline.setFilter({}, TimelineView::kAnyState);
    // Sorting stays when the stages are read again.
    timeline.sortByColumn(1, Qt::DescendingOrder);
    QCOMPARE(timeline.model()->index(0, 0).data().toString(), QStringLiteral("0001_labels"));
    timeline.selectAll();
    QCOMPARE(timeline.chosen().size(), size_t(2));
    window.page().refresh();
    window.settle();
    QCOMPARE(timeline.horizontalHeader()->sortIndicatorSection(), 1);
    QCOMPARE(timeline.chosen().size(), size_t(2));
}

void MigrationsPageTest::saysWhatIsMissing()
{
    MigrationsProject project(*m_cluster, false);
    MigrationsWindow window(project.path());
    const auto shown = [&window] {
        QStringList texts;
        for (const auto *label : window.page().findChildren<QLabel *>()) {
            if (label->isVisible())
                texts << label->text();
        }
        return texts.join(u'\n');
    };
    QVERIFY2(shown().contains(QStringLiteral("No migrations found in tracker")),
             qPrintable(shown()));
    QVERIFY(shown().contains(QStringLiteral("[migrations]")));
    window.page().applyPending(); // nothing there, nothing happens
    QVERIFY(!window.page().flow().isBusy());
}

void MigrationsPageTest::saysWhatIsWrongWithTheFolder()
{
    MigrationsProject project(*m_cluster);
    project.applyByHand(QStringLiteral("tracker_local"), 1);
    project.append(QStringLiteral("drizzle/meta/_journal.json"),
                   "\n<<<<<<< HEAD\n=======\n>>>>>>> other\n");
    MigrationsWindow window(project.path());
    QVERIFY2(!window.note().isEmpty(), qPrintable(window.status()));
    QVERIFY(window.page().strip().problems().rowCount() > 0);
    QVERIFY(window.page().needsAttention());
    window.page().applyPending();
    window.settle();
    QVERIFY(!window.page().flow().dialog());
}

QTEST_MAIN(MigrationsPageTest)
#include "migrations_page_test.moc"
