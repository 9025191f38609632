// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/cli_runner.h"
#include "tests/migrations/project.h"
#include "tests/support/test_cluster.h"
#include <QJsonArray>
#include <QTest>

using namespace arborist;
using namespace arborist::migrations;
using namespace arborist::testing;

/// create, generate, push, rehearsals and proposals from the command line.
class CliCreateTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_cluster.reset(); }
    void init();
    void createsAndUndoes();
    void tellsWhatIsToBeNamed();
    void generates();
    void undoesWhatWasGenerated();
    void pushesNowhereElse();
    void rehearses();
    void proposes();

private:
    CliRun run(const char *line) const
    {
        return runInProcess(QStringList{QStringLiteral("--workspace"), m_project->path()} +
                            words(line));
    }
    /// Of that operation, as `history` tells them.
    QJsonArray runs(const char *operation) const
    {
        QJsonArray found;
        const QJsonArray all = run("history --json").json()[u"runs"].toArray();
        for (const QJsonValue &one : all) {
            if (one[u"operation"].toString() == QLatin1String(operation))
                found.append(one);
        }
        return found;
    }
    std::unique_ptr<TestCluster> m_cluster;
    std::unique_ptr<Project> m_project;
    std::unique_ptr<QTemporaryDir> m_data;
};

void CliCreateTest::initTestCase()
{
    for (const char *name : {"ARBORIST_STAGE", "DEVSTRIDE_STAGE", "DB_CONNECTION_STRING"})
        qunsetenv(name);
    m_cluster = std::make_unique<TestCluster>();
}

void CliCreateTest::init()
{
    static int number = 0;
    m_data = std::make_unique<QTemporaryDir>();
    qputenv("ARBORIST_DATA_DIR", m_data->path().toUtf8());
    const auto info = m_cluster->createDatabase(QStringLiteral("cli_%1").arg(++number));
    m_project = std::make_unique<Project>();
    m_project->write(QStringLiteral(".env"),
                     "DB_CONNECTION_STRING=" + info.toUrl().toUtf8() + "\n");
    const auto other = m_cluster->createDatabase(QStringLiteral("staging_%1").arg(number));
    m_project->write(QStringLiteral(".env.staging"),
                     "DB_CONNECTION_STRING=" + other.toUrl().toUtf8() + "\n");
    m_project->write(
        QStringLiteral("arborist.toml"),
        "[stages.local]\nurl = 'env:DB_CONNECTION_STRING'\nenvironment = "
        "'development'\n[stages.staging]\nurl = 'env:DB_CONNECTION_STRING@.env.staging'\n"
        "environment = 'staging'\n");
    writeDrizzle(*m_project, {{"0000_a", 1000, "CREATE TABLE a (id integer);"}});
}

void CliCreateTest::createsAndUndoes()
{
    const CliRun made = run("migrate:create add_tags --down --json");
    QVERIFY2(made.exitCode == 0, made.all());
    QVERIFY(QFile::exists(m_project->path(QStringLiteral("drizzle/0001_add_tags.sql"))));
    QVERIFY(QFile::exists(m_project->path(QStringLiteral("drizzle/0001_add_tags.down.sql"))));
    const QString id = made.json()[u"run"].toString();
    const CliRun undone = runInProcess({QStringLiteral("--workspace"), m_project->path(),
                                        QStringLiteral("undo"), id, QStringLiteral("--yes")});
    QVERIFY2(undone.exitCode == 0, undone.all());
    QVERIFY(!QFile::exists(m_project->path(QStringLiteral("drizzle/0001_add_tags.sql"))));
    QCOMPARE(run("create").exitCode, 2);
    QCOMPARE(run("create ../x").exitCode, 2);
    const CliRun planned = run("create x --dry-run");
    QCOMPARE(planned.exitCode, 0);
    QVERIFY2(!planned.out.contains("database"), planned.out); // files alone
    QCOMPARE(m_project->set().migrations.size(), 1U);
}

void CliCreateTest::tellsWhatIsToBeNamed()
{
    writeDrizzle(*m_project, {{"0000_a", 1000, "SELECT 1;"}}, QStringLiteral("other"));
    const CliRun unnamed = run("create x");
    QCOMPARE(unnamed.exitCode, 2);
    QVERIFY2(unnamed.err.contains("other"), unnamed.err);
    QCOMPARE(run("create x --folder other").exitCode, 0);
    QVERIFY(QFile::exists(m_project->path(QStringLiteral("other/0001_x.sql"))));
}

void CliCreateTest::generates()
{
    QCOMPARE(run("generate").exitCode, 2); // there is no command
    m_project->write(
        QStringLiteral("package.json"),
        R"({"scripts": {"db:generate": "echo No schema changes, nothing to migrate"}})");
    const CliRun planned = run("generate --dry-run --json");
    QCOMPARE(planned.json()[u"command"].toString(), QStringLiteral("npm run db:generate"));
    QCOMPARE(runs("generate").size(), 0);
    const CliRun nothing = run("generate --json");
    QVERIFY2(nothing.exitCode == 0, nothing.all());
    QCOMPARE(nothing.json()[u"outcome"].toString(), QStringLiteral("nothing"));
    m_project->write(
        QStringLiteral("package.json"),
        R"({"scripts": {"db:generate": "echo Error: Interactive prompts require a TTY"}})");
    QCOMPARE(run("generate --json").exitCode, 3);
    m_project->write(QStringLiteral("package.json"), R"({"scripts": {"db:generate": "exit 0"}})");
    QCOMPARE(run("generate --json").exitCode, 1);
    // The history has each of them, the newest first.
    const QJsonArray all = runs("generate");
    QCOMPARE(all.size(), 3);
    QCOMPARE(all[0][u"outcome"].toString(), QStringLiteral("failed"));
    QCOMPARE(all[1][u"outcome"].toString(), QStringLiteral("failed"));
    QCOMPARE(all[2][u"outcome"].toString(), QStringLiteral("succeeded"));
    QCOMPARE(all[2][u"run"], nothing.json()[u"run"]);
    QCOMPARE(run("generate --hint nonsense").exitCode, 2);
}

void CliCreateTest::undoesWhatWasGenerated()
{
    const auto content = [this](const char *name) {
        QFile file(m_project->path(QStringLiteral("drizzle/") + QString::fromLatin1(name)));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    const QByteArray journal = content("meta/_journal.json");
    QByteArray longer = journal;
    longer.replace("]}",
                   R"(,{"idx":1,"version":"7","when":2000,"tag":"0001_b","breakpoints":true}]})");
    m_project->write(QStringLiteral("made/journal"), longer);
    m_project->write(
        QStringLiteral("package.json"),
        R"({"scripts": {"db:generate": "cp made/journal drizzle/meta/_journal.json && echo 'SELECT 2;' > drizzle/0001_b.sql"}})");
    const CliRun made = run("generate --json");
    QVERIFY2(made.exitCode == 0, made.all());
    QCOMPARE(made.json()[u"outcome"].toString(), QStringLiteral("made"));
    QCOMPARE(content("meta/_journal.json"), longer);
    QCOMPARE(runs("generate")[0][u"can_undo"].toBool(), true);
    const CliRun undone =
        runInProcess({QStringLiteral("--workspace"), m_project->path(), QStringLiteral("undo"),
                      made.json()[u"run"].toString(), QStringLiteral("--yes")});
    QVERIFY2(undone.exitCode == 0, undone.all());
    QVERIFY(!QFile::exists(m_project->path(QStringLiteral("drizzle/0001_b.sql"))));
    QCOMPARE(content("meta/_journal.json"), journal);
    QCOMPARE(runInProcess({QStringLiteral("audit"), QStringLiteral("verify")}).exitCode, 0);
}

void CliCreateTest::pushesNowhereElse()
{
    const CliRun staging = run("push --target staging");
    QCOMPARE(staging.exitCode, 3);
    QVERIFY(staging.err.contains("development"));
    QCOMPARE(run("push").exitCode, 2); // there is no command
}

void CliCreateTest::rehearses()
{
    const CliRun rehearsed = run("migrate --rehearse --json --no-progress");
    QVERIFY2(rehearsed.exitCode == 0, rehearsed.all());
    QCOMPARE(rehearsed.json()[u"statements"].toArray().size(), 1);
    QCOMPARE(m_project->set().migrations.size(), 1U);
    QVERIFY(run("migrate --rehearse --no-progress").out.contains("0000_a.sql:1"));
    const QJsonArray all = runs("rehearse");
    QCOMPARE(all.size(), 2);
    QCOMPARE(all[1][u"run"], rehearsed.json()[u"run"]);
    QCOMPARE(all[0][u"outcome"].toString(), QStringLiteral("succeeded"));
    QCOMPARE(all[0][u"can_undo"].toBool(), false);
    m_project->write(QStringLiteral("drizzle/0000_a.sql"), "SELECT nothing;");
    QCOMPARE(run("migrate --rehearse --no-progress").exitCode, 1);
    QCOMPARE(runs("rehearse")[0][u"outcome"].toString(), QStringLiteral("failed"));
    QCOMPARE(run("migrate --rehearse-on nowhere").exitCode, 2);
    QCOMPARE(run("migrate --rehearse-on server --target staging").exitCode, 3);
}

void CliCreateTest::proposes()
{
    const CliRun proposed = run("rollback --propose");
    QVERIFY2(proposed.exitCode == 0, proposed.all());
    QVERIFY2(proposed.out.startsWith("-- Proposed"), proposed.out);
    const CliRun saved = run("rollback --propose --save");
    // Its snapshots tell of no difference: there is nothing to save.
    QVERIFY2(saved.exitCode == 3, saved.all());
    QVERIFY(!m_project->set().migrations[0].down.has_value());
    QCOMPARE(run("rollback --propose --to nothing").exitCode, 2);
}

QTEST_GUILESS_MAIN(CliCreateTest)
#include "cli_create_test.moc"
