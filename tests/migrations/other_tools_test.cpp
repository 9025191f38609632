// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/migrations/ledgers/settle_tool.h"
#include "services/migrations/status.h"
#include "services/postgres/connection.h"
#include "tests/migrations/project.h"
#include "tests/support/test_cluster.h"
#include <QTest>
#include <optional>

using namespace arborist;
using namespace arborist::migrations;

Q_DECLARE_METATYPE(Tool)

/// A folder that a tool is known by, and two migrations in it.
struct Sample {
    Tool tool;
    QList<std::pair<QString, QByteArray>> files;
    QStringList names;
    bool hasDown = true;
};

/// Folders and ledgers of everything but Drizzle.
class OtherToolsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_cluster.emplace(); }
    void init();
    void toolsAreTold_data();
    void toolsAreTold();
    void rowsComeAndGo_data() { toolsAreTold_data(); }
    void rowsComeAndGo();
    void lateOnesAreTold_data() { toolsAreTold_data(); }
    void lateOnesAreTold();
    void foreignTablesAreRefused_data();
    void foreignTablesAreRefused();
    void golangMigrateIsDirtyAfterFailure();
    void oldGooseRowsCount();
    void tableTellsWhatNamesLeaveOpen();
    void severalSetsAreAllFound();
    void sectionWithoutFolderChooses();
    void filesThatCannotBeReadAreNotPending();

private:
    std::optional<TestCluster> m_cluster;
    std::optional<postgres::Connection> m_connection;
};

Q_DECLARE_METATYPE(Sample)

void OtherToolsTest::init()
{
    m_connection.emplace(postgres::Connection::open(m_cluster->info()));
    m_connection->execScript("SET client_min_messages = error; DROP SCHEMA IF EXISTS drizzle "
                             "CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public");
}

void OtherToolsTest::toolsAreTold_data()
{
    QTest::addColumn<Sample>("sample");
    const QString a = QStringLiteral("20240101000000_a"), b = QStringLiteral("20240102000000_b");
    const QString sql = QStringLiteral(".sql");
    const auto text = [](const char *up, const char *down) {
        return QByteArray(up) + "\nSELECT 1;\n" + down + "\nSELECT 2;\n";
    };
    const QByteArray dbmate = text("-- migrate:up", "-- migrate:down");
    QTest::newRow("dbmate") << Sample{Tool::Dbmate, {{a + sql, dbmate}, {b + sql, dbmate}}, {a, b}};
    const QByteArray goose = text("-- +goose Up", "-- +goose Down");
    QTest::newRow("goose") << Sample{Tool::Goose, {{a + sql, goose}, {b + sql, goose}}, {a, b}};
    QTest::newRow("golang-migrate") << Sample{Tool::GolangMigrate,
                                              {{QStringLiteral("1_a.up.sql"), "SELECT 1"},
                                               {QStringLiteral("1_a.down.sql"), "SELECT 2"},
                                               {QStringLiteral("2_b.up.sql"), "SELECT 1"},
                                               {QStringLiteral("2_b.down.sql"), "SELECT 2"}},
                                              {QStringLiteral("1_a"), QStringLiteral("2_b")}};
    const QByteArray nodePg = text("-- Up Migration", "-- Down Migration");
    QTest::newRow("node-pg-migrate")
        << Sample{Tool::NodePgMigrate,
                  {{QStringLiteral("1700000000000_a.sql"), nodePg},
                   {QStringLiteral("1700000000001_b.sql"), nodePg}},
                  {QStringLiteral("1700000000000_a"), QStringLiteral("1700000000001_b")}};
    QTest::newRow("node-pg-migrate in JavaScript")
        << Sample{Tool::NodePgMigrate,
                  {{QStringLiteral("1700000000000_a.js"), "exports.up = (pgm) => {};"},
                   {QStringLiteral("1700000000001_b.js"), "export const up = (pgm) => {};"}},
                  {QStringLiteral("1700000000000_a"), QStringLiteral("1700000000001_b")},
                  false};
    const QByteArray plain = text("-- Up", "-- Down");
    QTest::newRow("SQL") << Sample{
        Tool::Sql,
        {{QStringLiteral("001_a.sql"), plain}, {QStringLiteral("002_b.sql"), plain}},
        {QStringLiteral("001_a"), QStringLiteral("002_b")}};
    QTest::newRow("SQL with sidecars")
        << Sample{Tool::Sql,
                  {{QStringLiteral("001_a.sql"), "SELECT 1"},
                   {QStringLiteral("001_a.down.sql"), "SELECT 2"},
                   {QStringLiteral("002_b.sql"), "SELECT 1"},
                   {QStringLiteral("002_b.down.sql"), "SELECT 2"}},
                  {QStringLiteral("001_a"), QStringLiteral("002_b")}};
    const auto typeOrm = [](const QByteArray &name, const QByteArray &own) {
        return "import { MigrationInterface, QueryRunner } from 'typeorm';\n"
               "export class " +
               name + " implements MigrationInterface {\n" + own +
               "  async up(queryRunner: QueryRunner) { await queryRunner.query(`SELECT 1`); }\n"
               "  async down(queryRunner: QueryRunner) {}\n}\n";
    };
    QTest::newRow("TypeORM") << Sample{
        Tool::TypeOrm,
        {{QStringLiteral("1700000000000-First.ts"), typeOrm("First1700000000000", "")},
         // The file's number is not the class's, and the name is neither.
         {QStringLiteral("1600000000001-Second.ts"),
          typeOrm("Renamed", "  name = 'Second1700000000001'\n")}},
        {QStringLiteral("First1700000000000"), QStringLiteral("Second1700000000001")},
        false};
}

namespace {

void write(const Project &project, const Sample &sample)
{
    for (const auto &[name, text] : sample.files)
        project.write(QStringLiteral("db/migrations/") + name, text);
}

QStringList names(const MigrationSet &set)
{
    QStringList found;
    for (const Migration &each : set.migrations)
        found.append(each.name);
    return found;
}

} // namespace

void OtherToolsTest::toolsAreTold()
{
    QFETCH(Sample, sample);
    Project project;
    write(project, sample);
    const MigrationSet set = project.set();
    QCOMPARE(toKey(set.tool), toKey(sample.tool));
    QCOMPARE(set.shown, QStringLiteral("db/migrations"));
    QCOMPARE(names(set), sample.names);
    QCOMPARE(codes(set.problems), QStringList());
    QCOMPARE(set.migrations[0].down.has_value(), sample.hasDown);
    QCOMPARE(set.migrations[0].up.has_value(), set.migrations[0].isRunnable);
}

void OtherToolsTest::rowsComeAndGo()
{
    QFETCH(Sample, sample);
    Project project;
    write(project, sample);
    const MigrationSet set = project.set();
    const auto ledger = Ledger::of(set);
    QVERIFY(!ledger->read(*m_connection).exists);
    for (int again = 0; again < 2; ++again) // what is there stays
        ledger->create(*m_connection);
    QCOMPARE(statusOf(set, ledger->read(*m_connection)).pending, 2);
    for (const Migration &each : set.migrations) {
        m_connection->execScript("BEGIN");
        ledger->lock(*m_connection);
        QVERIFY(!ledger->isRecorded(*m_connection, each));
        ledger->record(*m_connection, each);
        QVERIFY(ledger->isRecorded(*m_connection, each));
        m_connection->execScript("COMMIT");
    }
    SetStatus status = statusOf(set, ledger->read(*m_connection));
    QCOMPARE(status.applied, 2);
    QCOMPARE(codes(status.problems), QStringList());
    // The plan's text does the same.
    m_connection->execScript(ledger->forgetSql(set.migrations[1]).toUtf8());
    QCOMPARE(statusOf(set, ledger->read(*m_connection)).applied, 1);
    QVERIFY_THROWS_EXCEPTION(Error, ledger->forget(*m_connection, set.migrations[1]));
    m_connection->execScript(ledger->recordSql(set.migrations[1]).toUtf8());
    QCOMPARE(statusOf(set, ledger->read(*m_connection)).applied, 2);
    ledger->forget(*m_connection, set.migrations[1]);
    ledger->forget(*m_connection, set.migrations[0]);
    status = statusOf(set, ledger->read(*m_connection));
    QCOMPARE(status.applied, 0);
    QCOMPARE(status.pendingIndexes(), (std::vector<qsizetype>{0, 1}));
}

void OtherToolsTest::lateOnesAreTold()
{
    QFETCH(Sample, sample);
    if (sample.tool == Tool::GolangMigrate)
        return; // its ledger is one version: what is older counts as applied
    Project project;
    write(project, sample);
    const MigrationSet set = project.set();
    const auto ledger = Ledger::of(set);
    ledger->create(*m_connection);
    ledger->record(*m_connection, set.migrations[1]);
    Migration strange = set.migrations[0];
    strange.id = sample.tool == Tool::Goose || sample.tool == Tool::Dbmate
                     ? QStringLiteral("20230101000000")
                     : QStringLiteral("strange1600000000000");
    ledger->record(*m_connection, strange);
    const SetStatus status = statusOf(set, ledger->read(*m_connection));
    QCOMPARE(toKey(status.migrations[0].state), QStringLiteral("out-of-order"));
    QCOMPARE(codes(status.problems),
             (QStringList{QStringLiteral("orphan-row ") + strange.id,
                          QStringLiteral("out-of-order ") + set.migrations[0].name}));
    const bool isRefused = sample.tool == Tool::Goose || sample.tool == Tool::NodePgMigrate;
    QCOMPARE(status.problems.back().severity == Severity::Error, isRefused);
}

void OtherToolsTest::foreignTablesAreRefused_data()
{
    QTest::addColumn<Tool>("tool");
    QTest::addColumn<QByteArray>("table");
    QTest::addColumn<QString>("said");
    QTest::newRow("golang-migrate's to dbmate")
        << Tool::Dbmate
        << QByteArray("CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean)")
        << QStringLiteral("golang-migrate");
    QTest::newRow("dbmate's to golang-migrate")
        << Tool::GolangMigrate
        << QByteArray("CREATE TABLE schema_migrations (version varchar PRIMARY KEY)")
        << QStringLiteral("dbmate");
    QTest::newRow("of an application")
        << Tool::TypeOrm << QByteArray("CREATE TABLE migrations (id serial, bird text)")
        << QStringLiteral("other columns");
}

void OtherToolsTest::foreignTablesAreRefused()
{
    QFETCH(Tool, tool);
    QFETCH(QByteArray, table);
    QFETCH(QString, said);
    m_connection->execScript(table);
    MigrationSet set;
    set.tool = tool;
    set.ledger.table =
        tool == Tool::TypeOrm ? QStringLiteral("migrations") : QStringLiteral("schema_migrations");
    const LedgerState state = Ledger::of(set)->read(*m_connection);
    QVERIFY(state.exists);
    QCOMPARE(codes(state.problems), QStringList(QStringLiteral("foreign-ledger")));
    QVERIFY2(state.problems[0].text.contains(said), qPrintable(state.problems[0].text));
}

void OtherToolsTest::golangMigrateIsDirtyAfterFailure()
{
    Project project;
    project.write(QStringLiteral("migrations/1_a.up.sql"), "SELECT 1");
    project.write(QStringLiteral("migrations/2_b.up.sql"), "SELECT 1");
    const MigrationSet set = project.set();
    const auto ledger = Ledger::of(set);
    ledger->create(*m_connection);
    ledger->record(*m_connection, set.migrations[0]);
    ledger->markBegun(*m_connection, set.migrations[1]);
    SetStatus status = statusOf(set, ledger->read(*m_connection));
    QCOMPARE(toKey(status.migrations[1].state), QStringLiteral("failed"));
    QCOMPARE(codes(status.problems), QStringList(QStringLiteral("failed 2_b")));
    QCOMPARE(status.applied, 1);
    QCOMPARE(status.pending, 0);
    QCOMPARE(
        m_connection->exec(QStringLiteral("SELECT count(*) FROM schema_migrations")).integer(0, 0),
        1);

    m_connection->execScript("UPDATE schema_migrations SET version = 7, dirty = false");
    status = statusOf(set, ledger->read(*m_connection));
    QCOMPARE(codes(status.problems), QStringList(QStringLiteral("orphan-row 7")));

    // As it leaves it when the way back of the first one failed.
    m_connection->execScript("UPDATE schema_migrations SET version = -1, dirty = true");
    status = statusOf(set, ledger->read(*m_connection));
    QCOMPARE(codes(status.problems), QStringList(QStringLiteral("dirty")));
}

void OtherToolsTest::oldGooseRowsCount()
{
    Project project;
    project.write(QStringLiteral("migrations/00001_a.sql"), "-- +goose Up\nSELECT 1;\n");
    const MigrationSet set = project.set();
    const auto ledger = Ledger::of(set);
    ledger->create(*m_connection);
    ledger->record(*m_connection, set.migrations[0]);
    m_connection->execScript(
        "INSERT INTO goose_db_version (version_id, is_applied) VALUES (1, false)");
    QCOMPARE(statusOf(set, ledger->read(*m_connection)).applied, 0);
    QVERIFY(!ledger->isRecorded(*m_connection, set.migrations[0]));
    ledger->record(*m_connection, set.migrations[0]);
    QCOMPARE(statusOf(set, ledger->read(*m_connection)).applied, 1);
}

void OtherToolsTest::tableTellsWhatNamesLeaveOpen()
{
    Project project;
    project.write(QStringLiteral("migrations/001_a.sql"), "SELECT 1");
    MigrationSet set = findSets(project.workspace()).front();
    QVERIFY(set.isGuess);
    settleTool(set, *m_connection);
    QCOMPARE(toKey(set.tool), QStringLiteral("sql"));
    m_connection->execScript("CREATE TABLE pgmigrations (id serial PRIMARY KEY, name varchar(255), "
                             "run_on timestamp); INSERT INTO pgmigrations (name, run_on) VALUES "
                             "('001_a', now())");
    set = findSets(project.workspace()).front();
    settleTool(set, *m_connection);
    QCOMPARE(toKey(set.tool), QStringLiteral("node-pg-migrate"));
    set = readSet(std::move(set));
    QCOMPARE(statusOf(set, Ledger::of(set)->read(*m_connection)).applied, 1);
}

void OtherToolsTest::severalSetsAreAllFound()
{
    Project project;
    project.write(QStringLiteral("api/migrations/001_a.sql"), "-- Up\nSELECT 1;\n-- Down\n");
    project.write(QStringLiteral("jobs/db/migrations/20240101000000_a.sql"),
                  "-- migrate:up\n-- migrate:down\n");
    writeDrizzle(project, {{"0000_a", 1000, "select 1"}}, QStringLiteral("web/drizzle"));
    project.write(QStringLiteral("node_modules/x/migrations/001_a.sql"), "-- Up\n");
    QStringList found;
    for (const MigrationSet &set : findSets(project.workspace()))
        found.append(toKey(set.tool) + u' ' + set.shown);
    QCOMPARE(found, (QStringList{QStringLiteral("sql api/migrations"),
                                 QStringLiteral("dbmate jobs/db/migrations"),
                                 QStringLiteral("drizzle web/drizzle")}));
}

void OtherToolsTest::sectionWithoutFolderChooses()
{
    Project project;
    project.write(QStringLiteral("a/migrations/001_a.sql"), "SELECT 1;");
    project.write(QStringLiteral("b/migrations/20240101000000_a.sql"),
                  "-- migrate:up\n-- migrate:down\n");
    project.write(QStringLiteral("arborist.toml"),
                  "[migrations]\ntool = \"dbmate\"\ntable = \"s.t\"\n");
    std::vector<MigrationSet> sets = findSets(project.workspace());
    QCOMPARE(sets.size(), 2U); // names alone do not say what the first one is
    for (const MigrationSet &set : sets) {
        QCOMPARE(toKey(set.tool), QStringLiteral("dbmate"));
        QCOMPARE(set.ledger, (LedgerName{QStringLiteral("s"), QStringLiteral("t")}));
        QVERIFY(!set.isGuess);
    }
    project.write(QStringLiteral("arborist.toml"), "[migrations]\ntool = \"sql\"\n");
    sets = findSets(project.workspace());
    QCOMPARE(sets.size(), 1U);
    QCOMPARE(sets[0].shown, QStringLiteral("a/migrations"));
}

void OtherToolsTest::filesThatCannotBeReadAreNotPending()
{
    Project project;
    const QByteArray sql = "-- Up\nSELECT 1;\n-- Down\n";
    for (const char *name : {"001_a.sql", "002_b.sql", "003_c.sql"})
        project.write(QStringLiteral("migrations/") + QString::fromLatin1(name), sql);
    MigrationSet set = project.set();
    const auto before = Ledger::of(set);
    before->create(*m_connection);
    before->record(*m_connection, set.migrations[0]);
    for (const char *name : {"001_a.sql", "003_c.sql"}) // sparse, and far too large
        QVERIFY(QFile::resize(
            project.path(QStringLiteral("migrations/") + QString::fromLatin1(name)), 1LL << 36));
    set = project.set();
    const SetStatus status = statusOf(set, Ledger::of(set)->read(*m_connection));
    QCOMPARE(toKey(status.migrations[0].state), QStringLiteral("missing-file"));
    QCOMPARE(toKey(status.migrations[1].state), QStringLiteral("pending"));
    QCOMPARE(toKey(status.migrations[2].state), QStringLiteral("missing-file"));
    QCOMPARE(status.applied, 1);
    QCOMPARE(status.pendingIndexes(), std::vector<qsizetype>{1});
    QCOMPARE(codes(status.problems), (QStringList{QStringLiteral("unreadable-file 001_a"),
                                                  QStringLiteral("unreadable-file 003_c")}));
}

QTEST_GUILESS_MAIN(OtherToolsTest)
#include "other_tools_test.moc"
