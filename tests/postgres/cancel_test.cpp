// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/postgres/connection.h"
#include "tests/postgres/error_of.h"
#include "tests/postgres/tcp_peer.h"
#include "tests/support/test_cluster.h"

#include <QTest>
#include <chrono>
#include <memory>
#include <random>
#include <thread>

using namespace arborist;
using namespace std::chrono_literals;
using postgres::Connection;
using postgres::ConnectionInfo;

/// Stop requests at any moment of any call. Nothing here asserts on time; what does not stop runs
/// into the time limit of the test program.
class CancelTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_cluster.reset(); }
    void beforeACall();
    void duringAQuery();
    void duringCopyOut();
    void duringCopyIn();
    void duringALargeStatement();
    void whileARowIsHandled();
    void whileConnecting_data();
    void whileConnecting();
    void onADeadNetwork();
    void doesNotHitTheNextStatement();

private:
    /// After a cancel a connection works again, or says that it is closed (a slow machine).
    void checkAfterwards(Connection &connection);
    std::unique_ptr<TestCluster> m_cluster;
    std::mt19937 m_random{20251};
};

namespace {

/// Requests the stop after that time, on another thread.
std::jthread stopLater(std::stop_source stop, std::chrono::microseconds after)
{
    return std::jthread([stop, after]() mutable {
        std::this_thread::sleep_for(after);
        stop.request_stop();
    });
}

} // namespace

void CancelTest::initTestCase()
{
    m_cluster = std::make_unique<TestCluster>();
    m_cluster->psql(QStringLiteral("postgres"),
                    "create table items as select n as id, 'Item ' || n as title from "
                    "generate_series(1, 300000) n; create table taken (line text);");
}

void CancelTest::checkAfterwards(Connection &connection)
{
    connection.setStopToken({});
    qint64 answer = 1;
    const Error error =
        errorOf([&] { answer = connection.exec(QStringLiteral("select 1")).integer(0, 0); });
    QVERIFY2(error.message() == u"no error" || error.sqlState() == u"08003",
             qPrintable(error.message()));
    QCOMPARE(answer, 1);
}

void CancelTest::beforeACall()
{
    std::stop_source stop;
    Connection connection = Connection::open(m_cluster->info(), stop.get_token());
    stop.request_stop();
    QCOMPARE(errorOf([&] { connection.exec(QStringLiteral("select 1")); }).kind(),
             ErrorKind::Cancelled);
    QCOMPARE(errorOf([&] { Connection::open(m_cluster->info(), stop.get_token()); }).kind(),
             ErrorKind::Cancelled);
    connection.setStopToken({});
    QCOMPARE(connection.exec(QStringLiteral("select 1")).integer(0, 0), 1);
}

void CancelTest::duringAQuery()
{
    std::stop_source stop;
    Connection connection = Connection::open(m_cluster->info(), stop.get_token());
    connection.execScript("begin; create temp table t ()");
    const auto later = stopLater(stop, 20ms);
    QCOMPARE(errorOf([&] { connection.exec(QStringLiteral("select pg_sleep(1000)")); }).kind(),
             ErrorKind::Cancelled);
    connection.setStopToken({});
    errorOf([&] { connection.exec(QStringLiteral("rollback")); });
    checkAfterwards(connection);
}

void CancelTest::duringCopyOut()
{
    std::uniform_int_distribution<int> microseconds(0, 60'000);
    int cancelled = 0;
    for (int i = 0; i < 60; ++i) {
        std::stop_source stop;
        Connection connection = Connection::open(m_cluster->info(), stop.get_token());
        qint64 rows = 0;
        const auto later = stopLater(stop, std::chrono::microseconds(microseconds(m_random)));
        const Error error = errorOf([&] {
            connection.copyOut(QStringLiteral("copy items to stdout (format binary)"),
                               [&](auto) { ++rows; });
        });
        if (error.kind() == ErrorKind::Cancelled)
            ++cancelled;
        else
            QCOMPARE(rows, 300'000);
        checkAfterwards(connection);
    }
    QVERIFY(cancelled > 0);
}

void CancelTest::duringCopyIn()
{
    std::uniform_int_distribution<int> microseconds(0, 60'000);
    const QByteArray line = QByteArray(99, 'x') + '\n';
    for (int i = 0; i < 40; ++i) {
        std::stop_source stop;
        Connection connection = Connection::open(m_cluster->info(), stop.get_token());
        const auto later = stopLater(stop, std::chrono::microseconds(microseconds(m_random)));
        const Error error = errorOf([&] {
            connection.beginCopyIn(QStringLiteral("copy taken from stdin"));
            for (;;)
                connection.putCopyData({line.constData(), size_t(line.size())});
        });
        QCOMPARE(error.kind(), ErrorKind::Cancelled);
        connection.abortCopyIn(QStringLiteral("cancelled"));
        checkAfterwards(connection);
    }
    QCOMPARE(m_cluster->psql(u"postgres"_qs, "select count(*) from taken"), QByteArray("0\n"));
}

void CancelTest::duringALargeStatement()
{
    // Larger than the socket's buffer, while the server is not reading.
    std::stop_source stop;
    Connection connection = Connection::open(m_cluster->info(), stop.get_token());
    const auto later = stopLater(stop, 5ms);
    QByteArray script = "select pg_sleep(1000);";
    script += QByteArray("select 'padding';").repeated(500'000);
    QCOMPARE(errorOf([&] { connection.execScript(script); }).kind(), ErrorKind::Cancelled);
    checkAfterwards(connection);
}

void CancelTest::whileARowIsHandled()
{
    std::stop_source stop;
    Connection connection = Connection::open(m_cluster->info(), stop.get_token());
    int rows = 0;
    QCOMPARE(errorOf([&] {
                 connection.copyOut(QStringLiteral("copy items to stdout (format binary)"),
                                    [&](auto) {
                                        if (++rows == 10)
                                            stop.request_stop();
                                    });
             }).kind(),
             ErrorKind::Cancelled);
    QVERIFY(rows < 300'000);
    checkAfterwards(connection);
}

void CancelTest::whileConnecting_data()
{
    QTest::addColumn<QString>("host");
    QTest::newRow("silent") << u"127.0.0.1"_qs;
    QTest::newRow("silent, by name") << u"127.1"_qs; // goes through the resolver
    QTest::newRow("black hole") << u"192.0.2.1"_qs;  // TEST-NET-1: reaches nobody
    QTest::newRow("unknown name") << u"no-such-host.invalid"_qs;
}

void CancelTest::whileConnecting()
{
    QFETCH(QString, host);
    const TcpPeer peer(TcpPeer::Manner::Silent);
    ConnectionInfo info;
    info.setValue(QStringLiteral("host"), host);
    info.setValue(QStringLiteral("port"), peer.port());
    info.setValue(QStringLiteral("connect_timeout"), QStringLiteral("0"));
    for (const auto after : {0us, 1000us, 30'000us}) {
        std::stop_source stop;
        const auto later = stopLater(stop, after);
        const Error error = errorOf([&] { Connection::open(info, stop.get_token()); });
        // The network here may know at once that there is no such host or way.
        const bool quick = host == u"192.0.2.1" || host.endsWith(QStringLiteral(".invalid"));
        QVERIFY2(error.kind() == ErrorKind::Cancelled || (quick && error.sqlState() == u"08001"),
                 qPrintable(error.message()));
    }
}

void CancelTest::onADeadNetwork()
{
    TcpPeer peer(TcpPeer::Manner::Forwards,
                 m_cluster->socketFolder() + QStringLiteral("/.s.PGSQL.5432"));
    ConnectionInfo info = m_cluster->info();
    info.setValue(QStringLiteral("host"), QStringLiteral("127.0.0.1"));
    info.setValue(QStringLiteral("port"), peer.port());
    std::stop_source stop;
    Connection connection = Connection::open(info, stop.get_token());
    QCOMPARE(connection.exec(QStringLiteral("select 1")).integer(0, 0), 1);
    peer.freeze();
    const auto later = stopLater(stop, 20ms);
    QCOMPARE(errorOf([&] { connection.exec(QStringLiteral("select 1")); }).kind(),
             ErrorKind::Cancelled);
    connection.setStopToken({});
    const Error error = errorOf([&] { connection.exec(QStringLiteral("rollback")); });
    QCOMPARE(error.sqlState(), QStringLiteral("08003"));
    QVERIFY(error.hint().contains(u"Connect again"));
    QVERIFY(connection.serverVersion() > 0);
    QVERIFY(!connection.serverVersionText().isEmpty());
    QCOMPARE(connection.parameter("TimeZone"), QString());
}

void CancelTest::doesNotHitTheNextStatement()
{
    // The statement is over at about the moment when it is cancelled.
    std::uniform_int_distribution<int> microseconds(0, 3000);
    for (int i = 0; i < 60; ++i) {
        std::stop_source stop;
        Connection connection = Connection::open(m_cluster->info(), stop.get_token());
        const auto later = stopLater(stop, std::chrono::microseconds(microseconds(m_random)));
        errorOf([&] { connection.exec(QStringLiteral("select pg_sleep(0.0015)")); });
        connection.setStopToken({});
        for (int after = 0; after < 3; ++after)
            checkAfterwards(connection);
    }
}

QTEST_GUILESS_MAIN(CancelTest)
#include "cancel_test.moc"
