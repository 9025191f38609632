// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/run_log.h"
#include "tests/cli/cli_runner.h"
#include "tests/support/test_cluster.h"
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <memory>

using namespace arborist;
using namespace arborist::testing;

namespace {

/// Two organizations: 1 > (2 > 4, 3) and 40 pairs in the first, 10 > 11 in the second; drift in
/// depth and child count, and an orphan with a child.
const char kTree[] = R"(
    CREATE TABLE items (
        id bigint PRIMARY KEY, organization_id bigint NOT NULL,
        parent_id bigint, title text, status text NOT NULL DEFAULT 'open',
        depth int NOT NULL, child_count int NOT NULL, updated_at timestamptz DEFAULT '2026-01-01');
    INSERT INTO items (id, organization_id, parent_id, title, depth, child_count) VALUES
        (1, 7, NULL, 'Root', 0, 2), (2, 7, 1, 'Branch', 1, 1), (3, 7, 1, 'Leaf', 1, 0),
        (4, 7, 2, 'Twig', 2, 0), (10, 8, NULL, 'Other', 0, 1), (11, 8, 10, 'Child', 1, 0);
    INSERT INTO items (id, organization_id, parent_id, title, depth, child_count)
        SELECT g, 7, NULL, 'Parent', 0, 1 FROM generate_series(101, 140) g;
    INSERT INTO items (id, organization_id, parent_id, title, depth, child_count)
        SELECT g + 100, 7, g, 'Child', 1, 0 FROM generate_series(101, 140) g;
)";
const char kDrift[] = R"(
    UPDATE items SET child_count = 5 WHERE id = 1;
    UPDATE items SET child_count = 3 WHERE id = 10;
    UPDATE items SET depth = 9 WHERE id = 11;
)";
const char kOrphan[] = R"(
    INSERT INTO items (id, organization_id, parent_id, title, depth, child_count) VALUES
        (50, 7, 999, 'Orphan', 0, 1), (51, 7, 50, 'Below', 1, 0);
)";

} // namespace

/// repair from plan to undo through the command line, on a real table.
class CliRepairTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        for (const char *name :
             {"ARBORIST_STAGE", "DEVSTRIDE_STAGE", "DB_CONNECTION_STRING", "DATABASE_URL"})
            qunsetenv(name);
        m_cluster = std::make_unique<TestCluster>();
        m_url = m_cluster->createDatabase(QStringLiteral("tracker")).toUrl();
    }
    void cleanupTestCase() { m_cluster.reset(); }
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("ARBORIST_DATA_DIR", QFile::encodeName(m_folder->filePath(QStringLiteral("data"))));
        sql("DROP TABLE IF EXISTS items, folders");
        sql(kTree);
    }

    void planRunVerifyUndo();
    void oneOrganization();
    void oneKindOnly();
    void nothingToDo();
    void orphansAreDeletedOnTheirNameOnly();
    void onAProtectedStage();
    void severalHierarchiesWantAName();
    void byARecipe();
    void interruptedBetweenBatches();

private:
    CliRun run(const char *line) const { return run(words(line)); }
    CliRun run(const QStringList &line) const
    {
        return runInProcess(QStringList{QStringLiteral("--db"), m_url} + line);
    }
    QByteArray sql(const QByteArray &script) const
    {
        return m_cluster->psql(QStringLiteral("tracker"), script);
    }
    QByteArray table() const { return sql("SELECT * FROM items ORDER BY id"); }

    std::unique_ptr<TestCluster> m_cluster;
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_url;
};

void CliRepairTest::planRunVerifyUndo()
{
    const QByteArray truth = table();
    sql(kDrift);
    const QByteArray damaged = table();
    const CliRun text = run("repair all --dry-run");
    QVERIFY2(text.exitCode == 0, text.err.constData());
    for (const char *part : {"repair all on tracker", "Correct child counts", "ROW EXCLUSIVE",
                             "UPDATE \"public\".\"items\"", "--plan "})
        QVERIFY2(text.out.contains(part), text.out.constData());

    const QJsonObject plan = run("repair all --dry-run --json --changes").json();
    QCOMPARE(plan[u"operation"].toString(), QStringLiteral("repair all"));
    QVERIFY(!plan[u"target"][u"fingerprint"].toString().isEmpty());
    QVERIFY(!plan[u"way_back"].toString().isEmpty());
    const QJsonArray changes = plan[u"changes"].toArray();
    QCOMPARE(changes.size(), 3);
    QCOMPARE(changes[0][u"id"].toString(), QStringLiteral("1"));
    QCOMPARE(changes[0][u"kind"].toString(), QStringLiteral("R1"));
    QCOMPARE(changes[0][u"column"].toString(), QStringLiteral("child_count"));
    QCOMPARE(changes[0][u"before"].toString(), QStringLiteral("5"));
    QCOMPARE(changes[0][u"after"].toString(), QStringLiteral("2"));
    QCOMPARE(changes[0][u"origin"], QJsonValue(true));
    QCOMPARE(table(), damaged);

    const CliRun refused = run("repair all");
    QCOMPARE(refused.exitCode, 3);
    QVERIFY(refused.err.contains("--yes"));
    const CliRun other = run("repair all --yes --plan 00");
    QCOMPARE(other.exitCode, 3);
    QCOMPARE(table(), damaged);

    // More rows to correct are no other plan.
    sql("UPDATE items SET depth = 5 WHERE id = 140");
    const QByteArray worse = table();
    const CliRun done =
        run(words("repair all --json --yes --plan") + QStringList(plan[u"hash"].toString()));
    QVERIFY2(done.exitCode == 0, done.err.constData());
    QCOMPARE(done.json()[u"outcome"].toString(), QStringLiteral("succeeded"));
    QCOMPARE(table(), truth);
    QCOMPARE(run("scan --check").exitCode, 0);

    const CliRun undone = run("undo last --yes");
    QVERIFY2(undone.exitCode == 0, undone.err.constData());
    QCOMPARE(table(), worse);
    QCOMPARE(run("audit verify").exitCode, 0);
    const QJsonArray runs = run("history --json").json()[u"runs"].toArray();
    QCOMPARE(runs.size(), 4);
    QCOMPARE(runs[3][u"outcome"].toString(), QStringLiteral("refused"));
    QCOMPARE(runs[1][u"rows"].toInt(), 4);
}

void CliRepairTest::oneOrganization()
{
    sql(kDrift);
    const CliRun done = run("repair all -o 7 --yes");
    QVERIFY2(done.exitCode == 0, done.err.constData());
    QCOMPARE(sql("SELECT child_count FROM items WHERE id IN (1, 10) ORDER BY id"),
             QByteArray("2\n3\n"));
}

void CliRepairTest::oneKindOnly()
{
    sql(kDrift);
    const CliRun done = run("repair all --kinds d1 --yes");
    QVERIFY2(done.exitCode == 0, done.err.constData());
    QCOMPARE(sql("SELECT child_count, depth FROM items WHERE id IN (10, 11) ORDER BY id"),
             QByteArray("3|0\n0|1\n"));
}

void CliRepairTest::nothingToDo()
{
    const QByteArray before = sql("SELECT xmin, * FROM items ORDER BY id");
    const CliRun plan = run("repair all --dry-run");
    QCOMPARE(plan.exitCode, 0);
    QVERIFY2(plan.out.contains("There is nothing to do."), plan.out.constData());
    const CliRun done = run("repair all");
    QVERIFY2(done.exitCode == 0, done.err.constData());
    QVERIFY2(done.out.contains("nothing to do"), done.out.constData());
    QCOMPARE(sql("SELECT xmin, * FROM items ORDER BY id"), before);
}

void CliRepairTest::orphansAreDeletedOnTheirNameOnly()
{
    const QByteArray truth = table();
    sql(kOrphan);
    const QByteArray damaged = table();
    const CliRun yes = run("repair orphans --orphans delete --yes");
    QCOMPARE(yes.exitCode, 3);
    QVERIFY2(yes.err.contains("--confirm tracker"), yes.err.constData());
    QCOMPARE(table(), damaged);
    const QJsonObject plan = run("repair orphans --orphans delete --dry-run --json").json();
    QCOMPARE(plan[u"loses"].toArray().size(), 1);
    const CliRun named = run("repair orphans --orphans delete --confirm tracker");
    QVERIFY2(named.exitCode == 0, named.err.constData());
    QCOMPARE(table(), truth);
    QCOMPARE(run("undo last --yes").exitCode, 0);
    QCOMPARE(table(), damaged);
    // Without that they become roots, or find back.
    const CliRun kept = run("repair orphans --yes");
    QVERIFY2(kept.exitCode == 0, kept.err.constData());
    QCOMPARE(sql("SELECT count(*) FROM items WHERE parent_id = 999"), QByteArray("0\n"));
    QCOMPARE(sql("SELECT count(*) FROM items WHERE id IN (50, 51)"), QByteArray("2\n"));
}

void CliRepairTest::onAProtectedStage()
{
    sql(kDrift);
    sql(kOrphan);
    const QString project = m_folder->filePath(QStringLiteral("project"));
    QVERIFY(QDir().mkpath(project));
    QFile file(project + QStringLiteral("/arborist.toml"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("[stages.production]\nurl = \"" + m_url.toUtf8() + "\"\n");
    file.close();
    const QStringList there{QStringLiteral("--workspace"), project};
    const CliRun yes = runInProcess(there + words("repair aggregations --yes"));
    QCOMPARE(yes.exitCode, 3);
    QVERIFY2(yes.err.contains("--confirm production"), yes.err.constData());
    const CliRun named = runInProcess(there + words("repair aggregations --confirm production"));
    QVERIFY2(named.exitCode == 0, named.err.constData());
    // What deletes is for a pipeline alone, and it has to name the stage. A script at a desk has no
    // terminal either: by that nobody becomes a pipeline.
    const QByteArray damaged = table();
    const auto deleted = [&there](const char *consent, const QByteArray &ci) {
        if (!ci.isEmpty())
            qputenv("CI", ci);
        const CliRun found =
            runInProcess(there + words("repair orphans --orphans delete") + words(consent));
        qunsetenv("CI");
        return found;
    };
    const CliRun desk = deleted("--confirm production", {});
    QCOMPARE(desk.exitCode, 3);
    QVERIFY2(desk.err.contains("from a desk"), desk.err.constData());
    QCOMPARE(deleted("--confirm production", "false").exitCode, 3);
    QCOMPARE(deleted("--yes", {}).exitCode, 3);
    const CliRun unnamed = deleted("--yes", "true");
    QCOMPARE(unnamed.exitCode, 3);
    QVERIFY2(unnamed.err.contains("--confirm production"), unnamed.err.constData());
    QCOMPARE(deleted("--confirm tracker", "true").exitCode, 3);
    QCOMPARE(table(), damaged);
    const QJsonObject plan = deleted("--dry-run --json", "true").json();
    QCOMPARE(plan[u"caller"].toString(), QStringLiteral("pipeline"));
    QCOMPARE(plan[u"confirmation"].toString(), QStringLiteral("name"));
    QCOMPARE(plan[u"backup"].toString(), QStringLiteral("mandatory"));
    const CliRun pipeline = deleted("--confirm production", "true");
    QVERIFY2(pipeline.exitCode == 0, pipeline.err.constData());
    QVERIFY(table() != damaged);
    // To bring back what was deleted deletes nothing: a desk may.
    const CliRun back = runInProcess(there + words("undo last --confirm production"));
    QVERIFY2(back.exitCode == 0, back.err.constData());
    QCOMPARE(table(), damaged);
    // The same database by its URL is as protected.
    QCOMPARE(run("repair hierarchy --yes").exitCode, 3);
    QCOMPARE(run("repair hierarchy --confirm production").exitCode, 0);
    const CliRun elsewhere = runInProcess(words("undo last --yes"));
    QCOMPARE(elsewhere.exitCode, 3);
    QVERIFY2(elsewhere.err.contains("--confirm production"), elsewhere.err.constData());
}

void CliRepairTest::severalHierarchiesWantAName()
{
    sql("CREATE TABLE folders (id int PRIMARY KEY, parent_id int REFERENCES folders);"
        "INSERT INTO folders VALUES (1, NULL), (2, 1)");
    const CliRun several = run("repair all --yes");
    QCOMPARE(several.exitCode, 2);
    QVERIFY2(several.err.contains("public.folders"), several.err.constData());
    QCOMPARE(run("repair all --yes --hierarchy items").exitCode, 0);
    sql("DROP TABLE folders");
}

void CliRepairTest::byARecipe()
{
    sql("UPDATE items SET title = NULL WHERE id IN (3, 4, 11)");
    const QByteArray damaged = table();
    const QString project = m_folder->filePath(QStringLiteral("project"));
    QVERIFY(QDir().mkpath(project));
    const auto write = [&project](const char *name, const QByteArray &text) {
        QFile file(project + u'/' + QLatin1String(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    };
    write("arborist.toml", "[stages.local]\nurl = \"" + m_url.toUtf8() +
                               "\"\nenvironment = \"development\"\n"
                               "[[recipes]]\nname = \"titles\"\nfile = \"titles.sql\"\n");
    write("titles.sql",
          "-- title: Give every item a title\n"
          "-- section: check\n"
          "SELECT id, organization_id AS organization FROM items WHERE title IS NULL;\n"
          "-- section: fix\n"
          "UPDATE items SET title = 'Untitled' WHERE title IS NULL;\n");
    const QStringList there{QStringLiteral("--workspace"), project};
    const QJsonObject plan =
        runInProcess(there + words("repair titles --dry-run --json --changes")).json();
    QCOMPARE(plan[u"operation"].toString(), QStringLiteral("repair titles"));
    QCOMPARE(plan[u"changes"].toArray().size(), 3);
    QVERIFY(plan[u"changes"][0][u"id"].isString());
    QCOMPARE(runInProcess(there + words("repair titles")).exitCode, 3);
    QCOMPARE(runInProcess(there + words("repair titles --kinds D1 --yes")).exitCode, 2);
    const CliRun unknown = runInProcess(there + words("repair tittles --yes"));
    QCOMPARE(unknown.exitCode, 2);
    QVERIFY2(unknown.err.contains("all, titles"), unknown.err.constData());
    QCOMPARE(table(), damaged);
    const CliRun done = runInProcess(there + words("repair titles --yes"));
    QVERIFY2(done.exitCode == 0, done.err.constData());
    QCOMPARE(sql("SELECT count(*) FROM items WHERE title = 'Untitled'"), QByteArray("3\n"));
    const CliRun again = runInProcess(there + words("repair titles"));
    QVERIFY2(again.out.contains("nothing to do"), again.out.constData());
    const CliRun undone = runInProcess(there + words("undo last --yes"));
    QVERIFY2(undone.exitCode == 0, undone.err.constData());
    QCOMPARE(table(), damaged);
}

void CliRepairTest::interruptedBetweenBatches()
{
    sql("INSERT INTO items (id, organization_id, parent_id, title, depth, child_count)"
        "SELECT g, 7, 1, 'Many', 1, 0 FROM generate_series(1001, 61000) g;"
        "UPDATE items SET child_count = 60002 WHERE id = 1;"
        "UPDATE items SET depth = 7 WHERE id > 1000;"
        // Makes each batch take long enough to be met in the middle of the run.
        "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN PERFORM pg_sleep(1); RETURN NULL; END $$;"
        "CREATE TRIGGER slow AFTER UPDATE ON items FOR EACH STATEMENT EXECUTE FUNCTION slow()");
    const QByteArray damaged = table();
    QProcess program;
    program.start(QStringLiteral(ARBORISTCTL), QStringList{QStringLiteral("--db"), m_url} +
                                                   words("repair hierarchy --yes --json"));
    QTRY_VERIFY_WITH_TIMEOUT(
        sql("SELECT count(*) FROM items WHERE id > 1000 AND depth = 1") != "0\n", 60000);
    ::kill(pid_t(program.processId()), SIGINT);
    QVERIFY(program.waitForFinished(60000));
    QCOMPARE(program.exitStatus(), QProcess::NormalExit);
    const QByteArray answer = program.readAllStandardOutput();
    QVERIFY2(program.exitCode() == 5, answer + program.readAllStandardError());
    QVERIFY2(answer.contains("\"outcome\":\"cancelled\""), answer.constData());
    const qint64 written =
        sql("SELECT count(*) FROM items WHERE id > 1000 AND depth = 1").trimmed().toLongLong();
    QVERIFY(written > 0 && written < 60000);
    QCOMPARE(RunLog().runs().front().rows, written);
    QCOMPARE(run("undo last --yes").exitCode, 0);
    QCOMPARE(table(), damaged);
}

QTEST_GUILESS_MAIN(CliRepairTest)
#include "cli_repair_test.moc"
