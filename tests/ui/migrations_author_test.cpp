// SPDX-License-Identifier: GPL-3.0-or-later
// What the Migrations page makes: ways back that are proposed, pushes to a local database, answers
// to what drizzle-kit asks.
#include "tests/migrations/npm_packages.h"
#include "tests/ui/migrations_window.h"
#include "ui/migrations/console_view.h"
#include "ui/migrations/new_migration_dialog.h"
#include "ui/migrations/rename_dialog.h"
#include <QComboBox>
#include <QJsonDocument>
#include <QJsonObject>

using namespace arborist;

namespace {

/// A snapshot of drizzle-kit 0.31 with the table items and these columns.
QByteArray snapshot(const char *id, const char *before, const QStringList &columns)
{
    QJsonObject all;
    for (const QString &column : columns)
        all.insert(column, QJsonObject{{QStringLiteral("name"), column},
                                       {QStringLiteral("type"), QStringLiteral("text")},
                                       {QStringLiteral("primaryKey"), false},
                                       {QStringLiteral("notNull"), false}});
    const QJsonObject table{{QStringLiteral("name"), QStringLiteral("items")},
                            {QStringLiteral("schema"), QString()},
                            {QStringLiteral("columns"), all}};
    return QJsonDocument(QJsonObject{{QStringLiteral("id"), QLatin1String(id)},
                                     {QStringLiteral("prevId"), QLatin1String(before)},
                                     {QStringLiteral("version"), QStringLiteral("7")},
                                     {QStringLiteral("dialect"), QStringLiteral("postgresql")},
                                     {QStringLiteral("tables"),
                                      QJsonObject{{QStringLiteral("public.items"), table}}}})
        .toJson();
}

const char *const kNone = "00000000-0000-0000-0000-000000000000";

} // namespace

class MigrationsAuthorTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanupTestCase() { m_cluster.reset(); }
    void proposesAWayBack();
    void saysWhyNoneCanBeProposed();
    void pushesNowhereElse();
    void pushesToTheLocalDatabase();
    void asksWhatIsNewAndWhatRenamed();

private:
    void addSnapshots(MigrationsProject &project)
    {
        project.write(QStringLiteral("drizzle/meta/0000_snapshot.json"),
                      snapshot("a", kNone, {QStringLiteral("id"), QStringLiteral("title")}));
        project.write(QStringLiteral("drizzle/meta/0001_snapshot.json"),
                      snapshot("b", "a", {QStringLiteral("id"), QStringLiteral("title")}));
    }

    QTemporaryDir m_data;
    std::unique_ptr<QTemporaryDir> m_fresh;
    std::unique_ptr<TestCluster> m_cluster;
};

void MigrationsAuthorTest::initTestCase()
{
    setUpWindowTest(m_data);
    m_cluster = std::make_unique<TestCluster>();
}

void MigrationsAuthorTest::init()
{
    m_fresh = std::make_unique<QTemporaryDir>();
    qputenv("ARBORIST_DATA_DIR", m_fresh->path().toUtf8());
}

void MigrationsAuthorTest::proposesAWayBack()
{
    MigrationsProject project(*m_cluster);
    addSnapshots(project);
    project.applyByHand(QStringLiteral("tracker_local"), 2);
    MigrationsWindow window(project.path());
    const QString file = project.file(QStringLiteral("drizzle/0000_init.down.sql"));
    // Where a roll-back finds none, it leads here.
    window.choose(QStringLiteral("0001_labels"));
    project.write(QStringLiteral("drizzle/0001_labels.down.sql"), "DROP INDEX labels;\n");
    window.choose(QStringLiteral("0000_init"));
    window.page().propose();
    QTRY_VERIFY_WITH_TIMEOUT(
        window.note().contains(QStringLiteral("way back for 0000_init is proposed")),
        kMigrationPatience);
    QVERIFY2(window.note().contains(QStringLiteral("public.items")), qPrintable(window.note()));
    // Line 3 fills the table: that leaves no trace in a snapshot.
    QVERIFY2(window.note().contains(QStringLiteral("Line 3")), qPrintable(window.note()));
    MigrationSqlPane &sql = window.page().sql();
    QVERIFY2(sql.reader().text().contains(QStringLiteral("DROP TABLE")),
             qPrintable(sql.reader().text()));
    QVERIFY(sql.caption().contains(QStringLiteral("not saved")));
    QCOMPARE(sql.direction(), MigrationSqlPane::Direction::Down);
    QVERIFY(!QFile::exists(file));
    // Left at the plan: it is there still.
    QVERIFY(window.press(QStringLiteral("Save it beside the migration…")));
    QVERIFY2(window.dialog(), qPrintable(window.note()));
    window.dialog()->reject();
    QTRY_VERIFY_WITH_TIMEOUT(window.note().contains(QStringLiteral("is proposed")),
                             kMigrationPatience);
    QVERIFY(!QFile::exists(file));
    const QString proposed = sql.reader().text();
    QVERIFY(window.press(QStringLiteral("Save it beside the migration…")));
    window.agree();
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(file), kMigrationPatience);
    window.settle();
    QVERIFY2(window.note().contains(QStringLiteral("Down script saved")),
             qPrintable(window.note()));
    QTRY_VERIFY_WITH_TIMEOUT(sql.caption().contains(QStringLiteral("bytes")), kMigrationPatience);
    QCOMPARE(sql.direction(), MigrationSqlPane::Direction::Down);
    QCOMPARE(sql.reader().text(), proposed);
    // Nothing has been run.
    QCOMPARE(project.psql(QStringLiteral("tracker_local"), "SELECT count(*) FROM items"),
             QByteArray("100"));
}

void MigrationsAuthorTest::saysWhyNoneCanBeProposed()
{
    MigrationsProject project(*m_cluster);
    project.applyByHand(QStringLiteral("tracker_local"), 1);
    MigrationsWindow window(project.path());
    // The refusal of a roll-back offers it; there are no snapshots to make it from.
    window.page().rollBackLast();
    window.settle();
    QVERIFY2(window.note().contains(QStringLiteral("no down script")), qPrintable(window.note()));
    QVERIFY(window.press(QStringLiteral("Propose a down script…")));
    QTRY_VERIFY_WITH_TIMEOUT(window.note().contains(QStringLiteral("snapshot")),
                             kMigrationPatience);
    QVERIFY2(!window.note().contains(QStringLiteral("is proposed")), qPrintable(window.note()));
    // What was read for one migration is gone at the next.
    addSnapshots(project);
    window.page().propose();
    QTRY_VERIFY_WITH_TIMEOUT(window.note().contains(QStringLiteral("is proposed")),
                             kMigrationPatience);
    window.choose(QStringLiteral("0001_labels"));
    QVERIFY2(window.note().isEmpty(), qPrintable(window.note()));
    QCOMPARE(window.page().sql().direction(), MigrationSqlPane::Direction::Up);
}

void MigrationsAuthorTest::pushesNowhereElse()
{
    MigrationsProject project(*m_cluster);
    project.append(QStringLiteral("arborist.toml"), "push = \"touch pushed\"\n");
    MigrationsWindow window(project.path(), QStringLiteral("staging"));
    window.page().push();
    window.settle();
    QVERIFY(!window.page().flow().dialog());
    QVERIFY2(window.note().contains(QStringLiteral("“staging” is not a stage of development")),
             qPrintable(window.note()));
    QVERIFY(!QFile::exists(project.file(QStringLiteral("pushed"))));
}

void MigrationsAuthorTest::pushesToTheLocalDatabase()
{
    MigrationsProject project(*m_cluster);
    addSnapshots(project);
    project.applyByHand(QStringLiteral("tracker_local"), 2);
    project.psql(QStringLiteral("tracker_local"),
                 "CREATE TABLE stray AS SELECT generate_series(1, 3) AS n");
    project.append(QStringLiteral("arborist.toml"), "push = \"sh push.sh\"\n");
    project.write(QStringLiteral("drizzle.config.ts"),
                  "export default { dialect: 'postgresql', out: './drizzle', dbCredentials: { "
                  "url: process.env.DB_CONNECTION_STRING! } };\n");
    project.write(QStringLiteral("push.sh"),
                  "printf 'Drop stray? '\nread answer\n[ \"$answer\" = yes ] || exit 1\n"
                  "psql -X \"$DB_CONNECTION_STRING\" -c 'DROP TABLE stray' || exit 1\n"
                  "echo 'Changes applied'\n");
    MigrationsWindow window(project.path());
    window.page().push();
    PlanDialog *plan = window.dialog();
    QVERIFY2(plan, qPrintable(window.note()));
    QVERIFY2(plan->shown().plan.loses.join(u' ').contains(QStringLiteral("public.stray")),
             qPrintable(plan->shown().plan.loses.join(u' ')));
    if (plan->shown().requirement == stages::Requirement::TypeName)
        QTest::keyClicks(plan->findChild<QLineEdit *>(QStringLiteral("confirmation")),
                         plan->shown().nameToType);
    plan->accept();
    ConsoleView &console = window.page().strip().console();
    QTRY_VERIFY_WITH_TIMEOUT(console.toPlainText().contains(QStringLiteral("Drop stray?")),
                             kMigrationPatience);
    QVERIFY(console.isTerminal());
    QTest::keyClicks(&console, QStringLiteral("yes"));
    QTest::keyClick(&console, Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(!console.isTerminal(), kMigrationPatience);
    window.settle();
    QVERIFY2(window.note().contains(QStringLiteral("Pushed to local")), qPrintable(window.note()));
    QVERIFY2(console.toPlainText().contains(QStringLiteral("Changes applied")),
             qPrintable(console.toPlainText()));
    QCOMPARE(project.psql(QStringLiteral("tracker_local"), "SELECT to_regclass('stray')"),
             QByteArray());
}

/// The real drizzle-kit 1.0, which would ask at a terminal: here it is a dialog.
void MigrationsAuthorTest::asksWhatIsNewAndWhatRenamed()
{
    const QString packages =
        npmPackages({QStringLiteral("drizzle-kit@1.0.0-rc.5"),
                     QStringLiteral("drizzle-orm@1.0.0-rc.5"), QStringLiteral("pg@8")});
    if (packages.isEmpty())
        QSKIP("npm or its registry cannot be reached: drizzle-kit is not at hand");
    MigrationsProject project(*m_cluster, false);
    const QByteArray head = "import { pgTable, integer, text } from 'drizzle-orm/pg-core';\n"
                            "export const t = pgTable('t', { id: integer('id').primaryKey(), ";
    project.write(QStringLiteral("package.json"), "{\"type\": \"module\"}");
    project.write(QStringLiteral("drizzle.config.ts"),
                  "import { defineConfig } from 'drizzle-kit';\n"
                  "export default defineConfig({ dialect: 'postgresql', schema: './schema.ts', "
                  "out: './drizzle' });\n");
    project.write(QStringLiteral("schema.ts"), head + "b: text('b'), c: text('c') });\n");
    QFile::link(packages + QStringLiteral("/node_modules"),
                project.file(QStringLiteral("node_modules")));
    const RanProgram first =
        runProgram(project.path(), QStringLiteral("node"),
                   {QStringLiteral("node_modules/drizzle-kit/bin.cjs"), QStringLiteral("generate"),
                    QStringLiteral("--name=first")});
    QVERIFY2(first.fine, first.output);
    project.write(QStringLiteral("schema.ts"), head + "b2: text('b2'), c: text('c') });\n");
    MigrationsWindow window(project.path());
    QCOMPARE(window.page().model().rowCount(), 1);
    window.page().askGenerate();
    NewMigrationDialog *naming = nullptr;
    QTRY_VERIFY_WITH_TIMEOUT((naming = window.window->findChild<NewMigrationDialog *>()) != nullptr,
                             kMigrationPatience);
    naming->setName(QStringLiteral("second"));
    naming->accept();
    RenameDialog *asking = nullptr;
    QTRY_VERIFY_WITH_TIMEOUT((asking = window.window->findChild<RenameDialog *>()) != nullptr,
                             kMigrationPatience);
    QCOMPARE(asking->answers().size(), size_t(1));
    QComboBox *answer = asking->answers().front();
    QVERIFY(answer->accessibleName().contains(QStringLiteral("public.t.b2")));
    QCOMPARE(answer->count(), 2); // c is there still
    QCOMPARE(answer->itemText(1), QStringLiteral("Renamed, was b"));
    QCOMPARE(window.page().model().rowCount(), 1);
    answer->setCurrentIndex(1);
    asking->accept();
    QTRY_COMPARE_WITH_TIMEOUT(window.page().model().rowCount(), 2, kMigrationPatience);
    window.settle();
    QTRY_VERIFY2_WITH_TIMEOUT(
        window.page().sql().reader().text().contains(QStringLiteral("RENAME COLUMN \"b\"")),
        qPrintable(window.page().sql().reader().text() + window.note()), kMigrationPatience);
    QVERIFY(!window.page().strip().console().isTerminal());
}

QTEST_MAIN(MigrationsAuthorTest)
#include "migrations_author_test.moc"
