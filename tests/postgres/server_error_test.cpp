// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/postgres/connection.h"
#include "tests/postgres/error_of.h"
#include "tests/support/test_cluster.h"

#include <QTest>
#include <atomic>
#include <memory>
#include <thread>

using namespace arborist;
using postgres::Connection;
using postgres::ConnectionInfo;

/// What the server refuses or how it dies during a call, and what the user is told about it.
class ServerErrorTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_cluster.reset(); }
    void statements_data();
    void statements();
    void tellsPosition();
    void tellsWhere();
    void tellsTheServersOwnHint();
    void hidesSecrets();
    void lockTimeout();
    void pooledEndpoint();
    void terminated();
    void tableDroppedMeanwhile();
    void stoppedInIdle();
    void killedDuringQuery();
    void killedDuringCopyOut();
    void killedDuringCopyIn();

private:
    std::unique_ptr<TestCluster> m_cluster;
};

namespace {

QString raise(const char *state)
{
    return QStringLiteral("do $$ begin raise exception 'made up' using errcode = '%1'; end $$")
        .arg(QLatin1String(state));
}

bool isLost(const Error &error)
{
    return error.message().startsWith(QStringLiteral("The connection to ")) &&
           !error.sqlState().isEmpty() && !error.hint().isEmpty() && !error.detail().isEmpty();
}

} // namespace

void ServerErrorTest::initTestCase()
{
    m_cluster = std::make_unique<TestCluster>();
    m_cluster->psql(QStringLiteral("postgres"),
                    "create table items (id bigint primary key, title text);"
                    "create role reader login;"
                    "create role standby login; grant select, insert on items to standby;"
                    "alter role standby set default_transaction_read_only = on;");
}

void ServerErrorTest::statements_data()
{
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QString>("state");
    QTest::addColumn<QString>("hint");
    const auto row = [](const char *name, const char *user, const QString &sql, const char *state,
                        const char *hint) {
        QTest::newRow(name) << QString::fromLatin1(user) << sql << QString::fromLatin1(state)
                            << QString::fromLatin1(hint);
    };
    row("table", "postgres", u"select * from nothing"_qs, "42P01", "migrations");
    row("column", "postgres", u"select nothing from items"_qs, "42703", "column");
    row("schema", "postgres", u"create table no_such.t ()"_qs, "3F000", "schema");
    row("privilege", "reader", u"select * from items"_qs, "42501", "\"reader\"");
    row("read-only", "standby", u"insert into items values (1)"_qs, "25006", "standby");
    row("timeout", "postgres", u"set statement_timeout = 20; select pg_sleep(100)"_qs, "57014",
        "statement_timeout");
    row("disk", "postgres", raise("53100"), "53100", "disk is full");
    row("deadlock", "postgres", raise("40P01"), "40P01", "Run it again");
    row("memory", "postgres", raise("53200"), "53200", "memory");
    row("aborted", "postgres", raise("25P02"), "25P02", "roll back");
    row("many", "postgres", u"select 1; select * from nothing; select 2"_qs, "42P01", "migrations");
}

void ServerErrorTest::statements()
{
    QFETCH(QString, user);
    QFETCH(QString, sql);
    QFETCH(QString, state);
    QFETCH(QString, hint);
    ConnectionInfo info = m_cluster->info();
    info.setValue(QStringLiteral("user"), user);
    Connection connection = Connection::open(info);
    const Error error = errorOf([&] { connection.execScript(sql.toUtf8()); });
    QCOMPARE(error.sqlState(), state);
    QCOMPARE(error.kind(), ErrorKind::Failed);
    QVERIFY2(error.hint().contains(hint), qPrintable(error.hint()));
    QVERIFY(error.message().endsWith(u'.'));
    connection.execScript("set statement_timeout = 0");
    QCOMPARE(connection.exec(QStringLiteral("select 1")).integer(0, 0), 1);
    // The same through the extended protocol, where it is one statement.
    if (!sql.contains(u';') || sql.startsWith(u"do")) {
        QCOMPARE(errorOf([&] { connection.exec(sql); }).sqlState(), state);
        QCOMPARE(connection.exec(QStringLiteral("select 1")).integer(0, 0), 1);
    }
    if (state == u"42501" || state == u"42P01") {
        const QString table = state == u"42501" ? u"items"_qs : u"nothing"_qs;
        QCOMPARE(errorOf([&] {
                     connection.copyOut(u"copy (table %1) to stdout (format binary)"_qs.arg(table),
                                        [](auto) {});
                 }).sqlState(),
                 state);
        QCOMPARE(errorOf([&] {
                     connection.beginCopyIn(u"copy %1 from stdin"_qs.arg(table));
                 }).sqlState(),
                 state);
        QCOMPARE(connection.exec(QStringLiteral("select 1")).integer(0, 0), 1);
    }
}

void ServerErrorTest::tellsPosition()
{
    Connection connection = Connection::open(m_cluster->info());
    const QString sql = QStringLiteral("select '\u00e4\U0001F600' from nothing");
    const Error error = errorOf([&] { connection.exec(sql); });
    // Characters, not bytes and not UTF-16 units.
    QCOMPARE(error.position(), int(sql.toUcs4().indexOf(U'n')) + 1);
    QCOMPARE(errorOf([&] { connection.exec(raise("40001")); }).position(), 0);
}

void ServerErrorTest::tellsWhere()
{
    Connection connection = Connection::open(m_cluster->info());
    connection.execScript("insert into items values (7, 'x')");
    const Error error =
        errorOf([&] { connection.exec(QStringLiteral("insert into items values (7)")); });
    QCOMPARE(error.where(), QStringLiteral("public.items.items_pkey"));
    QVERIFY(error.detail().contains(u"(id)=(7)"));
}

void ServerErrorTest::tellsTheServersOwnHint()
{
    Connection connection = Connection::open(m_cluster->info());
    const Error error = errorOf([&] {
        connection.execScript("do $$ begin raise exception 'no' using hint = 'Use a spoon.', "
                              "errcode = '42501'; end $$");
    });
    QVERIFY(error.hint().endsWith(u"\nUse a spoon."));
    QCOMPARE(error.message(), QStringLiteral("No."));
}

void ServerErrorTest::hidesSecrets()
{
    ConnectionInfo info = m_cluster->info();
    info.setValue(QStringLiteral("password"), QStringLiteral("hunter2hunter2"));
    Connection connection = Connection::open(info);
    const Error error = errorOf([&] {
        connection.execScript("do $$ begin raise exception 'at postgres://u:s3cret@h/d' using "
                              "detail = 'hunter2hunter2', hint = 'password=s3cret'; end $$");
    });
    const QString all = error.message() + error.detail() + error.hint();
    QVERIFY(all.contains(u"***"));
    QVERIFY(!all.contains(u"s3cret"));
    QVERIFY(!all.contains(u"hunter2"));
}

void ServerErrorTest::lockTimeout()
{
    Connection holder = Connection::open(m_cluster->info());
    holder.execScript("begin; lock table items");
    Connection connection = Connection::open(m_cluster->info());
    connection.execScript("set lock_timeout = 20");
    const Error error = errorOf([&] { connection.exec(QStringLiteral("select * from items")); });
    QCOMPARE(error.sqlState(), QStringLiteral("55P03"));
    QVERIFY(error.hint().contains(u"pg_locks"));
}

void ServerErrorTest::pooledEndpoint()
{
    Connection connection = Connection::open(m_cluster->info());
    const Error error = errorOf([&] { connection.execScript("execute gone"); });
    QCOMPARE(error.sqlState(), QStringLiteral("26000"));
    QVERIFY2(error.hint().contains(u"PgBouncer"), qPrintable(error.hint()));
}

void ServerErrorTest::terminated()
{
    Connection connection = Connection::open(m_cluster->info());
    const Error error = errorOf(
        [&] { connection.exec(QStringLiteral("select pg_terminate_backend(pg_backend_pid())")); });
    QVERIFY(isLost(error));
    QCOMPARE(error.sqlState(), QStringLiteral("57P01"));
    QCOMPARE(errorOf([&] { connection.exec(QStringLiteral("select 1")); }).sqlState(),
             QStringLiteral("08003"));
    QCOMPARE(connection.parameter("TimeZone"), QStringLiteral("UTC"));
}

void ServerErrorTest::tableDroppedMeanwhile()
{
    Connection connection = Connection::open(m_cluster->info());
    connection.execScript("create table short_lived as select generate_series(1, 10) as n");
    const QString copy = QStringLiteral("copy short_lived to stdout (format binary)");
    connection.copyOut(copy, [](auto) {});
    m_cluster->psql(QStringLiteral("postgres"), "drop table short_lived");
    const Error error = errorOf([&] { connection.copyOut(copy, [](auto) {}); });
    QCOMPARE(error.sqlState(), QStringLiteral("42P01"));
    QCOMPARE(error.message(), QStringLiteral("Relation \"short_lived\" does not exist."));
}

void ServerErrorTest::stoppedInIdle()
{
    Connection connection = Connection::open(m_cluster->info());
    m_cluster->stop();
    const Error error = errorOf([&] { connection.exec(QStringLiteral("select 1")); });
    m_cluster->start();
    QVERIFY(isLost(error));
    QVERIFY(error.hint().contains(u"rolled back"));
}

void ServerErrorTest::killedDuringQuery()
{
    Connection connection = Connection::open(m_cluster->info());
    Connection::open(m_cluster->info()).exec(QStringLiteral("select 1"));
    std::atomic<bool> running = false;
    connection.setNoticeHandler([&](const postgres::Notice &) { running = true; });
    Error error(QString{});
    std::jthread worker([&] {
        error = errorOf([&] {
            connection.execScript("do $$ begin raise notice 'x'; perform pg_sleep(1000); end $$");
        });
    });
    QTRY_VERIFY(running);
    m_cluster->kill9();
    worker.join();
    m_cluster->start();
    QVERIFY2(isLost(error), qPrintable(error.message()));
}

void ServerErrorTest::killedDuringCopyOut()
{
    for (int killAt : {1, 1000, 200'000}) {
        Connection connection = Connection::open(m_cluster->info());
        int rows = 0;
        const Error error = errorOf([&] {
            connection.copyOut(QStringLiteral("copy (select n, repeat('x', 100) from "
                                              "generate_series(1, 3000000) n) to stdout"),
                               [&](auto) {
                                   if (++rows == killAt)
                                       m_cluster->kill9();
                               });
        });
        m_cluster->start();
        QVERIFY(rows >= killAt);
        QVERIFY2(isLost(error), qPrintable(error.message()));
        QCOMPARE(errorOf([&] { connection.exec(QStringLiteral("select 1")); }).sqlState(),
                 QStringLiteral("08003"));
    }
}

void ServerErrorTest::killedDuringCopyIn()
{
    Connection connection = Connection::open(m_cluster->info());
    connection.beginCopyIn(QStringLiteral("copy items from stdin"));
    const QByteArray row = "1\t" + QByteArray(10'000, 'x') + '\n';
    const Error error = errorOf([&] {
        for (int i = 0; i < 10'000; ++i) {
            if (i == 500)
                m_cluster->kill9();
            connection.putCopyData({row.constData(), size_t(row.size())});
        }
        connection.endCopyIn();
    });
    connection.abortCopyIn(QStringLiteral("clean up"));
    m_cluster->start();
    QVERIFY2(isLost(error), qPrintable(error.message()));
}

QTEST_GUILESS_MAIN(ServerErrorTest)
#include "server_error_test.moc"
