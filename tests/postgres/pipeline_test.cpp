// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/postgres/connection.h"
#include "tests/postgres/error_of.h"
#include "tests/support/test_cluster.h"

#include <QTest>
#include <random>
#include <thread>

using namespace arborist;
using postgres::Connection;
using postgres::Result;

/// Statements sent without waiting for the answers between them.
class PipelineTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_cluster = std::make_unique<TestCluster>(); }
    void cleanupTestCase() { m_cluster.reset(); }

    void allAtOnce();
    void nothingRunsAfterAFailure_data();
    void nothingRunsAfterAFailure();
    void largeOnesWithLargeAnswers();
    void noticesComeThrough();
    void stoppedAtAnyMoment();
    void theServerGoesAway();

private:
    Connection open(std::stop_token stop = {})
    {
        return Connection::open(m_cluster->info(), std::move(stop));
    }

    std::unique_ptr<TestCluster> m_cluster;
};

void PipelineTest::allAtOnce()
{
    Connection connection = open();
    std::vector<int> told;
    connection.execScript("BEGIN");
    const Result last = connection.execAll(
        std::vector<QByteArray>{"CREATE TABLE a (n int)", "", "INSERT INTO a VALUES (1), (2)",
                                "SELECT sum(n) FROM a;\n-- the end"},
        [&](int answered, qint64) { told.push_back(answered); });
    QCOMPARE(last.integer(0, 0), 3);
    QCOMPARE(told, (std::vector<int>{1, 2, 3, 4}));
    QVERIFY(connection.isInTransaction());
    connection.execScript("ROLLBACK");
    QVERIFY(!connection.isInTransaction());
    connection.execAll({});
    QCOMPARE(connection.exec(QStringLiteral("SELECT 1")).integer(0, 0), 1);
}

void PipelineTest::nothingRunsAfterAFailure_data()
{
    QTest::addColumn<QByteArray>("statement");
    QTest::addColumn<QString>("state");
    QTest::newRow("fails") << QByteArray("SELECT 1 / 0") << QStringLiteral("22012");
    QTest::newRow("syntax") << QByteArray("SELEC") << QStringLiteral("42601");
    QTest::newRow("two") << QByteArray("SELECT 1; SELECT 2") << QStringLiteral("42601");
    QTest::newRow("a value") << QByteArray("SELECT $1") << QStringLiteral("08P01");
}

void PipelineTest::nothingRunsAfterAFailure()
{
    QFETCH(const QByteArray, statement);
    Connection connection = open();
    connection.execScript("CREATE SEQUENCE IF NOT EXISTS calls; SELECT setval('calls', 1)");
    connection.execScript("BEGIN");
    int done = 0;
    const Error error = errorOf([&] {
        connection.execAll(std::vector<QByteArray>{"SELECT nextval('calls')", statement,
                                                   "SELECT nextval('calls')", "COMMIT"},
                           [&](int answered, qint64) { done = answered; });
    });
    QTEST(error.sqlState(), "state");
    QCOMPARE(done, 1);
    QVERIFY(connection.isInTransaction());
    connection.execScript("ROLLBACK");
    QCOMPARE(connection.exec(QStringLiteral("SELECT last_value FROM calls")).integer(0, 0), 2);
}

void PipelineTest::largeOnesWithLargeAnswers()
{
    // More than both sides' buffers hold: each has to read while it writes.
    const QByteArray text(200'000, 'x');
    const std::vector<QByteArray> all(100, "SELECT repeat('y', 200000), '" + text + "'");
    Connection connection = open();
    connection.execScript("BEGIN");
    const Result last = connection.execAll(all);
    QCOMPARE(qsizetype(last.bytes(0, 1).size()), text.size());
    connection.execScript("COMMIT");
}

void PipelineTest::noticesComeThrough()
{
    Connection connection = open();
    QStringList told;
    connection.setNoticeHandler([&](const postgres::Notice &notice) { told << notice.message; });
    connection.execScript("BEGIN");
    connection.execAll(std::vector<QByteArray>{"DO $$ BEGIN RAISE WARNING 'one'; END $$",
                                               "DO $$ BEGIN RAISE WARNING 'two'; END $$"});
    QCOMPARE(told, (QStringList{QStringLiteral("one"), QStringLiteral("two")}));
}

void PipelineTest::stoppedAtAnyMoment()
{
    std::mt19937 random{711};
    std::uniform_int_distribution<int> microseconds(0, 5000);
    const std::vector<QByteArray> all(20, "SELECT pg_sleep(0.0002)");
    for (int i = 0; i < 80; ++i) {
        std::stop_source stop;
        Connection connection = open(stop.get_token());
        connection.execScript("BEGIN");
        const std::jthread later([&, after = microseconds(random)] {
            std::this_thread::sleep_for(std::chrono::microseconds(after));
            stop.request_stop();
        });
        const Error error = errorOf([&] { connection.execAll(all); });
        QVERIFY2(error.kind() == ErrorKind::Cancelled || error.message() == u"no error",
                 qPrintable(error.message()));
        connection.setStopToken({});
        const Error after = errorOf([&] {
            connection.execScript("ROLLBACK");
            QCOMPARE(connection.exec(QStringLiteral("SELECT 1")).integer(0, 0), 1);
        });
        QVERIFY2(after.message() == u"no error" || after.sqlState() == u"08003",
                 qPrintable(after.message()));
    }
}

void PipelineTest::theServerGoesAway()
{
    Connection connection = open();
    connection.execScript("BEGIN");
    int done = 0;
    const Error error = errorOf([&] {
        connection.execAll(
            std::vector<QByteArray>{"SELECT 1",
                                    "SELECT pg_terminate_backend(pg_backend_pid()), pg_sleep(60)",
                                    "SELECT 2", "SELECT 3"},
            [&](int answered, qint64) { done = answered; });
    });
    QCOMPARE(error.sqlState(), QStringLiteral("57P01"));
    QCOMPARE(done, 1);
    QVERIFY(!connection.isOpen());
}

QTEST_GUILESS_MAIN(PipelineTest)
#include "pipeline_test.moc"
