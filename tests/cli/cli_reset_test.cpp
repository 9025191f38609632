// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/cli_runner.h"
#include "tests/operations/operations_fixture.h"
#include <QFile>
#include <QJsonArray>
#include <QTest>

using namespace arborist;
using namespace arborist::testing;

/// `reset` as a new user of the project types it.
class CliResetTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        leavePipeline();
        m_fixture = std::make_unique<OperationsFixture>();
    }
    void init()
    {
        m_fixture->reset();
        for (const char *name : {"local", "source"})
            m_fixture->cluster().psql(QStringLiteral("postgres"),
                                      QByteArray("DROP DATABASE IF EXISTS ") + name +
                                          "; CREATE DATABASE " + name);
        m_fixture->writeFile(QStringLiteral("migrations/001_organizations.sql"),
                             "-- Up\nCREATE TABLE organizations (id int PRIMARY KEY, name text);\n"
                             "-- Down\nDROP TABLE organizations;\n");
        m_fixture->writeFile(QStringLiteral("migrations/002_users.sql"),
                             "-- Up\nCREATE TABLE users (id int PRIMARY KEY, organization_id int "
                             "REFERENCES organizations);\n-- Down\nDROP TABLE users;\n");
        m_fixture->writeFile(QStringLiteral("seeds/organizations.csv"), "id,name\n1,Acme\n");
        m_fixture->writeFile(QStringLiteral("seeds/users.sql"),
                             "-- account: admin@example.com / Admin123! (admin)\n"
                             "INSERT INTO users VALUES (1, 1), (2, 1);\n");
        QCOMPARE(run("migrate --yes --no-backup").exitCode, 0);
        ask("INSERT INTO organizations VALUES (7, 'former')");
    }
    void cleanupTestCase() { m_fixture.reset(); }

    void seedsAndSwapsBack();
    void planAlone();
    void copiesTheSource_data();
    void copiesTheSource();
    void noRows();
    void failsInTheMiddle();
    void refusals();
    void wrongUsage_data();
    void wrongUsage();
    void targetByAddress();

private:
    CliRun run(const QByteArray &line, const char *stage = "local") const
    {
        return runInProcess(QStringList{QStringLiteral("--workspace"),
                                        m_fixture->path(QStringLiteral("project")),
                                        QStringLiteral("--target"), QString::fromLatin1(stage)} +
                            words(line.constData()));
    }
    QByteArray ask(const QByteArray &sql, const QString &database = QStringLiteral("local")) const
    {
        return m_fixture->cluster().psql(database, sql).trimmed();
    }
    QByteArray counts() const
    {
        return ask("SELECT (SELECT count(*) FROM organizations), (SELECT count(*) FROM users)");
    }
    QByteArray source() const { return m_fixture->url(QStringLiteral("source")).toUtf8(); }
    void fillSource() const
    {
        ask("CREATE TABLE users (id int PRIMARY KEY, organization_id int);"
            "CREATE TABLE organizations (name text, id int PRIMARY KEY);"
            "CREATE TABLE odd (n int);"
            "INSERT INTO organizations SELECT 'O' || g, g FROM generate_series(1, 300) g;"
            "INSERT INTO users SELECT g, g FROM generate_series(1, 200) g",
            QStringLiteral("source"));
    }

    std::unique_ptr<OperationsFixture> m_fixture;
};

void CliResetTest::seedsAndSwapsBack()
{
    QCOMPARE(run("reset").exitCode, 3);
    QCOMPARE(run("reset --yes").exitCode, 3); // rows are lost: the name has to be typed
    QCOMPARE(counts(), QByteArray("1|0"));
    const CliRun done = run("reset --confirm local");
    QVERIFY2(done.exitCode == 0, done.all().constData());
    QCOMPARE(counts(), QByteArray("1|2"));
    QCOMPARE(ask("SELECT name FROM organizations"), QByteArray("Acme"));
    for (const char *told :
         {"001_organizations", "002_users", "public.users: 2 rows",
          "admin@example.com / Admin123! (admin)", "local_before_", "arboristctl undo"})
        QVERIFY2(done.out.contains(told), done.all().constData());
    QVERIFY(run("status --json").json()[u"migrations"].toArray().at(0)[u"pending"].toInt(-1) == 0);
    const CliRun back = run("undo last --confirm local");
    QVERIFY2(back.exitCode == 0, back.all().constData());
    QCOMPARE(ask("SELECT name FROM organizations"), QByteArray("former"));
}

void CliResetTest::planAlone()
{
    const CliRun dry = run("reset --dry-run --json");
    QVERIFY2(dry.exitCode == 0, dry.all().constData());
    const QJsonObject plan = dry.json();
    QStringList titles;
    for (const QJsonValue &step : plan[u"steps"].toArray())
        titles << step[u"title"].toString();
    QCOMPARE(titles.size(), 5); // the database, two migrations, the seed, the swap
    QCOMPARE(titles.at(1), QStringLiteral("001_organizations"));
    QCOMPARE(plan[u"confirmation"].toString(), QStringLiteral("name"));
    QCOMPARE(plan[u"loses"].toArray().size(), 1);
    QVERIFY(!plan[u"way_back"].toString().isEmpty());
    QVERIFY(dry.out.contains("Cognito"));
    const CliRun text = run("reset --dry-run");
    QVERIFY(text.out.contains("All of local"));
    QCOMPARE(counts(), QByteArray("1|0"));
    const QByteArray hash = plan[u"hash"].toString().toLatin1();
    QCOMPARE(run("reset --data none --confirm local --plan " + hash).exitCode, 3);
    const CliRun done = run("reset --confirm local --json --plan " + hash);
    QVERIFY2(done.exitCode == 0, done.all().constData());
    QCOMPARE(done.json()[u"outcome"].toString(), QStringLiteral("succeeded"));
    QVERIFY(done.err.contains("Admin123!"));
}

void CliResetTest::copiesTheSource_data()
{
    QTest::addColumn<QByteArray>("env");
    QTest::addColumn<QByteArray>("line");
    const QByteArray variable = "SOURCE_DB_CONNECTION_STRING=" + source() + '\n';
    QTest::newRow("named") << QByteArray() << "reset --confirm local --source-db " + source();
    QTest::newRow("of .env") << variable << QByteArray("reset --confirm local");
    QTest::newRow("of .env, asked for")
        << variable << QByteArray("reset --confirm local --data source");
}

void CliResetTest::copiesTheSource()
{
    QFETCH(QByteArray, env);
    QFETCH(QByteArray, line);
    fillSource();
    m_fixture->writeFile(QStringLiteral(".env"), env);
    const CliRun done = run(line + " --json");
    QVERIFY2(done.exitCode == 0, done.all().constData());
    QCOMPARE(counts(), QByteArray("300|200"));
    QVERIFY2(done.out.contains("public.odd"), done.all().constData());
    QVERIFY2(done.out.contains("500 rows of 2 tables"), done.all().constData());
    QVERIFY(!done.err.contains("Admin123!")); // the seed was not loaded
    QCOMPARE(ask("SELECT count(*) FROM users", QStringLiteral("source")), QByteArray("200"));
}

void CliResetTest::noRows()
{
    const CliRun done = run("reset --data none --confirm local");
    QVERIFY2(done.exitCode == 0, done.all().constData());
    QCOMPARE(counts(), QByteArray("0|0"));
}

void CliResetTest::failsInTheMiddle()
{
    m_fixture->writeFile(QStringLiteral("migrations/003_broken.sql"),
                         "-- Up\nCREATE TABLE broken (id nosuch);\n-- Down\nDROP TABLE broken;\n");
    const QByteArray databases = ask("SELECT count(*) FROM pg_database");
    const CliRun failed = run("reset --confirm local");
    QCOMPARE(failed.exitCode, 1);
    QVERIFY2(failed.err.contains("003_broken.sql:2"), failed.all().constData());
    QVERIFY2(failed.out.contains("has changed nothing of local"), failed.all().constData());
    // What to do after a failed migration is not what to do here.
    QVERIFY2(!failed.out.contains("rollback --steps"), failed.all().constData());
    QCOMPARE(ask("SELECT name FROM organizations"), QByteArray("former"));
    QCOMPARE(ask("SELECT count(*) FROM pg_database"), databases);
    const CliRun json = run("reset --confirm local --json");
    QCOMPARE(json.exitCode, 1);
    QCOMPARE(json.json()[u"outcome"].toString(), QStringLiteral("failed"));
    QCOMPARE(json.json()[u"error"][u"sqlstate"].toString(), QStringLiteral("42704"));
    QVERIFY(QFile::remove(m_fixture->path(QStringLiteral("project/migrations/003_broken.sql"))));
    m_fixture->writeFile(QStringLiteral("seeds/users.sql"), "INSERT INTO users VALUES (1, 99);\n");
    const CliRun seed = run("reset --confirm local");
    QCOMPARE(seed.exitCode, 1);
    QVERIFY2(seed.err.contains("users.sql:1"), seed.all().constData());
    QCOMPARE(ask("SELECT name FROM organizations"), QByteArray("former"));
}

void CliResetTest::refusals()
{
    const CliRun production = run("reset --confirm production --force", "production");
    QVERIFY2(production.exitCode == 3, production.all().constData());
    const CliRun itself = run("reset --confirm local --source-db " +
                              m_fixture->url(QStringLiteral("local")).toUtf8());
    QVERIFY2(itself.exitCode == 3, itself.all().constData());
    QCOMPARE(run("reset --confirm other").exitCode, 3);
    QCOMPARE(counts(), QByteArray("1|0"));
}

void CliResetTest::wrongUsage_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("one organization") << QByteArray("reset -o 5 --confirm local");
    QTest::newRow("no source") << QByteArray("reset --data source --confirm local");
    QTest::newRow("no such data") << QByteArray("reset --data all --confirm local");
    QTest::newRow("both") << QByteArray("reset --data seed --source-db postgresql:///x");
    QTest::newRow("target twice") << QByteArray("reset --target-db postgresql:///x");
}

void CliResetTest::wrongUsage()
{
    QFETCH(QByteArray, line);
    const CliRun wrong = run(line);
    QVERIFY2(wrong.exitCode == 2, wrong.all().constData());
    QVERIFY(wrong.err.contains("Hint") || wrong.err.contains("exclude"));
    QCOMPARE(counts(), QByteArray("1|0"));
}

void CliResetTest::targetByAddress()
{
    // The database of an address, the migrations of the project.
    const CliRun migrations = runInProcess(
        {QStringLiteral("--workspace"), m_fixture->path(QStringLiteral("project")),
         QStringLiteral("--db"), m_fixture->url(QStringLiteral("source")),
         QStringLiteral("migrate"), QStringLiteral("--dry-run"), QStringLiteral("--json")});
    QVERIFY2(migrations.exitCode == 0, migrations.all().constData());
    QVERIFY2(migrations.out.contains("002_users"), migrations.all().constData());
    const QStringList line{QStringLiteral("--workspace"),
                           m_fixture->path(QStringLiteral("project")),
                           QStringLiteral("reset"),
                           QStringLiteral("--target-db"),
                           m_fixture->url(QStringLiteral("source")),
                           QStringLiteral("--confirm")};
    QCOMPARE(runInProcess(line + QStringList{QStringLiteral("local")}).exitCode, 3);
    const CliRun done = runInProcess(line + QStringList{QStringLiteral("source")});
    QVERIFY2(done.exitCode == 0, done.all().constData());
    QCOMPARE(ask("SELECT count(*) FROM users", QStringLiteral("source")), QByteArray("2"));
    QCOMPARE(counts(), QByteArray("1|0"));
}

QTEST_GUILESS_MAIN(CliResetTest)
#include "cli_reset_test.moc"
