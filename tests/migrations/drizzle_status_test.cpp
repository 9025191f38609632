// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/migrations/read_status.h"
#include "services/postgres/connection.h"
#include "tests/migrations/project.h"
#include "tests/support/test_cluster.h"
#include <QTest>
#include <atomic>
#include <optional>
#include <thread>
#include <vector>

using namespace arborist;
using namespace arborist::migrations;

/// States of Drizzle's migrations: files and ledger together.
class DrizzleStatusTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        // A standby is copied from it.
        m_cluster.emplace(TestCluster::Options{
            {QStringLiteral("wal_level = replica"), QStringLiteral("max_wal_senders = 4")},
            {QStringLiteral("local replication all trust")},
            5432,
            {}});
    }
    void init();
    void noTableMeansAllPending();
    void rowsAreWrittenAndTakenBack();
    void statesAreTrue_data();
    void statesAreTrue();
    void conflictsAndMissingFilesAreToldWithStates();
    void sameTimeIsToldApartByHash();
    void equalFilesAreToldApartByTime();
    void numericTimesAreRead();
    void newFormGetsItsName();
    void readingChangesNothing();
    void otherTablesAreRefused();
    void namesAreQuoted();
    void privilegesAreNamed();
    void tablesThatAreThereNeedNoPrivilege();
    void manyMakeItAtOnce();
    void aFailedQueryDoesNotEndATransaction();
    void standbyIsRead();

private:
    QByteArray rows() const
    {
        return m_cluster
            ->psql(QStringLiteral("postgres"), "SELECT hash, created_at FROM "
                                               "drizzle.__drizzle_migrations ORDER BY id")
            .trimmed();
    }
    void makeTable(const char *more = "")
    {
        m_connection->execScript(QByteArray("CREATE SCHEMA drizzle; CREATE TABLE "
                                            "drizzle.__drizzle_migrations (id serial PRIMARY KEY, "
                                            "hash text NOT NULL, created_at bigint") +
                                 more + ")");
    }
    void insert(const QString &hash, const QByteArray &time)
    {
        m_connection->execScript("INSERT INTO drizzle.__drizzle_migrations (hash, created_at) "
                                 "VALUES ('" +
                                 hash.toUtf8() + "', " + time + ")");
    }
    SetStatus read(const MigrationSet &set)
    {
        return statusOf(set, Ledger::of(set)->read(*m_connection));
    }

    std::optional<TestCluster> m_cluster;
    std::optional<postgres::Connection> m_connection;
};

namespace {

QString states(const SetStatus &status)
{
    QStringList keys;
    for (const MigrationStatus &each : status.migrations)
        keys.append(toKey(each.state));
    return keys.join(u' ');
}

} // namespace

void DrizzleStatusTest::init()
{
    m_connection.emplace(postgres::Connection::open(m_cluster->info()));
    m_connection->execScript("SET client_min_messages = error; DROP SCHEMA IF EXISTS drizzle "
                             "CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public");
}

void DrizzleStatusTest::noTableMeansAllPending()
{
    Project project;
    // Whatever their times: on an empty database drizzle runs every one.
    writeDrizzle(project, {{"0000_a", 1000, "select 1"}, {"0001_b", 2000, "select 2"}});
    const SetStatus status = read(project.set());
    QVERIFY(!status.ledger.exists);
    QCOMPARE(status.pending, 2);
    QCOMPARE(status.pendingIndexes(), (std::vector<qsizetype>{0, 1}));
    QCOMPARE(codes(status.problems), QStringList());
}

void DrizzleStatusTest::rowsAreWrittenAndTakenBack()
{
    Project project;
    writeDrizzle(project, {{"0000_a", 1000, "select 1"}, {"0001_b", 2000, "select 2"}});
    const MigrationSet set = project.set();
    const auto ledger = Ledger::of(set);
    ledger->create(*m_connection);
    m_connection->execScript("BEGIN");
    ledger->lock(*m_connection);
    QVERIFY(!ledger->isRecorded(*m_connection, set.migrations[0]));
    ledger->record(*m_connection, set.migrations[0]);
    QVERIFY(ledger->isRecorded(*m_connection, set.migrations[0]));
    QVERIFY(!ledger->isRecorded(*m_connection, set.migrations[1]));
    m_connection->execScript("COMMIT");
    QCOMPARE(rows(), set.migrations[0].hash.toUtf8() + "|1000");
    SetStatus status = read(set);
    QCOMPARE(status.applied, 1);
    QCOMPARE(status.pending, 1);
    QCOMPARE(states(status), QStringLiteral("applied pending"));
    ledger->forget(*m_connection, set.migrations[0]);
    status = read(set);
    QCOMPARE(status.applied, 0);
    QVERIFY_THROWS_EXCEPTION(Error, ledger->forget(*m_connection, set.migrations[0]));
    QCOMPARE(ledger->forgetSql(set.migrations[0]),
             QStringLiteral("DELETE FROM \"drizzle\".\"__drizzle_migrations\" WHERE created_at = "
                            "'1000'::bigint"));
    m_connection->execScript(ledger->recordSql(set.migrations[0]).toUtf8());
    QCOMPARE(rows(), set.migrations[0].hash.toUtf8() + "|1000");
    // Two rows where one should be: nothing is taken away.
    m_connection->execScript(ledger->recordSql(set.migrations[0]).toUtf8());
    m_connection->execScript("BEGIN");
    QVERIFY_THROWS_EXCEPTION(Error, ledger->forget(*m_connection, set.migrations[0]));
    m_connection->execScript("ROLLBACK");
    QCOMPARE(rows().split('\n').size(), 2);
}

void DrizzleStatusTest::statesAreTrue_data()
{
    // Three migrations of the times 1000, 2000, 3000; A, B, C stand for their hashes, others for
    // themselves.
    QTest::addColumn<QStringList>("ledger");
    QTest::addColumn<QString>("expected");
    QTest::addColumn<QStringList>("problems");
    const auto row = [](const char *name, const char *ledger, const char *expected,
                        const char *problems) {
        QTest::newRow(name) << QString::fromLatin1(ledger).split(u'|', Qt::SkipEmptyParts)
                            << QString::fromLatin1(expected)
                            << QString::fromLatin1(problems).split(u'|', Qt::SkipEmptyParts);
    };
    row("empty table", "", "pending pending pending", "");
    row("all", "A 1000|B 2000|C 3000", "applied applied applied", "");
    row("the newest is pending", "A 1000|B 2000", "applied applied pending", "");
    row("skipped", "A 1000|C 3000", "applied skipped applied", "skipped 0001_b");
    row("skipped by an equal time", "x 3000", "skipped skipped edited",
        "skipped 0000_a|skipped 0001_b|edited 0002_c");
    row("baseline by the newest alone", "C 3000", "skipped skipped applied",
        "skipped 0000_a|skipped 0001_b");
    row("edited", "A 1000|x 2000", "applied edited pending", "edited 0001_b");
    row("time changed, will run again", "A 1000|B 1500", "applied when-changed pending",
        "when-changed 0001_b");
    row("time changed, taken for done", "A 1000|B 2500|C 3000", "applied when-changed applied",
        "when-changed 0001_b");
    row("orphan row", "A 1000|x 1500", "applied pending pending",
        "orphan-row 1970-01-01 00:00:01 (1500)");
    row("duplicate row", "A 1000|A 1000|B 2000", "applied applied pending",
        "duplicate-row 1970-01-01 00:00:01 (1000)");
    row("duplicate of another content", "A 1000|x 1000", "applied pending pending",
        "duplicate-row 1970-01-01 00:00:01 (1000)");
    row("recorded under two times", "A 1000|A 1100", "applied pending pending",
        "duplicate-row 1970-01-01 00:00:01 (1100)");
    row("without a time", "A 1000|B NULL", "applied when-changed pending",
        "when-changed 0001_b|null-time 0001_b");
    row("unknown and without a time", "A 1000|x NULL", "applied pending pending",
        "null-time row 2|orphan-row row 2");
}

void DrizzleStatusTest::statesAreTrue()
{
    QFETCH(QStringList, ledger);
    QFETCH(QString, expected);
    QFETCH(QStringList, problems);
    Project project;
    writeDrizzle(
        project,
        {{"0000_a", 1000, "select 1"}, {"0001_b", 2000, "select 2"}, {"0002_c", 3000, "select 3"}});
    const MigrationSet set = project.set();
    makeTable();
    for (const QString &row : ledger) {
        const QString word = row.section(u' ', 0, 0);
        const qsizetype index = QStringLiteral("ABC").indexOf(word);
        insert(index >= 0 ? set.migrations[std::size_t(index)].hash : word,
               row.section(u' ', 1).toUtf8());
    }
    const SetStatus status = read(set);
    QCOMPARE(states(status), expected);
    QCOMPARE(codes(status.problems), problems);
    for (const Problem &problem : status.problems)
        QVERIFY(!problem.text.isEmpty() && !problem.remedy.isEmpty());
    for (const MigrationStatus &each : status.migrations) {
        const bool isPlain = each.state == State::Applied || each.state == State::Pending;
        QCOMPARE(each.text.isEmpty(), isPlain);
        QCOMPARE(each.remedy.isEmpty(), isPlain);
    }
    QCOMPARE(status.pending, expected.count(QStringLiteral("pending")));
    QCOMPARE(qsizetype(status.pendingIndexes().size()), status.pending);
}

void DrizzleStatusTest::conflictsAndMissingFilesAreToldWithStates()
{
    Project project;
    writeDrizzle(project, {{"0000_a", 1000, "select 1"}, {"0001_b", 2000, "select 2"}});
    makeTable();
    insert(project.set().migrations[0].hash, "1000");
    project.remove(QStringLiteral("drizzle/0000_a.sql"));
    SetStatus status = read(project.set());
    QCOMPARE(states(status), QStringLiteral("missing-file pending"));
    QCOMPARE(status.applied, 1);
    QCOMPARE(codes(status.problems), QStringList(QStringLiteral("missing-file 0000_a")));

    project.write(QStringLiteral("drizzle/0000_a.sql"), "select 1");
    project.write(QStringLiteral("drizzle/0001_c.sql"), "select 3");
    project.write(QStringLiteral("drizzle/meta/_journal.json"), R"({"entries":[
{"idx":0,"when":1000,"tag":"0000_a"},
<<<<<<< HEAD
{"idx":1,"when":2000,"tag":"0001_b"}
=======
{"idx":1,"when":1900,"tag":"0001_c"}
>>>>>>> other
]})");
    status = read(project.set());
    QCOMPARE(states(status), QStringLiteral("applied pending pending"));
    QCOMPARE(codes(status.problems),
             (QStringList{QStringLiteral("journal-conflict"), QStringLiteral("same-prefix 0001_c"),
                          QStringLiteral("when-order 0001_c")}));
}

void DrizzleStatusTest::sameTimeIsToldApartByHash()
{
    Project project;
    writeDrizzle(project, {{"0000_a", 1000, "select 1"}, {"0001_b", 1000, "select 2"}});
    const MigrationSet set = project.set();
    const auto ledger = Ledger::of(set);
    ledger->create(*m_connection);
    ledger->record(*m_connection, set.migrations[0]);
    QVERIFY(ledger->isRecorded(*m_connection, set.migrations[0]));
    QVERIFY(!ledger->isRecorded(*m_connection, set.migrations[1]));
    QCOMPARE(states(read(set)), QStringLiteral("applied skipped"));
    ledger->record(*m_connection, set.migrations[1]);
    const SetStatus status = read(set);
    QCOMPARE(states(status), QStringLiteral("applied applied"));
    QCOMPARE(codes(status.problems), QStringList());
    ledger->forget(*m_connection, set.migrations[0]);
    QCOMPARE(rows(), set.migrations[1].hash.toUtf8() + "|1000");
}

void DrizzleStatusTest::equalFilesAreToldApartByTime()
{
    // As drizzle-kit generate --custom leaves them.
    Project project;
    writeDrizzle(project, {{"0000_a", 1000, "--"}, {"0001_b", 2000, "--"}, {"0002_c", 3000, "--"}});
    const MigrationSet set = project.set();
    const auto ledger = Ledger::of(set);
    ledger->create(*m_connection);
    ledger->record(*m_connection, set.migrations[0]);
    QVERIFY(!ledger->isRecorded(*m_connection, set.migrations[1]));
    QCOMPARE(states(read(set)), QStringLiteral("applied pending pending"));
    ledger->record(*m_connection, set.migrations[1]);
    ledger->forget(*m_connection, set.migrations[0]);
    QCOMPARE(states(read(set)), QStringLiteral("skipped applied pending"));
    QVERIFY_THROWS_EXCEPTION(Error, ledger->forget(*m_connection, set.migrations[0]));
    // Recorded under a time that no entry has: it is found by its hash.
    m_connection->execScript("UPDATE drizzle.__drizzle_migrations SET created_at = 2500");
    QVERIFY(ledger->isRecorded(*m_connection, set.migrations[1]));
    ledger->forget(*m_connection, set.migrations[1]);
    QCOMPARE(rows(), QByteArray());
}

void DrizzleStatusTest::numericTimesAreRead()
{
    Project project;
    writeDrizzle(project, {{"0000_a", 1795219685639, "select 1"}});
    const MigrationSet set = project.set();
    makeTable();
    m_connection->execScript(
        "ALTER TABLE drizzle.__drizzle_migrations ALTER created_at TYPE numeric");
    insert(set.migrations[0].hash, "1795219685639");
    QCOMPARE(states(read(set)), QStringLiteral("applied"));
    const auto ledger = Ledger::of(set);
    QVERIFY(ledger->isRecorded(*m_connection, set.migrations[0]));
    ledger->forget(*m_connection, set.migrations[0]);
    ledger->record(*m_connection, set.migrations[0]);
    QCOMPARE(states(read(set)), QStringLiteral("applied"));
}

void DrizzleStatusTest::newFormGetsItsName()
{
    Project project;
    writeDrizzle(project,
                 {{"0000_a_b", 1795219685639, "select 1"}, {"0001_c", 1795219690000, "x"}});
    const MigrationSet set = project.set();
    makeTable(", name text, applied_at timestamptz DEFAULT now()");
    const auto ledger = Ledger::of(set);
    m_connection->execScript("BEGIN");
    ledger->lock(*m_connection);
    ledger->record(*m_connection, set.migrations[0]);
    m_connection->execScript("COMMIT");
    insert(set.migrations[1].hash, "1795219690000");
    const SetStatus status = read(set);
    QVERIFY(status.ledger.isNewForm);
    QCOMPARE(status.migrations[0].row->id, QStringLiteral("20261121000805_a_b"));
    QVERIFY(status.migrations[0].appliedAt);
    QVERIFY(qAbs(status.migrations[0].appliedAt->secsTo(QDateTime::currentDateTimeUtc())) < 3600);
    QCOMPARE(codes(status.problems), QStringList(QStringLiteral("null-name 0001_c")));
}

void DrizzleStatusTest::readingChangesNothing()
{
    Project project;
    writeDrizzle(project, {{"0000_a", 1000, "select 1"}});
    m_connection->execScript("SET default_transaction_read_only = on");
    const auto sets = readStatuses(project.workspace(), *m_connection);
    QCOMPARE(sets.size(), 1U);
    QCOMPARE(sets[0].status.pending, 1);
    QCOMPARE(
        m_cluster->psql(QStringLiteral("postgres"), "SELECT to_regnamespace('drizzle')").trimmed(),
        QByteArray());
}

void DrizzleStatusTest::otherTablesAreRefused()
{
    Project project;
    writeDrizzle(project, {{"0000_a", 1000, "select 1"}});
    m_connection->execScript("CREATE SCHEMA drizzle; CREATE TABLE drizzle.__drizzle_migrations "
                             "(version varchar PRIMARY KEY)");
    const SetStatus status = read(project.set());
    QVERIFY(status.ledger.exists);
    QCOMPARE(codes(status.problems), QStringList(QStringLiteral("foreign-ledger")));
}

void DrizzleStatusTest::namesAreQuoted()
{
    Project project;
    writeDrizzle(project, {{"0000_it's \"x\"; drop", 1000, "select '\\'"}});
    MigrationSet set = project.set();
    set.ledger = {QStringLiteral("we\"ird; schema"), QStringLiteral("it's a ta\"ble")};
    const auto ledger = Ledger::of(set);
    ledger->create(*m_connection);
    m_connection->execScript("BEGIN");
    ledger->lock(*m_connection);
    ledger->record(*m_connection, set.migrations[0]);
    m_connection->execScript("COMMIT");
    QCOMPARE(states(read(set)), QStringLiteral("applied"));
    m_connection->execScript(ledger->forgetSql(set.migrations[0]).toUtf8());
    QCOMPARE(states(read(set)), QStringLiteral("pending"));
}

void DrizzleStatusTest::privilegesAreNamed()
{
    Project project;
    writeDrizzle(project, {{"0000_a", 1000, "select 1"}});
    makeTable();
    m_connection->execScript("CREATE ROLE outsider; SET ROLE outsider");
    try {
        read(project.set());
        QFAIL("It may not be read.");
    } catch (const Error &error) {
        QCOMPARE(error.sqlState(), QStringLiteral("42501"));
        QVERIFY(error.hint().contains(QStringLiteral("GRANT SELECT")));
    }
}

void DrizzleStatusTest::tablesThatAreThereNeedNoPrivilege()
{
    Project project;
    writeDrizzle(project, {{"0000_a", 1000, "select 1"}});
    const MigrationSet set = project.set();
    makeTable();
    const QByteArray role = "writer";
    m_connection->execScript("CREATE ROLE " + role + "; GRANT USAGE ON SCHEMA drizzle TO " + role +
                             "; GRANT ALL ON ALL TABLES IN SCHEMA drizzle TO " + role +
                             "; GRANT ALL ON ALL SEQUENCES IN SCHEMA drizzle TO " + role +
                             "; SET ROLE " + role);
    const auto ledger = Ledger::of(set);
    ledger->create(*m_connection);
    ledger->record(*m_connection, set.migrations[0]);
    QCOMPARE(states(read(set)), QStringLiteral("applied"));
}

void DrizzleStatusTest::manyMakeItAtOnce()
{
    Project project;
    writeDrizzle(project, {{"0000_a", 1000, "select 1"}});
    const MigrationSet set = project.set();
    std::atomic_int failures = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 6; ++i)
        threads.emplace_back([&] {
            try {
                auto connection = postgres::Connection::open(m_cluster->info());
                Ledger::of(set)->create(connection);
            } catch (const Error &) {
                ++failures;
            }
        });
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(failures.load(), 0);
    QVERIFY(read(set).ledger.exists);
}

void DrizzleStatusTest::aFailedQueryDoesNotEndATransaction()
{
    Project project;
    writeDrizzle(project, {{"0000_a", 1000, "select 1"}});
    m_connection->execScript("BEGIN");
    QVERIFY(!read(project.set()).ledger.exists);
    QCOMPARE(m_connection->exec(QStringLiteral("SELECT 1")).integer(0, 0), 1);
    m_connection->execScript("COMMIT");
}

void DrizzleStatusTest::standbyIsRead()
{
    Project project;
    writeDrizzle(project, {{"0000_a", 1000, "select 1"}, {"0001_b", 2000, "select 2"}});
    const MigrationSet set = project.set();
    makeTable();
    insert(set.migrations[0].hash, "1000");
    TestCluster::Options options;
    options.settings = {QStringLiteral("wal_level = replica"),
                        QStringLiteral("max_wal_senders = 4")};
    options.dataCommand = QStringList{QStringLiteral("pg_basebackup"),
                                      QStringLiteral("-h"),
                                      m_cluster->socketFolder(),
                                      QStringLiteral("-U"),
                                      QStringLiteral("postgres"),
                                      QStringLiteral("-R"),
                                      QStringLiteral("--no-sync"),
                                      QStringLiteral("-c"),
                                      QStringLiteral("fast"),
                                      QStringLiteral("-D"),
                                      QStringLiteral("%1")};
    TestCluster standby(options);
    auto connection = postgres::Connection::open(standby.info());
    QVERIFY(connection.exec(QStringLiteral("SELECT pg_is_in_recovery()")).boolean(0, 0));
    const SetStatus status = statusOf(set, Ledger::of(set)->read(connection));
    QCOMPARE(states(status), QStringLiteral("applied pending"));
}

QTEST_GUILESS_MAIN(DrizzleStatusTest)
#include "drizzle_status_test.moc"
