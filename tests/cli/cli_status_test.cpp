// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/migrations/ledgers/ledger.h"
#include "services/postgres/connection.h"
#include "tests/cli/cli_runner.h"
#include "tests/migrations/project.h"
#include "tests/support/test_cluster.h"
#include <QJsonArray>
#include <QTest>
#include <optional>

using namespace arborist;
using namespace arborist::testing;
using migrations::Project;

/// `arboristctl status` with migrations.
class CliStatusTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("ARBORIST_DATA_DIR", QFile::encodeName(m_data.path()));
        for (const char *name :
             {"ARBORIST_STAGE", "DEVSTRIDE_STAGE", "DB_CONNECTION_STRING", "DATABASE_URL"})
            qunsetenv(name);
        m_cluster.emplace();
    }

    void init()
    {
        m_database = QStringLiteral("s%1").arg(++m_databases);
        m_url = m_cluster->createDatabase(m_database).toUrl();
        m_project.emplace();
        m_project->write(QStringLiteral(".env"), "DB_CONNECTION_STRING=" + m_url.toUtf8() + "\n");
        writeDrizzle(*m_project, {{"0000_a", 1000, "select 1"},
                                  {"0001_b", 2000, "select 2"},
                                  {"0002_c", 3000, "select 3"}});
    }

    void pendingIsNoProblem()
    {
        record({0});
        const CliRun text = run("status --check");
        QCOMPARE(text.exitCode, 0);
        QVERIFY2(text.out.contains("drizzle (Drizzle): 1 applied, 2 pending"),
                 text.out.constData());
        QVERIFY(text.out.contains("Nothing needs attention"));
        const QJsonObject set = onlySet(run("status --json"));
        QCOMPARE(set.value(u"tool").toString(), QStringLiteral("drizzle"));
        QCOMPARE(set.value(u"folder").toString(), QStringLiteral("drizzle"));
        QCOMPARE(set.value(u"applied").toInt(), 1);
        QCOMPARE(set.value(u"pending").toInt(), 2);
        QCOMPARE(set.value(u"pending_migrations").toArray(),
                 (QJsonArray{QStringLiteral("0001_b"), QStringLiteral("0002_c")}));
        QVERIFY(set.value(u"problems").toArray().isEmpty());
    }

    /// What `current` warns of, the daily look must not call fine.
    void anotherDatabaseIsFound()
    {
        QCOMPARE(run("status --check").exitCode, 0); // first contact
        const QString other =
            m_cluster->createDatabase(m_database + QStringLiteral("_other")).toUrl();
        m_project->write(QStringLiteral(".env"), "DB_CONNECTION_STRING=" + other.toUtf8() + "\n");
        const CliRun text = run("status --check");
        QCOMPARE(text.exitCode, 4);
        QVERIFY2(!text.out.contains("Nothing needs attention"), text.out.constData());
        const QJsonObject json = run("status --json").json();
        QCOMPARE(json.value(u"healthy"), QJsonValue(false));
        QCOMPARE(json[u"problems"][0][u"kind"].toString(), QStringLiteral("fingerprint"));
    }

    void problemsAreFound()
    {
        record({0, 2});
        m_project->write(QStringLiteral("drizzle/0000_a.sql"), "select 9");
        const CliRun text = run("status --check");
        QCOMPARE(text.exitCode, 4);
        QVERIFY2(text.out.contains("Error 0001_b: Never applied by drizzle"), text.out.constData());
        QVERIFY(text.out.contains("Warning 0000_a: The file was edited"));
        QVERIFY(!text.out.contains("Nothing needs attention"));
        QCOMPARE(run("status").exitCode, 0);

        const CliRun json = run("status --json --check");
        QCOMPARE(json.exitCode, 4);
        QCOMPARE(json.json().value(u"healthy"), QJsonValue(false));
        const QJsonObject problem = onlySet(json).value(u"problems").toArray().at(0).toObject();
        QCOMPARE(problem.value(u"migration").toString(), QStringLiteral("0001_b"));
        QCOMPARE(problem.value(u"state").toString(), QStringLiteral("skipped"));
        QVERIFY(!problem.value(u"detail").toString().isEmpty());
        QVERIFY(!problem.value(u"remedy").toString().isEmpty());

        const CliRun github = run("status --check --format github");
        QCOMPARE(github.exitCode, 4);
        QVERIFY2(github.out.startsWith(
                     "::error file=drizzle/0001_b.sql,title=skipped%3A 0001_b::Never applied"),
                 github.out.constData());
        const CliRun junit = run("status --format junit");
        QCOMPARE(junit.exitCode, 0);
        QVERIFY2(junit.out.contains("tests=\"4\" failures=\"2\""), junit.out.constData());
        QVERIFY(junit.out.contains("<testcase name=\"0002_c\""));
    }

    /// What a run of ours has left is told in every format, with the line at which it goes on.
    void whatIsHalfWayIsFound()
    {
        record({0, 1});
        m_project->write(QStringLiteral("drizzle/0002_c.sql"),
                         "CREATE TABLE c (id int);\n\nSELECT nothing;");
        const CliRun migrated = run("migrate --transaction none --yes");
        QVERIFY2(migrated.exitCode != 0, migrated.out.constData());
        const CliRun text = run("status --check");
        QCOMPARE(text.exitCode, 4);
        QVERIFY2(text.out.contains("Error 0002_c: It failed half way. Of its 2 statements the "
                                   "first 1 are in effect."),
                 (text.out + migrated.out + migrated.err).constData());
        QVERIFY2(text.out.contains("Resume it: migrate goes on at drizzle/0002_c.sql:3."),
                 text.out.constData());
        const QJsonObject problem =
            onlySet(run("status --json")).value(u"problems").toArray().at(0).toObject();
        QCOMPARE(problem.value(u"state").toString(), QStringLiteral("failed"));
        QCOMPARE(problem.value(u"where").toString(), QStringLiteral("drizzle/0002_c.sql:3"));
        const CliRun github = run("status --format github");
        QVERIFY2(github.out.startsWith("::error file=drizzle/0002_c.sql,line=3,title=failed"),
                 github.out.constData());
        const CliRun junit = run("status --format junit");
        QVERIFY2(junit.out.contains("<testcase name=\"failed: 0002_c\"") &&
                     !junit.out.contains("<testcase name=\"0002_c\""),
                 junit.out.constData());
    }

    void addressesGoWithTheProject()
    {
        record({0});
        // The database of --db, the migrations of the project.
        const CliRun other =
            runInProcess(QStringList{QStringLiteral("--db"), m_url, QStringLiteral("--workspace"),
                                     m_project->path()} +
                         words("status --json"));
        QCOMPARE(onlySet(other).value(u"applied").toInt(), 1);
    }

    void sectionsThatLeadNowhereAreAProblem()
    {
        m_project->write(QStringLiteral("arborist.toml"),
                         "[migrations]\ntool = \"drizzle\"\nfolder = \"nowhere\"\n");
        const CliRun text = run("status --check");
        QCOMPARE(text.exitCode, 4);
        QVERIFY2(text.out.contains("nowhere"), text.out.constData());
        QVERIFY(text.out.contains("arborist.toml"));
        QCOMPARE(run("status").exitCode, 0);
    }

    void namesCannotSteerTheTerminal()
    {
        m_project->write(QStringLiteral("drizzle/\033[2Jx.sql"), "select 1");
        const CliRun text = run("status --check");
        QCOMPARE(text.exitCode, 4);
        QVERIFY(!text.out.contains('\033'));
    }

private:
    CliRun run(const char *line) const
    {
        return runInProcess(QStringList{QStringLiteral("--workspace"), m_project->path()} +
                            words(line));
    }
    static QJsonObject onlySet(const CliRun &run)
    {
        const QJsonArray sets = run.json().value(u"migrations").toArray();
        return sets.size() == 1 ? sets.at(0).toObject() : QJsonObject();
    }
    void record(std::initializer_list<std::size_t> which) const
    {
        auto connection = postgres::Connection::open(postgres::ConnectionInfo::parse(m_url));
        const migrations::MigrationSet set = m_project->set();
        const auto ledger = migrations::Ledger::of(set);
        ledger->create(connection);
        for (const std::size_t i : which)
            ledger->record(connection, set.migrations[i]);
    }

    QTemporaryDir m_data;
    std::optional<TestCluster> m_cluster;
    std::optional<Project> m_project;
    QString m_database, m_url;
    int m_databases = 0;
};

QTEST_GUILESS_MAIN(CliStatusTest)
#include "cli_status_test.moc"
