// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/rehearsal/rehearsal.h"

#include "services/postgres/connection.h"
#include "services/postgres/embedded_server.h"
#include "tests/migrations/project.h"
#include "tests/support/test_cluster.h"
#include <QJsonArray>
#include <QTest>
#include <chrono>
#include <thread>

using namespace arborist;
using namespace arborist::migrations;

namespace {

const QByteArray kSchema = R"(
CREATE TABLE items (id bigint PRIMARY KEY, title text, rank integer NOT NULL DEFAULT 0);
CREATE TABLE labels (id bigint PRIMARY KEY, item bigint);
CREATE VIEW titles AS SELECT title FROM items;
CREATE FUNCTION twice(i integer) RETURNS integer LANGUAGE plpgsql AS $$ BEGIN RETURN i * 2; END $$;
INSERT INTO items SELECT i, 'item ' || i FROM generate_series(1, 2000) i;
)";

QStringList locksOf(const RehearsedStatement &statement)
{
    QStringList locks;
    for (const RehearsalLock &lock : statement.locks)
        locks << lock.mode + u' ' + lock.table;
    return locks;
}

} // namespace

class RehearsalTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void tellsLocksAndRewrites();
    void stopsAtAnError();
    void constraintsAtTheEnd();
    void outsideOfTransactions();
    void copiesTheSchemaWhereOthersAreConnected();
    void copiesTheSchemaOfWhatIsLarge();
    void protectedStagesAreLeftAlone();
    void dropsLeftOvers();
    void dropsTheCopyWhenStopped();
    void cleanupTestCase();

private:
    RehearsalRequest request(const std::vector<TestEntry> &entries);
    RehearsalReport rehearse(const RehearsalRequest &request, std::stop_token stop = {})
    {
        OperationContext context;
        context.stop = std::move(stop);
        context.connect = [this] { return postgres::Connection::open(m_info); };
        return migrations::rehearse(request, context);
    }
    QByteArray copies() const
    {
        return m_cluster->psql(QStringLiteral("postgres"),
                               "SELECT datname FROM pg_database WHERE datname LIKE 'arborist%'");
    }
    QByteArray stateOfStage() const
    {
        return m_cluster->psql(m_info.database(), "SELECT count(*) FROM items; SELECT relname, "
                                                  "relfilenode FROM pg_class WHERE relnamespace = "
                                                  "'public'::regnamespace ORDER BY 1");
    }

    std::unique_ptr<QTemporaryDir> m_data;
    std::optional<TestCluster> m_cluster;
    std::unique_ptr<Project> m_project;
    postgres::ConnectionInfo m_info;
};

void RehearsalTest::initTestCase()
{
    m_data = std::make_unique<QTemporaryDir>();
    // The account of the embedded server has to get there.
    QFile::setPermissions(m_data->path(), QFileDevice::Permissions(0x7755));
    qputenv("ARBORIST_DATA_DIR", m_data->path().toUtf8());
    m_cluster.emplace();
}

void RehearsalTest::init()
{
    static int number = 0;
    m_info = m_cluster->createDatabase(QStringLiteral("stage_%1").arg(++number));
    m_cluster->psql(m_info.database(), kSchema);
    m_project = std::make_unique<Project>();
}

void RehearsalTest::cleanupTestCase()
{
    postgres::EmbeddedServer::stop();
}

RehearsalRequest RehearsalTest::request(const std::vector<TestEntry> &entries)
{
    writeDrizzle(*m_project, entries);
    RehearsalRequest request;
    request.set = m_project->set();
    for (size_t i = 0; i < entries.size(); ++i)
        request.migrations.push_back(qsizetype(i));
    request.stage.name = QStringLiteral("local");
    request.stage.environment = stages::Environment::Development;
    request.address = m_info;
    return request;
}

void RehearsalTest::tellsLocksAndRewrites()
{
    const QByteArray before = stateOfStage();
    const RehearsalReport report =
        rehearse(request({{"0000_a", 1000,
                           "ALTER TABLE items ADD COLUMN more text;--> statement-breakpoint\n"
                           "ALTER TABLE items ALTER COLUMN rank SET DATA TYPE bigint;"
                           "CREATE INDEX items_rank ON items (rank);\n"
                           "CREATE TABLE made (id bigint PRIMARY KEY);"},
                          {"0001_b", 2000,
                           "CREATE INDEX labels_item ON labels (item);--> statement-breakpoint\n"
                           "UPDATE items SET rank = rank + 1;\nTRUNCATE labels;\n"
                           "ALTER TABLE labels ADD FOREIGN KEY (item) REFERENCES items (id);"}}));
    QVERIFY(report.succeeded);
    QVERIFY(report.hasRows);
    QCOMPARE(report.statements.size(), 8U);
    const auto &seen = report.statements;
    QCOMPARE(locksOf(seen[0]), QStringList(QStringLiteral("ACCESS EXCLUSIVE public.items")));
    QVERIFY(seen[0].locks[0].blocksReads && seen[0].locks[0].blocksWrites);
    QCOMPARE(seen[0].rewrites, QStringList());
    QCOMPARE(seen[0].line, 1);
    // What the transaction holds already is not told again.
    QCOMPARE(locksOf(seen[1]), QStringList());
    QCOMPARE(seen[1].rewrites, QStringList(QStringLiteral("public.items")));
    QCOMPARE(seen[1].line, 2);
    QCOMPARE(locksOf(seen[3]), QStringList());
    QCOMPARE(locksOf(seen[4]), QStringList(QStringLiteral("SHARE public.labels")));
    QVERIFY(!seen[4].locks[0].blocksReads && seen[4].locks[0].blocksWrites);
    QCOMPARE(locksOf(seen[5]), QStringList(QStringLiteral("ROW EXCLUSIVE public.items")));
    QCOMPARE(locksOf(seen[6]), QStringList(QStringLiteral("ACCESS EXCLUSIVE public.labels")));
    QCOMPARE(seen[6].rewrites, QStringList());
    QCOMPARE(locksOf(seen[7]), QStringList(QStringLiteral("SHARE ROW EXCLUSIVE public.items")));
    QCOMPARE(seen[7].migration, QStringLiteral("0001_b"));
    QCOMPARE(report.toJson()[u"statements"].toArray().size(), 8);
    QCOMPARE(stateOfStage(), before);
    QCOMPARE(copies(), QByteArray());
}

void RehearsalTest::stopsAtAnError()
{
    const RehearsalReport report =
        rehearse(request({{"0000_a", 1000, "CREATE TABLE a (id integer);"},
                          {"0001_b", 2000, "SELECT 1;\n\nINSERT INTO items (id) VALUES (7);\n"},
                          {"0002_c", 3000, "SELECT 3;"}}));
    QVERIFY(!report.succeeded);
    QCOMPARE(report.statements.size(), 3U);
    const RehearsedStatement &last = report.statements.back();
    QVERIFY(last.error.has_value());
    QCOMPARE(last.error->sqlState(), QStringLiteral("23505"));
    QVERIFY2(last.error->where().contains(QStringLiteral("0001_b.sql:3")),
             qPrintable(last.error->where()));
    QCOMPARE(copies(), QByteArray());
}

void RehearsalTest::constraintsAtTheEnd()
{
    const RehearsalReport report = rehearse(request(
        {{"0000_a", 1000,
          "ALTER TABLE labels ADD FOREIGN KEY (item) REFERENCES items (id) DEFERRABLE INITIALLY "
          "DEFERRED;\nINSERT INTO labels VALUES (1, 99999);"}}));
    QVERIFY(!report.succeeded);
    QCOMPARE(report.statements.back().error->sqlState(), QStringLiteral("23503"));
    QCOMPARE(copies(), QByteArray());
}

void RehearsalTest::outsideOfTransactions()
{
    const RehearsalReport report =
        rehearse(request({{"0000_a", 1000,
                           "CREATE TYPE mood AS ENUM ('good');--> statement-breakpoint\n"
                           "ALTER TYPE mood ADD VALUE 'bad';--> statement-breakpoint\n"
                           "CREATE TABLE moods (m mood DEFAULT 'bad');--> statement-breakpoint\n"
                           "CREATE INDEX CONCURRENTLY items_title ON items (title);"}}));
    for (const RehearsedStatement &statement : report.statements) {
        if (statement.error)
            qInfo("%s", statement.error->what());
    }
    QVERIFY(report.succeeded);
    QCOMPARE(report.statements.size(), 4U);
    QCOMPARE(copies(), QByteArray());
}

void RehearsalTest::copiesTheSchemaWhereOthersAreConnected()
{
    auto other = postgres::Connection::open(m_info);
    const RehearsalReport report = rehearse(
        request({{"0000_a", 1000, "SELECT twice(rank), titles.title FROM items, titles;"}}));
    QVERIFY(report.succeeded);
    QVERIFY(!report.hasRows);
    QVERIFY2(report.notes.first().contains(QStringLiteral("connected")),
             qPrintable(report.notes.join(u'\n')));
    QVERIFY2(report.place.contains(QStringLiteral("own server")), qPrintable(report.place));
    QCOMPARE(other.exec(QStringLiteral("SELECT 1")).integer(0, 0), 1);
    QCOMPARE(copies(), QByteArray());
}

void RehearsalTest::copiesTheSchemaOfWhatIsLarge()
{
    RehearsalRequest wanted = request({{"0000_a", 1000, "ALTER TABLE items ADD COLUMN x text;"}});
    wanted.maxCopyBytes = 1000;
    const RehearsalReport report = rehearse(wanted);
    QVERIFY(report.succeeded);
    QVERIFY(!report.hasRows);
}

void RehearsalTest::protectedStagesAreLeftAlone()
{
    const QByteArray before = stateOfStage();
    RehearsalRequest wanted =
        request({{"0000_a", 1000, "ALTER TABLE items ADD COLUMN x text NOT NULL;"}});
    wanted.stage.isProtected = true;
    wanted.place = RehearsalPlace::SameServer;
    try {
        rehearse(wanted);
        QFAIL("it was rehearsed on the stage's server");
    } catch (const Error &error) {
        QVERIFY(error.kind() == ErrorKind::Refused);
    }
    wanted.place = RehearsalPlace::Auto;
    const RehearsalReport report = rehearse(wanted);
    QVERIFY(report.succeeded); // no rows, so that NOT NULL is in nobody's way
    QVERIFY(!report.hasRows);
    QVERIFY2(report.place.contains(QStringLiteral("Arborist")), qPrintable(report.place));
    QCOMPARE(stateOfStage(), before);
    QCOMPARE(copies(), QByteArray());
}

void RehearsalTest::dropsLeftOvers()
{
    const QStringList names{QStringLiteral("arborist_rehearsal_20200101000000_0123abcd"),
                            QStringLiteral("arborist_rehearsal_20200101000000_mine"),
                            QStringLiteral("arborist_rehearsal_20990101000000_0123abcd")};
    for (const QString &name : names)
        m_cluster->createDatabase(name);
    rehearse(request({{"0000_a", 1000, "SELECT 1;"}}));
    QCOMPARE(copies().trimmed().split('\n').size(), 2);
    QVERIFY(!copies().contains(names[0].toUtf8()));
    for (const QString &name : names.mid(1))
        m_cluster->psql(QStringLiteral("postgres"), "DROP DATABASE " + name.toUtf8());
}

void RehearsalTest::dropsTheCopyWhenStopped()
{
    std::stop_source stop;
    OperationContext context;
    context.stop = stop.get_token();
    context.connect = [this] { return postgres::Connection::open(m_info); };
    const RehearsalRequest wanted =
        request({{"0000_a", 1000, "CREATE TABLE a (id integer);\nSELECT pg_sleep(600);"}});
    std::thread stopper([&] {
        // Once the sleep has begun.
        while (m_cluster
                   ->psql(QStringLiteral("postgres"),
                          "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
                   .isEmpty())
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        stop.request_stop();
    });
    bool isCancelled = false;
    try {
        migrations::rehearse(wanted, context);
    } catch (const Error &error) {
        isCancelled = error.kind() == ErrorKind::Cancelled;
    }
    stopper.join();
    QVERIFY(isCancelled);
    QCOMPARE(copies(), QByteArray());
}

QTEST_GUILESS_MAIN(RehearsalTest)
#include "rehearsal_test.moc"
