// SPDX-License-Identifier: GPL-3.0-or-later
// migrate, rollback and baseline as they are typed: documents, exit codes, several stages.
#include "tests/cli/cli_runner.h"
#include "tests/support/test_cluster.h"
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>
#include <memory>

using namespace arborist;
using namespace arborist::testing;

class CliMigrateTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_cluster.reset(); }
    void init();

    void planAndRun();
    void rangesAndNames();
    void allEnvironmentsStopAtTheFirstFailure();
    void theBackupOfAFailedRunIsNamed();
    void baselineAndItsForms();
    void wrongUsage_data();
    void wrongUsage();
    void undoneByDownScripts();

private:
    CliRun run(const QStringList &line) const
    {
        return runInProcess(QStringList{QStringLiteral("--workspace"), m_project} + line);
    }
    CliRun run(const char *line) const { return run(words(line)); }
    void write(const QString &name, const QByteArray &text) const;
    QByteArray sql(const QString &database, const QByteArray &script) const
    {
        return m_cluster->psql(database, script);
    }
    QByteArray ledger(const QString &database) const
    {
        return sql(database, "SELECT count(*) FROM drizzle.__drizzle_migrations").trimmed();
    }

    std::unique_ptr<TestCluster> m_cluster;
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_project;
};

void CliMigrateTest::initTestCase()
{
    m_cluster = std::make_unique<TestCluster>();
    for (const char *name : {"ARBORIST_STAGE", "DEVSTRIDE_STAGE", "DB_CONNECTION_STRING",
                             "DATABASE_URL", "POSTGRES_URL"})
        qunsetenv(name);
    for (const char *name : {"first", "second"})
        m_cluster->createDatabase(QString::fromLatin1(name));
}

void CliMigrateTest::write(const QString &name, const QByteArray &text) const
{
    const QString path = m_project + u'/' + name;
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(text), text.size());
}

void CliMigrateTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_project = m_folder->filePath(QStringLiteral("project"));
    qputenv("ARBORIST_DATA_DIR", QFile::encodeName(m_folder->filePath(QStringLiteral("data"))));
    QByteArray stages;
    for (const char *name : {"second", "first"}) { // not the order in which they are migrated
        const QString database = QString::fromLatin1(name);
        sql(database, "SET client_min_messages = warning; DROP SCHEMA IF EXISTS drizzle, public "
                      "CASCADE; CREATE SCHEMA public");
        stages += "[stages." + QByteArray(name) + "]\nurl = \"" +
                  m_cluster->info(database).toUrl().toUtf8() + "\"\nenvironment = \"" +
                  (database == u"first" ? "test" : "unknown") + "\"\n";
    }
    stages.replace("environment = \"unknown\"\n", "");
    write(QStringLiteral("arborist.toml"),
          "[workspace]\ndefault_stage = \"first\"\n" + stages +
              "[migrations]\ntool = \"drizzle\"\nfolder = \"drizzle\"\n");
    write(QStringLiteral("drizzle/meta/_journal.json"),
          R"({"version":"7","dialect":"postgresql","entries":[
              {"idx":0,"version":"7","when":1795219685000,"tag":"0000_items","breakpoints":true},
              {"idx":1,"version":"7","when":1795219686000,"tag":"0001_labels","breakpoints":true}]})");
    write(QStringLiteral("drizzle/0000_items.sql"), "CREATE TABLE items (id int);");
    write(QStringLiteral("drizzle/0001_labels.sql"), "CREATE TABLE labels (id int);");
    write(QStringLiteral("drizzle/0001_labels.down.sql"), "DROP TABLE labels;");
}

void CliMigrateTest::planAndRun()
{
    const CliRun dry = run("migrate --dry-run --json");
    QVERIFY2(dry.exitCode == 0, dry.all().constData());
    QCOMPARE(dry.json()[u"operation"].toString(), QStringLiteral("migrate"));
    QCOMPARE(dry.json()[u"steps"].toArray().size(), 2);
    QVERIFY(dry.json()[u"steps"][1][u"sql"].toString().contains(u"INSERT INTO"));
    const QString hash = dry.json()[u"hash"].toString();
    QCOMPARE(hash.size(), 64);

    write(QStringLiteral("drizzle/0001_labels.sql"), "CREATE TABLE labels (id bigint);");
    CliRun other = run(QStringList{QStringLiteral("migrate"), QStringLiteral("--confirm"),
                                   QStringLiteral("first"), QStringLiteral("--plan"), hash});
    QVERIFY2(other.exitCode == 3, other.all().constData());
    write(QStringLiteral("drizzle/0001_labels.sql"), "CREATE TABLE labels (id int);");
    other = run(QStringList{QStringLiteral("db:migrate"), QStringLiteral("--confirm"),
                            QStringLiteral("first"), QStringLiteral("--plan"), hash,
                            QStringLiteral("--json")});
    QVERIFY2(other.exitCode == 0, other.all().constData());
    QCOMPARE(other.json()[u"outcome"].toString(), QStringLiteral("succeeded"));
    QCOMPARE(other.json()[u"steps"][0][u"title"].toString(), QStringLiteral("0000_items"));
    QCOMPARE(ledger(QStringLiteral("first")), QByteArray("2"));
    const CliRun again = run("migrate");
    QCOMPARE(again.exitCode, 0);
    QVERIFY(again.out.contains("nothing to do"));
    const CliRun empty = run("migrate --dry-run");
    QVERIFY2(empty.out.contains("nothing to do") && !empty.out.contains("Before it runs"),
             empty.all().constData());
}

void CliMigrateTest::rangesAndNames()
{
    CliRun part = run("migrate --to 0000_items --confirm first");
    QVERIFY2(part.exitCode == 0, part.all().constData());
    QCOMPARE(ledger(QStringLiteral("first")), QByteArray("1"));
    part = run("migrate --from 0001 --transaction none --confirm first");
    QVERIFY2(part.exitCode == 0, part.all().constData());
    QCOMPARE(ledger(QStringLiteral("first")), QByteArray("2"));
}

void CliMigrateTest::allEnvironmentsStopAtTheFirstFailure()
{
    write(QStringLiteral("drizzle/0001_labels.sql"), "CREATE TABLE labels (id nothing);");
    const CliRun broken = run("migrate --all-environments --confirm first,second --json");
    QVERIFY2(broken.exitCode == 1, broken.all().constData());
    const QJsonArray runs = broken.json()[u"runs"].toArray();
    QCOMPARE(runs.size(), 1);
    QCOMPARE(runs[0][u"outcome"].toString(), QStringLiteral("failed"));
    QCOMPARE(runs[0][u"stage"].toString(), QStringLiteral("first"));
    QCOMPARE(broken.json()[u"not_begun"].toArray(), QJsonArray{QStringLiteral("second")});
    QCOMPARE(runs[0][u"error"][u"where"].toString(),
             QStringLiteral("drizzle/0001_labels.sql:1:25"));
    QCOMPARE(ledger(QStringLiteral("first")), QByteArray("1"));
    QCOMPARE(sql(QStringLiteral("second"), "SELECT to_regnamespace('drizzle') IS NULL").trimmed(),
             QByteArray("t"));

    write(QStringLiteral("drizzle/0001_labels.sql"), "CREATE TABLE labels (id int);");
    const CliRun dry = run("migrate --all-environments --dry-run --json");
    QVERIFY2(dry.exitCode == 0, dry.all().constData());
    QCOMPARE(dry.json()[u"runs"].toArray().size(), 2);
    QCOMPARE(dry.json()[u"runs"][1][u"target"][u"stage"].toString(), QStringLiteral("second"));
    QCOMPARE(run("migrate --all-environments --target first").exitCode, 2);
}

/// 0000_items has no down script: what was there before it comes back with the backup alone.
void CliMigrateTest::theBackupOfAFailedRunIsNamed()
{
    write(QStringLiteral("drizzle/0001_labels.sql"), "CREATE TABLE labels (id nothing);");
    const CliRun broken = run("migrate --target second --confirm second --json");
    QVERIFY2(broken.exitCode == 1, broken.all().constData());
    QString command;
    for (const QJsonValue &note : broken.json()[u"notes"].toArray()) {
        if (note.toString().contains(u"as it was before"))
            command = note.toString().section(QStringLiteral("arboristctl "), 1);
    }
    QVERIFY2(command.startsWith(u"restore "), broken.all().constData());
    QVERIFY(QFile::exists(broken.json()[u"backup"].toString()));
    const CliRun restored = run(command.split(u' ') +
                                QStringList{QStringLiteral("--target"), QStringLiteral("second"),
                                            QStringLiteral("--confirm"), QStringLiteral("second")});
    QVERIFY2(restored.exitCode == 0, restored.all().constData());
    QCOMPARE(sql(QStringLiteral("second"), "SELECT to_regclass('items') IS NULL").trimmed(),
             QByteArray("t"));
}

void CliMigrateTest::baselineAndItsForms()
{
    const CliRun done = run("baseline 0000_items --confirm first");
    QVERIFY2(done.exitCode == 0, done.all().constData());
    QCOMPARE(ledger(QStringLiteral("first")), QByteArray("1"));
    const CliRun rest = run("migrate --confirm first");
    QVERIFY2(rest.exitCode == 0, rest.all().constData());
    QCOMPARE(sql(QStringLiteral("first"), "SELECT to_regclass('items') IS NULL").trimmed(),
             QByteArray("t"));
    const CliRun row = run("baseline --forget-row 1 --confirm first");
    QVERIFY2(row.exitCode == 0, row.all().constData());
    QCOMPARE(ledger(QStringLiteral("first")), QByteArray("1"));
}

void CliMigrateTest::wrongUsage_data()
{
    QTest::addColumn<QString>("line");
    for (const char *line :
         {"migrate --transaction some", "migrate --to nothing_like_it",
          "migrate --folder elsewhere", "migrate --only 0000_items --from 0000_items",
          "migrate --lock-timeout soon", "migrate --unsure maybe", "baseline",
          "baseline 0000_items --set-names", "rollback --steps 0",
          "migrate --from 0001_labels --to 0000_items"})
        QTest::newRow(line) << QString::fromLatin1(line);
}

void CliMigrateTest::wrongUsage()
{
    QFETCH(QString, line);
    const CliRun done = run(line.split(u' '));
    QVERIFY2(done.exitCode == 2, done.all().constData());
}

void CliMigrateTest::undoneByDownScripts()
{
    QVERIFY(run("migrate --to 0000_items --confirm first").exitCode == 0);
    QVERIFY(run("migrate --confirm first").exitCode == 0);
    const CliRun dry = run("undo last --dry-run --json");
    QVERIFY2(dry.exitCode == 0, dry.all().constData());
    QCOMPARE(dry.json()[u"operation"].toString(), QStringLiteral("rollback"));
    const QJsonArray steps = dry.json()[u"steps"].toArray();
    QCOMPARE(steps.size(), 2); // the backup comes first
    QVERIFY(steps[0][u"title"].toString().contains(u"backup"));
    QCOMPARE(dry.json()[u"loses"][0].toString(), QStringLiteral("Table labels with its 0 rows"));
    QCOMPARE(run("undo last --yes").exitCode, 3);
    const CliRun undone = run("undo last --confirm first");
    QVERIFY2(undone.exitCode == 0, undone.all().constData());
    const CliRun again = run("migrate --confirm first");
    QVERIFY2(again.exitCode == 0, again.all().constData());
    const CliRun back = run("rollback --confirm first --json");
    QVERIFY2(back.exitCode == 0, back.all().constData());
    QVERIFY(run("migrate --confirm first").exitCode == 0);
    const CliRun two = run("migrate:rollback --steps 2 --dry-run");
    QVERIFY2(two.exitCode == 3, two.all().constData());
    QVERIFY(two.err.contains("0000_items has no down script"));
}

QTEST_GUILESS_MAIN(CliMigrateTest)
#include "cli_migrate_test.moc"
