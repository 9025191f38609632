// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/cli_runner.h"
#include "tests/operations/operations_fixture.h"
#include <QDir>
#include <QJsonArray>
#include <QTest>

using namespace arborist;
using namespace arborist::testing;

/// `seed` as a new user of the project types it.
class CliSeedTest : public QObject
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
        for (const char *stage : {"local", "production"})
            ask("DROP TABLE items; CREATE TABLE organizations (id int PRIMARY KEY, name text);"
                "CREATE TABLE users (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "
                "organization_id int REFERENCES organizations, email text UNIQUE);"
                "CREATE TABLE projects (id int PRIMARY KEY, owner int REFERENCES users)",
                QString::fromLatin1(stage));
        // None of them can be loaded in the order of their names.
        m_fixture->writeFile(QStringLiteral("seeds/01_projects.json"),
                             R"([{"id": 1, "owner": 1}, {"id": 2, "owner": 2}])");
        m_fixture->writeFile(QStringLiteral("seeds/02_users.sql"),
                             "-- account: admin@example.com / Admin123! (admin)\n"
                             "-- account: user@example.com / User123!\n"
                             "INSERT INTO users (organization_id, email) VALUES\n"
                             "(1, 'admin@example.com'), (2, 'user@example.com');\n");
        m_fixture->writeFile(QStringLiteral("seeds/organizations.csv"),
                             "id,name\n1,Acme\n2,Umbrella\n");
    }
    void cleanupTestCase() { m_fixture.reset(); }

    void countsAccountsAndRepeats();
    void freshAndBack();
    void onlyOneTable();
    void planAlone();
    void generated();
    void ownCommand();
    void refusals_data();
    void refusals();
    void address();
    void withoutTables();

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
        return ask("SELECT (SELECT count(*) FROM organizations), (SELECT count(*) FROM users), "
                   "(SELECT count(*) FROM projects)");
    }
    static qint64 rowsOf(const CliRun &run, const QString &title)
    {
        for (const QJsonValue &step : run.json()[u"steps"].toArray()) {
            if (step[u"title"].toString() == title)
                return step[u"rows"].toInt(-1);
        }
        return -1;
    }

    std::unique_ptr<OperationsFixture> m_fixture;
};

void CliSeedTest::countsAccountsAndRepeats()
{
    QCOMPARE(run("seed").exitCode, 3); // nobody can be asked
    QCOMPARE(counts(), QByteArray("0|0|0"));
    const CliRun first = run("seed --yes");
    QVERIFY2(first.exitCode == 0, first.all().constData());
    QCOMPARE(counts(), QByteArray("2|2|2"));
    QVERIFY(first.out.contains("public.organizations"));
    QVERIFY(first.out.contains("admin@example.com / Admin123! (admin)"));
    QVERIFY(first.out.contains("user@example.com / User123!"));
    QVERIFY(first.out.contains("arboristctl undo"));
    const CliRun again = run("seed --force --json");
    QVERIFY2(again.exitCode == 0, again.all().constData());
    QCOMPARE(counts(), QByteArray("2|2|2"));
    QCOMPARE(rowsOf(again, QStringLiteral("public.users")), 0);
    QVERIFY(again.out.contains("public.users: rows that were there already: 2"));
    QVERIFY(again.err.contains("Admin123!")); // beside the document
    QVERIFY(!again.out.contains("Admin123!"));
}

void CliSeedTest::freshAndBack()
{
    ask("INSERT INTO organizations VALUES (9, 'mine')");
    QCOMPARE(run("seed --fresh --yes").exitCode, 3);
    const CliRun fresh = run("seed --fresh --confirm local");
    QVERIFY2(fresh.exitCode == 0, fresh.all().constData());
    QCOMPARE(counts(), QByteArray("2|2|2"));
    QCOMPARE(ask("SELECT count(*) FROM organizations WHERE id = 9"), QByteArray("0"));
    const CliRun back = run("undo last --confirm local");
    QVERIFY2(back.exitCode == 0, back.all().constData());
    QCOMPARE(ask("SELECT name FROM organizations"), QByteArray("mine"));
}

void CliSeedTest::onlyOneTable()
{
    const CliRun lacking = run("seed --only users --yes");
    QCOMPARE(lacking.exitCode, 1); // organizations are not there
    QVERIFY(lacking.err.contains("02_users.sql"));
    QCOMPARE(counts(), QByteArray("0|0|0"));
    QCOMPARE(run("seed --only organizations,users --yes").exitCode, 0);
    QCOMPARE(counts(), QByteArray("2|2|0"));
    const CliRun unknown = run("seed --only nobody --yes");
    QCOMPARE(unknown.exitCode, 2);
    QVERIFY(unknown.err.contains("organizations"));
}

void CliSeedTest::planAlone()
{
    const CliRun dry = run("seed --fresh --dry-run --json");
    QVERIFY2(dry.exitCode == 0, dry.all().constData());
    QCOMPARE(dry.json()[u"confirmation"].toString(), QStringLiteral("name"));
    QCOMPARE(dry.json()[u"steps"].toArray().size(), 4);
    QCOMPARE(counts(), QByteArray("0|0|0"));
    const QByteArray hash = dry.json()[u"hash"].toString().toLatin1();
    // Another plan than was agreed to.
    QCOMPARE(run("seed --confirm local --plan " + hash).exitCode, 3);
    QCOMPARE(run("seed --fresh --confirm local --plan " + hash).exitCode, 0);
    QCOMPARE(counts(), QByteArray("2|2|2"));
}

void CliSeedTest::generated()
{
    const CliRun made = run("seed --generate organizations=3,users=20 --random-seed 7 --yes");
    QVERIFY2(made.exitCode == 0, made.all().constData());
    QCOMPARE(counts(), QByteArray("3|20|0"));
    QCOMPARE(run("seed --generate users=2 --fresh").exitCode, 2);
    QCOMPARE(run("seed --generate nobody=2 --yes").exitCode, 2);
}

void CliSeedTest::ownCommand()
{
    m_fixture->writeFile(QStringLiteral(".env"),
                         "DATABASE_URL=" + m_fixture->url(QStringLiteral("local")).toUtf8() + '\n');
    m_fixture->writeFile(QStringLiteral("arborist.toml"),
                         "[stages.local]\nurl = \"env:DATABASE_URL\"\nenvironment = "
                         "\"development\"\n[seed]\ncommand = \"sh seed.sh\"\n");
    m_fixture->writeFile(QStringLiteral("seed.sh"),
                         "echo Seeding...\n"
                         "psql -q \"$DATABASE_URL\" -c \"INSERT INTO organizations VALUES (1)\"\n");
    const CliRun first = run("seed --yes --json");
    QVERIFY2(first.exitCode == 0, first.all().constData());
    QVERIFY(first.err.contains("Seeding..."));
    QCOMPARE(first.json()[u"notes"].toArray().at(0).toString(),
             QStringLiteral("public.organizations: 1 rows more"));
    const CliRun again = run("seed --yes");
    QCOMPARE(again.exitCode, 1);
    QVERIFY(again.err.contains("duplicate key"));
    QVERIFY(again.out.contains("No row was added, changed or deleted."));
    const CliRun fresh = run("seed --fresh --confirm local");
    QVERIFY2(fresh.exitCode == 0, fresh.all().constData());
    QCOMPARE(counts(), QByteArray("1|0|0"));
    QCOMPARE(run("seed --only users --yes").exitCode, 2);
}

void CliSeedTest::refusals_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<bool>("hasTables");
    QTest::newRow("as it is") << QByteArray("seed --confirm production") << true;
    QTest::newRow("fresh") << QByteArray("seed --fresh --confirm production --force") << true;
    QTest::newRow("made up") << QByteArray("seed --generate users=1 --confirm production") << true;
    QTest::newRow("before its tables are there")
        << QByteArray("seed --confirm production") << false;
}

void CliSeedTest::refusals()
{
    QFETCH(QByteArray, line);
    QFETCH(bool, hasTables);
    const QString production = QStringLiteral("production");
    if (!hasTables)
        ask("DROP TABLE projects, users, organizations", production);
    const CliRun refused = run(line, "production");
    QVERIFY2(refused.exitCode == 3, refused.all().constData());
    QVERIFY2(refused.err.contains("production"), refused.all().constData());
    if (hasTables)
        QCOMPARE(ask("SELECT count(*) FROM users", production), QByteArray("0"));
}

void CliSeedTest::address()
{
    // The database of --db, the seed of the project.
    const CliRun seeded =
        runInProcess({QStringLiteral("--workspace"), m_fixture->path(QStringLiteral("project")),
                      QStringLiteral("--db"), m_fixture->url(QStringLiteral("local")),
                      QStringLiteral("seed"), QStringLiteral("--yes")});
    QVERIFY2(seeded.exitCode == 0, seeded.all().constData());
    QCOMPARE(counts(), QByteArray("2|2|2"));
}

void CliSeedTest::withoutTables()
{
    ask("DROP TABLE projects, users, organizations");
    const CliRun lacking = run("seed --yes");
    QCOMPARE(lacking.exitCode, 1);
    QVERIFY(lacking.err.contains("arboristctl migrate"));
    QVERIFY(QDir(m_fixture->path(QStringLiteral("project/seeds"))).removeRecursively());
    QCOMPARE(run("seed --yes").exitCode, 2);
}

QTEST_GUILESS_MAIN(CliSeedTest)
#include "cli_seed_test.moc"
