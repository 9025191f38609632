// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/migrations/status.h"
#include "services/postgres/connection.h"
#include "tests/migrations/project.h"
#include "tests/support/test_cluster.h"
#include <QTest>
#include <optional>

using namespace arborist;
using namespace arborist::migrations;

/// Folders of Drizzle 1.0, its ledger, and the ledgers that it finds.
class DrizzleV1Test : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_cluster.emplace(); }
    void init();
    void theSamplesAreRead();
    void foldersAreInTheOrderOfDrizzle();
    void foldersAreChecked();
    void mergedBranchesAreNoFork();
    void prismaIsSomethingElse();
    void statesAreTrue();
    void rowsWithoutNamesAreFound();
    void oldLedgersAreBroughtUp();
    void oldLedgersWithStrangeRowsStay();
    void bothFormsInOneFolderIsTold();

private:
    static void write(const Project &project, const QString &name, const QByteArray &sql,
                      const QByteArray &id = {}, const QByteArray &parents = {})
    {
        const QString folder = QStringLiteral("drizzle/") + name;
        project.write(folder + QStringLiteral("/migration.sql"), sql);
        static int number = 0;
        static QByteArray last = "\"0\"";
        const QByteArray own = id.isEmpty() ? "n" + QByteArray::number(++number) : id;
        project.write(folder + QStringLiteral("/snapshot.json"),
                      R"({"version":"8","dialect":"postgres","id":")" + own + R"(","prevIds":[)" +
                          (parents.isEmpty() ? last : parents) + R"(],"ddl":[]})");
        last = '"' + own + '"';
    }
    SetStatus read(const MigrationSet &set)
    {
        return statusOf(set, Ledger::of(set)->read(*m_connection));
    }

    std::optional<TestCluster> m_cluster;
    std::optional<postgres::Connection> m_connection;
};

namespace {

QStringList names(const MigrationSet &set)
{
    QStringList found;
    for (const Migration &each : set.migrations)
        found.append(each.name);
    return found;
}

QString states(const SetStatus &status)
{
    QStringList keys;
    for (const MigrationStatus &each : status.migrations)
        keys.append(toKey(each.state));
    return keys.join(u' ');
}

} // namespace

void DrizzleV1Test::init()
{
    m_connection.emplace(postgres::Connection::open(m_cluster->info()));
    m_connection->execScript("SET client_min_messages = error; DROP SCHEMA IF EXISTS drizzle "
                             "CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public");
}

void DrizzleV1Test::theSamplesAreRead()
{
    const QString samples = QStringLiteral("/work/shared/samples/drizzle");
    if (!QFileInfo::exists(samples))
        QSKIP("The samples of drizzle-kit are not at hand.");
    for (const char *folder : {"v1/drizzle", "v1_diff/drizzle", "upgrade/v1_after_up"}) {
        MigrationSet set;
        set.tool = Tool::DrizzleV1;
        set.folder = samples + u'/' + QString::fromLatin1(folder);
        set = readSet(set);
        QVERIFY(!set.migrations.empty());
        QCOMPARE(codes(set.problems), QStringList());
    }
    MigrationSet set;
    set.tool = Tool::DrizzleV1;
    set.folder = samples + QStringLiteral("/v1/drizzle");
    set = readSet(set);
    QCOMPARE(set.migrations[0].order, 1795219840000);
    QVERIFY(set.migrations[0].hash.startsWith(QStringLiteral("13468")));
    QVERIFY(set.migrations[0].hash.endsWith(QStringLiteral("ddeef")));
}

void DrizzleV1Test::foldersAreInTheOrderOfDrizzle()
{
    Project project;
    QStringList expected;
    // Array.sort((a, b) => a.localeCompare(b)) of Node 20 says so.
    for (const char *name : {"20260101000000_10", "20260101000000_9", "20260101000000_a",
                             "20260101000000_B", "20260101000000-x", "20260101000001_a"})
        expected.append(QString::fromLatin1(name));
    for (const QString &name :
         {expected[3], expected[0], expected[5], expected[4], expected[2], expected[1]})
        write(project, name, "select 1");
    const MigrationSet set = project.set();
    QCOMPARE(toKey(set.tool), QStringLiteral("drizzle-v1"));
    QCOMPARE(names(set), expected);
}

void DrizzleV1Test::foldersAreChecked()
{
    Project project;
    write(project, QStringLiteral("20260101000000_a"), "select 1");
    write(project, QStringLiteral("20260102000000_b"), "select 1");
    write(project, QStringLiteral("20260103000000_c"), "select 1");
    project.write(QStringLiteral("drizzle/20260101000000_a/down.sql"), "select 2");
    project.remove(QStringLiteral("drizzle/20260102000000_b/snapshot.json"));
    project.write(QStringLiteral("drizzle/20260103000000_c/snapshot.json"), "{\"id\":");
    project.write(QStringLiteral("drizzle/20260104000000_d/snapshot.json"), "{}");
    project.write(QStringLiteral("drizzle/nonumber/migration.sql"), "select 1");
    project.write(QStringLiteral("drizzle/nonumber/snapshot.json"),
                  R"({"id":"x","prevIds":["y"],"version":"8"})");
    project.write(QStringLiteral("drizzle/20260105000000_e.sql"), "select 1");
    const MigrationSet set = project.set();
    QCOMPARE(names(set),
             (QStringList{QStringLiteral("20260101000000_a"), QStringLiteral("20260102000000_b"),
                          QStringLiteral("20260103000000_c"), QStringLiteral("nonumber")}));
    QCOMPARE(codes(set.problems),
             (QStringList{QStringLiteral("snapshot-missing 20260102000000_b"),
                          QStringLiteral("snapshot-broken 20260103000000_c"),
                          QStringLiteral("bad-name nonumber"),
                          QStringLiteral("missing-file 20260104000000_d"),
                          QStringLiteral("orphan-file 20260105000000_e.sql")}));
    QVERIFY(set.migrations[0].down);
}

void DrizzleV1Test::mergedBranchesAreNoFork()
{
    Project project;
    write(project, QStringLiteral("20260101000000_a"), "select 1", "a", "\"0\"");
    write(project, QStringLiteral("20260102000000_b"), "select 1", "b", "\"a\"");
    write(project, QStringLiteral("20260103000000_c"), "select 1", "c", "\"a\"");
    const MigrationSet set = project.set();
    QCOMPARE(codes(set.problems), QStringList(QStringLiteral("snapshot-fork 20260103000000_c")));
    QVERIFY(set.problems[0].text.contains(QStringLiteral("20260102000000_b")));
    write(project, QStringLiteral("20260104000000_d"), "select 1", "d", "\"b\",\"c\"");
    QCOMPARE(codes(project.set().problems), QStringList());
}

void DrizzleV1Test::prismaIsSomethingElse()
{
    Project project;
    project.write(QStringLiteral("prisma/migrations/20260101000000_a/migration.sql"), "select 1");
    project.write(QStringLiteral("prisma/migrations/migration_lock.toml"), "provider = \"x\"");
    QCOMPARE(project.sets().size(), 0U);
}

void DrizzleV1Test::statesAreTrue()
{
    Project project;
    for (const char *name : {"20260101000000_a", "20260102000000_b", "20260103000000_c"})
        write(project, QString::fromLatin1(name), QByteArray("select '") + name + "'");
    MigrationSet set = project.set();
    const auto ledger = Ledger::of(set);
    QCOMPARE(states(read(set)), QStringLiteral("pending pending pending"));
    ledger->create(*m_connection);
    for (const std::size_t i : {0U, 2U}) {
        m_connection->execScript("BEGIN");
        ledger->lock(*m_connection);
        QVERIFY(!ledger->isRecorded(*m_connection, set.migrations[i]));
        ledger->record(*m_connection, set.migrations[i]);
        QVERIFY(ledger->isRecorded(*m_connection, set.migrations[i]));
        m_connection->execScript("COMMIT");
    }
    SetStatus status = read(set);
    QCOMPARE(states(status), QStringLiteral("applied out-of-order applied"));
    QCOMPARE(status.pending, 1);
    QVERIFY(status.migrations[0].appliedAt);
    QCOMPARE(m_connection
                 ->exec(QStringLiteral("SELECT created_at FROM drizzle.__drizzle_migrations "
                                       "ORDER BY id"))
                 .integer(0, 0),
             QDateTime(QDate(2026, 1, 1), QTime(0, 0), Qt::UTC).toMSecsSinceEpoch());

    project.write(QStringLiteral("drizzle/20260101000000_a/migration.sql"), "select 9");
    QVERIFY(QDir(project.path(QStringLiteral("drizzle")))
                .rename(QStringLiteral("20260103000000_c"), QStringLiteral("20260103000000_z")));
    status = read(project.set());
    QCOMPARE(states(status), QStringLiteral("edited pending pending"));
    QCOMPARE(codes(status.problems), (QStringList{QStringLiteral("orphan-row 20260103000000_c"),
                                                  QStringLiteral("edited 20260101000000_a")}));
    ledger->record(*m_connection, set.migrations[0]);
    QVERIFY(codes(read(set).problems).contains(QStringLiteral("duplicate-row 20260101000000_a")));
    m_connection->execScript("DELETE FROM drizzle.__drizzle_migrations WHERE id = 3");
    ledger->forget(*m_connection, set.migrations[0]);
    QVERIFY(!ledger->isRecorded(*m_connection, set.migrations[0]));
}

void DrizzleV1Test::rowsWithoutNamesAreFound()
{
    Project project;
    write(project, QStringLiteral("20260101000000_a"), "select 1");
    const MigrationSet set = project.set();
    const auto ledger = Ledger::of(set);
    ledger->create(*m_connection);
    // As drizzle-orm 0.45 does, whose time has milliseconds.
    m_connection->exec(QStringLiteral("INSERT INTO drizzle.__drizzle_migrations (hash, created_at) "
                                      "VALUES ($1, $2)"),
                       {set.migrations[0].hash, QString::number(set.migrations[0].order + 123)});
    const SetStatus status = read(set);
    QCOMPARE(states(status), QStringLiteral("when-changed"));
    QCOMPARE(status.pending, 0);
    QCOMPARE(codes(status.problems), QStringList(QStringLiteral("null-name 20260101000000_a")));
    QVERIFY(ledger->isRecorded(*m_connection, set.migrations[0]));
    ledger->forget(*m_connection, set.migrations[0]);
}

void DrizzleV1Test::oldLedgersAreBroughtUp()
{
    Project project;
    // Two of one second, told apart by hash; one found by its second alone; one by its hash alone.
    write(project, QStringLiteral("20260101000000_a"), "select 1");
    write(project, QStringLiteral("20260101000000_b"), "select 2");
    write(project, QStringLiteral("20260102000000_c"), "select 3");
    write(project, QStringLiteral("20260103000000_d"), "select 4");
    const MigrationSet set = project.set();
    m_connection->execScript("CREATE SCHEMA drizzle; CREATE TABLE drizzle.__drizzle_migrations (id "
                             "serial PRIMARY KEY, hash text NOT NULL, created_at bigint)");
    const auto insert = [this](const QString &hash, qint64 time) {
        m_connection->exec(QStringLiteral("INSERT INTO drizzle.__drizzle_migrations (hash, "
                                          "created_at) VALUES ($1, $2)"),
                           {hash, QString::number(time)});
    };
    insert(set.migrations[1].hash, set.migrations[0].order + 500);
    insert(QStringLiteral("edited"), set.migrations[2].order + 7);
    insert(set.migrations[3].hash, 5);
    QCOMPARE(states(read(set)), QStringLiteral("out-of-order applied edited applied"));
    const auto ledger = Ledger::of(set);
    ledger->create(*m_connection);
    QVERIFY(read(set).ledger.isNewForm);
    QCOMPARE(states(read(set)), QStringLiteral("out-of-order applied edited applied"));
    const auto rows = m_connection->exec(
        QStringLiteral("SELECT string_agg(name, ',' ORDER BY id), count(applied_at) FROM "
                       "drizzle.__drizzle_migrations"));
    QCOMPARE(rows.text(0, 0), QStringLiteral("20260101000000_b,20260102000000_c,20260103000000_d"));
    QCOMPARE(rows.integer(0, 1), 0);
    ledger->create(*m_connection); // once is enough
}

void DrizzleV1Test::oldLedgersWithStrangeRowsStay()
{
    Project project;
    write(project, QStringLiteral("20260101000000_a"), "select 1");
    const MigrationSet set = project.set();
    m_connection->execScript(
        "CREATE SCHEMA drizzle; CREATE TABLE drizzle.__drizzle_migrations (id "
        "serial PRIMARY KEY, hash text NOT NULL, created_at bigint); INSERT "
        "INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('x', 5)");
    const SetStatus status = read(set);
    QCOMPARE(codes(status.problems), QStringList(QStringLiteral("orphan-row row 1")));
    QVERIFY(status.problems[0].severity == Severity::Error);
    const auto ledger = Ledger::of(set);
    QVERIFY_THROWS_EXCEPTION(Error, ledger->create(*m_connection));
    QVERIFY(!m_connection->isInTransaction());
    QVERIFY(!read(set).ledger.isNewForm);
}

void DrizzleV1Test::bothFormsInOneFolderIsTold()
{
    Project project;
    writeDrizzle(project, {{"0000_a", 1000, "select 1"}});
    write(project, QStringLiteral("20260101000000_b"), "select 1");
    const MigrationSet set = project.set();
    QCOMPARE(toKey(set.tool), QStringLiteral("drizzle"));
    QCOMPARE(codes(set.problems), QStringList(QStringLiteral("mixed-forms")));
}

QTEST_GUILESS_MAIN(DrizzleV1Test)
#include "drizzle_v1_test.moc"
