// SPDX-License-Identifier: GPL-3.0-or-later
// Migrations among others: long transactions, readers, other runs, a person who cancels.
#include "tests/migrations/run_fixture.h"
#include "tests/support/pooler.h"
#include <QTest>
#include <atomic>
#include <thread>

using namespace arborist;
using namespace arborist::testing;
using namespace std::chrono_literals;
using migrations::TransactionMode;
using Result = Report::Result;

class MigrateLocksTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_fixture = std::make_unique<RunFixture>(); }
    void cleanupTestCase() { m_fixture.reset(); }
    void init()
    {
        m_fixture->reset();
        m_fixture->add(QStringLiteral("0000_items"),
                       "CREATE TABLE items (id int PRIMARY KEY, title text);"
                       "INSERT INTO items SELECT g, 'Item' FROM generate_series(1, 50) g;");
        QVERIFY(m_fixture->migrate().outcome == Result::Succeeded);
    }

    void readersGoOnWhileItWaits();
    void itGivesUpAndNamesWhoIsInTheWay();
    void aLongStatementIsCancelled_data();
    void aLongStatementIsCancelled();
    void cancelledWhileWaitingForAnotherRun();
    void whoWaitsForTheLedgerSeesTheEnd();
    void aPoolerIsRefused();

private:
    operations::PlannedOperationPtr plan(const migrations::MigrateRequest &request)
    {
        OperationContext context = m_fixture->context();
        postgres::Connection connection = m_fixture->connect();
        return planMigrate(request, connection, context);
    }

    std::unique_ptr<RunFixture> m_fixture;
};

/// A transaction that has read the table holds up ALTER TABLE; nobody may queue behind that.
void MigrateLocksTest::readersGoOnWhileItWaits()
{
    m_fixture->add(QStringLiteral("0001_column"), "ALTER TABLE items ADD COLUMN note text;");
    migrations::MigrateRequest request = m_fixture->request();
    request.patience.timeout = 200ms;
    request.patience.tries = 1000;
    const auto planned = plan(request);

    postgres::Connection holder = m_fixture->connect();
    holder.exec(QStringLiteral("BEGIN"));
    holder.exec(QStringLiteral("SELECT count(*) FROM items"));
    Report report;
    std::thread migration([&] { report = m_fixture->run(*planned, m_fixture->context()); });
    // Several attempts have failed, and readers came through between them, none within a statement
    // timeout that is far longer than the migration may wait.
    postgres::Connection reader = m_fixture->connect();
    reader.exec(QStringLiteral("SET statement_timeout = '60s'"));
    postgres::Connection watch = m_fixture->connect();
    int waits = 0;
    for (bool waited = false; waits < 3;) {
        const bool waiting =
            watch
                .exec(QStringLiteral("SELECT 1 FROM pg_locks WHERE NOT granted AND "
                                     "relation = 'items'::regclass AND "
                                     "mode = 'AccessExclusiveLock'"))
                .rows() > 0;
        if (waiting && !waited) {
            ++waits;
            QCOMPARE(reader.exec(QStringLiteral("SELECT count(*) FROM items")).integer(0, 0), 50);
        }
        waited = waiting;
    }
    holder.exec(QStringLiteral("COMMIT"));
    migration.join();
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
    QCOMPARE(m_fixture->ledger().count('\n'), 2);
}

void MigrateLocksTest::itGivesUpAndNamesWhoIsInTheWay()
{
    m_fixture->add(QStringLiteral("0001_column"), "ALTER TABLE items ADD COLUMN note text;");
    migrations::MigrateRequest request = m_fixture->request();
    request.patience.timeout = 1000ms; // the watch has to see it once
    request.patience.tries = 3;
    const auto planned = plan(request);
    postgres::Connection holder = m_fixture->connect();
    holder.exec(QStringLiteral("SET application_name = 'nightly report'"));
    holder.exec(QStringLiteral("BEGIN"));
    holder.exec(QStringLiteral("SELECT count(*) FROM items"));
    const Report report = m_fixture->run(*planned, m_fixture->context());
    QVERIFY(report.outcome == Result::Failed);
    QCOMPARE(report.error->sqlState(), QStringLiteral("55P03"));
    QVERIFY2(report.error->hint().contains(u"nightly report"), told(report));
    QCOMPARE(report.error->where(), QStringLiteral("drizzle/0001_column.sql:1:1"));
    QCOMPARE(m_fixture->ledger().count('\n'), 1);
}

void MigrateLocksTest::aLongStatementIsCancelled_data()
{
    QTest::addColumn<int>("mode");
    QTest::newRow("each") << int(TransactionMode::Each);
    QTest::newRow("all") << int(TransactionMode::All);
    QTest::newRow("none") << int(TransactionMode::None);
}

void MigrateLocksTest::aLongStatementIsCancelled()
{
    QFETCH(int, mode);
    m_fixture->add(QStringLiteral("0001_a"), "CREATE TABLE a ();");
    m_fixture->add(QStringLiteral("0002_long"), "CREATE TABLE b (); SELECT pg_sleep(600);");
    m_fixture->add(QStringLiteral("0003_c"), "CREATE TABLE c ();");
    migrations::MigrateRequest request = m_fixture->request();
    request.mode = TransactionMode(mode);
    const auto planned = plan(request);
    std::stop_source stop;
    OperationContext context = m_fixture->context();
    context.stop = stop.get_token();
    context.connect = [&] {
        return postgres::Connection::open(m_fixture->cluster().info(QStringLiteral("tracker")),
                                          stop.get_token());
    };
    Report report;
    std::thread migration([&] { report = m_fixture->run(*planned, context); });
    while (m_fixture->sql("SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'").isEmpty())
        QTest::qSleep(20);
    stop.request_stop();
    migration.join();
    QVERIFY2(report.outcome == Result::Cancelled, told(report));
    QVERIFY2(report.error->message().contains(u"Nothing was changed") ==
                 (TransactionMode(mode) == TransactionMode::All),
             told(report));
    QVERIFY2(!report.notes.join(u' ').contains(u"mend the file"), told(report));
    const QByteArray there = m_fixture->sql("SELECT to_regclass('a') IS NOT NULL, "
                                            "to_regclass('b') IS NOT NULL, to_regclass('c') IS NOT "
                                            "NULL");
    QCOMPARE(there, TransactionMode(mode) == TransactionMode::Each  ? QByteArray("t|f|f\n")
                    : TransactionMode(mode) == TransactionMode::All ? QByteArray("f|f|f\n")
                                                                    : QByteArray("t|t|f\n"));
    QCOMPARE(m_fixture->ledger().count('\n'),
             TransactionMode(mode) == TransactionMode::All ? 1 : 2);

    m_fixture->writeFile(QStringLiteral("0002_long.sql"), "CREATE TABLE b (); SELECT 1;");
    request = m_fixture->request();
    request.mode = TransactionMode(mode);
    const Report again = m_fixture->migrate(request);
    QVERIFY2(again.outcome == Result::Succeeded, told(again));
    QCOMPARE(m_fixture->ledger().count('\n'), 4);
}

void MigrateLocksTest::cancelledWhileWaitingForAnotherRun()
{
    m_fixture->add(QStringLiteral("0001_long"), "SELECT pg_sleep(600);");
    const auto first = plan(m_fixture->request());
    const auto second = plan(m_fixture->request());
    std::stop_source stop;
    OperationContext context = m_fixture->context();
    context.stop = stop.get_token();
    context.connect = [&] {
        return postgres::Connection::open(m_fixture->cluster().info(QStringLiteral("tracker")),
                                          stop.get_token());
    };
    Report reports[2];
    std::thread one([&] { reports[0] = m_fixture->run(*first, context); });
    while (m_fixture->sql("SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'").isEmpty())
        QTest::qSleep(20);
    std::stop_source ownStop;
    OperationContext waiting = m_fixture->context();
    waiting.stop = ownStop.get_token();
    std::thread two([&] { reports[1] = m_fixture->run(*second, waiting); });
    while (!waiting.progress->sample().step.contains(u"Arborist"))
        QTest::qSleep(20);
    QVERIFY(waiting.progress->sample().step.contains(u"process"));
    ownStop.request_stop();
    two.join();
    stop.request_stop();
    one.join();
    for (const Report &report : reports)
        QVERIFY2(report.outcome == Result::Cancelled, told(report));
    QCOMPARE(m_fixture->ledger().count('\n'), 1);
}

/// Another program reads the ledger while a migration runs: it must not learn of the rest being
/// left; what succeeded is kept all the same when the rest fails.
void MigrateLocksTest::whoWaitsForTheLedgerSeesTheEnd()
{
    m_fixture->add(QStringLiteral("0001_slow"), "SELECT pg_sleep(3);");
    m_fixture->add(QStringLiteral("0002_a"), "CREATE TABLE a ();");
    m_fixture->add(QStringLiteral("0003_broken"), "CREATE TABLE b (); SELECT nothing;");
    const auto planned = plan(m_fixture->request());
    Report report;
    std::thread migration([&] { report = m_fixture->run(*planned, m_fixture->context()); });
    while (m_fixture->sql("SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'").isEmpty())
        QTest::qSleep(20);
    const QByteArray seen = m_fixture->sql("SELECT count(*) FROM drizzle.__drizzle_migrations");
    migration.join();
    QCOMPARE(seen, QByteArray("3\n"));
    QVERIFY(report.outcome == Result::Failed);
    QCOMPARE(report.error->where(), QStringLiteral("drizzle/0003_broken.sql:1:27"));
    QVERIFY2(report.notes.contains(QStringLiteral("In effect and recorded: 0001_slow, 0002_a")),
             told(report));
    QVERIFY(report.steps.at(1).state == ReportStep::State::Done);
    QCOMPARE(m_fixture->ledger().count('\n'), 3);
    QCOMPARE(m_fixture->sql("SELECT to_regclass('a') IS NULL, to_regclass('b') IS NULL"),
             QByteArray("f|t\n"));
}

void MigrateLocksTest::aPoolerIsRefused()
{
    if (!Pooler::isInstalled())
        QSKIP("PgBouncer is not installed");
    const int port = freePort();
    TestCluster::Options options;
    options.port = port;
    options.settings = {QStringLiteral("listen_addresses = '127.0.0.1'")};
    options.hbaLines = {QStringLiteral("host all all 127.0.0.1/32 trust")};
    const TestCluster cluster(options);
    const Pooler pooler(cluster, {QStringLiteral("postgres")});
    for (const QByteArray &name :
         {QByteArray("postgres_session"), QByteArray("postgres_transaction")}) {
        const QString url = QString::fromUtf8(pooler.url(name));
        OperationContext context;
        postgres::Connection connection =
            postgres::Connection::open(postgres::ConnectionInfo::parse(url));
        migrations::MigrateRequest request;
        request.set = m_fixture->set();
        try {
            planMigrate(request, connection, context);
            QFAIL("planned");
        } catch (const Error &error) {
            QVERIFY2(error.kind() == ErrorKind::Refused, error.what());
            QVERIFY2(error.hint().contains(QString::number(port)), qPrintable(error.hint()));
        }
    }
}

QTEST_GUILESS_MAIN(MigrateLocksTest)
#include "migrate_locks_test.moc"
