// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/migrations/read_status.h"
#include "tests/migrations/drizzle_ledger_fixture.h"
#include <QTest>
#include <atomic>
#include <thread>
#include <vector>

using namespace arborist;
using namespace arborist::migrations;

/// Drizzle's table: its rows read, written and taken away, whoever made it.
class DrizzleLedgerTest : public QObject, DrizzleLedgerFixture
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        // A standby is copied from it.
        startCluster(
            {{QStringLiteral("wal_level = replica"), QStringLiteral("max_wal_senders = 4")},
             {QStringLiteral("local replication all trust")},
             5432,
             {}});
    }
    void init() { empty(); }
    void rowsAreWrittenAndTakenBack();
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
};

void DrizzleLedgerTest::rowsAreWrittenAndTakenBack()
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

void DrizzleLedgerTest::sameTimeIsToldApartByHash()
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

void DrizzleLedgerTest::equalFilesAreToldApartByTime()
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

void DrizzleLedgerTest::numericTimesAreRead()
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

void DrizzleLedgerTest::newFormGetsItsName()
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

void DrizzleLedgerTest::readingChangesNothing()
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

void DrizzleLedgerTest::otherTablesAreRefused()
{
    Project project;
    writeDrizzle(project, {{"0000_a", 1000, "select 1"}});
    m_connection->execScript("CREATE SCHEMA drizzle; CREATE TABLE drizzle.__drizzle_migrations "
                             "(version varchar PRIMARY KEY)");
    const SetStatus status = read(project.set());
    QVERIFY(status.ledger.exists);
    QCOMPARE(codes(status.problems), QStringList(QStringLiteral("foreign-ledger")));
}

void DrizzleLedgerTest::namesAreQuoted()
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

void DrizzleLedgerTest::privilegesAreNamed()
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

void DrizzleLedgerTest::tablesThatAreThereNeedNoPrivilege()
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

void DrizzleLedgerTest::manyMakeItAtOnce()
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

void DrizzleLedgerTest::aFailedQueryDoesNotEndATransaction()
{
    Project project;
    writeDrizzle(project, {{"0000_a", 1000, "select 1"}});
    m_connection->execScript("BEGIN");
    QVERIFY(!read(project.set()).ledger.exists);
    QCOMPARE(m_connection->exec(QStringLiteral("SELECT 1")).integer(0, 0), 1);
    m_connection->execScript("COMMIT");
}

void DrizzleLedgerTest::standbyIsRead()
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

QTEST_GUILESS_MAIN(DrizzleLedgerTest)
#include "drizzle_ledger_test.moc"
