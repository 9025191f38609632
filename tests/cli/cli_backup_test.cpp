// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/cli_runner.h"
#include "tests/operations/operations_fixture.h"
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace arborist;
using namespace arborist::testing;

/// `backup` and `backups` as they are typed.
class CliBackupTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        leavePipeline();
        m_fixture = std::make_unique<OperationsFixture>();
    }
    void cleanupTestCase() { m_fixture.reset(); }
    void init() { m_fixture->reset(); }

    void madeListedVerified();
    void deletedByName();
    void seedsOptions_data();
    void seedsOptions();
    void wrongUsage_data();
    void wrongUsage();
    void damageExitsWithFour();
    void rehearsed();
    void cleaned();

private:
    QString project() const { return m_fixture->path(QStringLiteral("project")); }
    QString folder() const { return project() + QStringLiteral("/backups/db"); }
    CliRun run(const QByteArray &line) const
    {
        return runInProcess(QStringList{QStringLiteral("--workspace"), project(),
                                        QStringLiteral("--target"), QStringLiteral("local")} +
                            words(line.constData()));
    }

    std::unique_ptr<OperationsFixture> m_fixture;
};

void CliBackupTest::madeListedVerified()
{
    QVERIFY(run("backups").out.contains("There are no backups"));
    const CliRun dry = run("backup --dry-run");
    QVERIFY2(dry.exitCode == 0 && dry.out.contains("backups/db"), dry.all().constData());
    QVERIFY(!QFileInfo::exists(folder()));
    const CliRun documented = run("backup --json --output " + folder().toUtf8() + "/first.dump");
    QCOMPARE(documented.json()[u"file"].toString(), folder() + QStringLiteral("/first.dump"));
    QVERIFY(documented.json()[u"backup"].isNull());
    QVERIFY(run("backups delete first.dump --confirm local").exitCode == 0);
    const CliRun made = run("backup");
    QVERIFY2(made.exitCode == 0, made.all().constData());
    QVERIFY2(made.out.contains("local_") && made.out.contains("arboristctl restore"),
             made.out.constData());
    QVERIFY(!made.out.contains("undo"));
    const QJsonObject list = run("backups list --json").json();
    QCOMPARE(list[u"folder"].toString(), folder());
    const QJsonValue only = list[u"backups"][0];
    QCOMPARE(only[u"origin"].toString(), QStringLiteral("manual"));
    QCOMPARE(only[u"rows"].toInteger(), 100);
    QCOMPARE(only[u"verification"].toString(), QStringLiteral("listed"));
    const CliRun text = run("backups");
    QVERIFY2(text.out.contains("manual") && text.out.contains("verified"), text.out.constData());
    QCOMPARE(run("backups verify").exitCode, 0);
    // By its name alone, too.
    const QByteArray name = only[u"name"].toString().toUtf8();
    const CliRun named = run("backups verify " + name + " --json");
    QVERIFY2(named.exitCode == 0, named.all().constData());
    QVERIFY(named.json()[u"backups"][0][u"intact"].toBool());
    const QJsonObject last = run("history --json --limit 1").json();
    QVERIFY(QJsonDocument(last).toJson().contains("\"backup\""));
    QVERIFY(run("undo last --yes").exitCode != 0);
}

void CliBackupTest::deletedByName()
{
    QVERIFY(run("backup").exitCode == 0);
    const QByteArray name =
        run("backups list --json").json()[u"backups"][0][u"name"].toString().toUtf8();
    const CliRun dry = run("backups delete " + name + " --dry-run");
    QVERIFY2(dry.exitCode == 0 && dry.out.contains("nothing brings it back"),
             dry.all().constData());
    // What cannot come back wants the stage's name.
    QVERIFY(run("backups delete " + name + " --yes").exitCode != 0);
    QVERIFY(run("backups delete other.dump --confirm local").exitCode != 0);
    QCOMPARE(run("backups list --json").json()[u"backups"].toArray().size(), 1);
    const CliRun gone = run("backups delete " + name + " --confirm local");
    QVERIFY2(gone.exitCode == 0, gone.all().constData());
    QVERIFY(run("backups").out.contains("There are no backups"));
}

void CliBackupTest::seedsOptions_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("end");
    QTest::newRow("compress") << QByteArray("backup --compress") << QStringLiteral(".sql.gz");
    QTest::newRow("plain") << QByteArray("backup --format plain") << QStringLiteral(".sql.gz");
    QTest::newRow("jobs") << QByteArray("backup --jobs 2") << QStringLiteral(".dir");
    QTest::newRow("directory") << QByteArray("backup --format directory") << QStringLiteral(".dir");
    QTest::newRow("custom") << QByteArray("backup --format custom") << QStringLiteral(".dump");
}

void CliBackupTest::seedsOptions()
{
    QFETCH(QByteArray, line);
    QFETCH(QString, end);
    const CliRun made = run(line);
    QVERIFY2(made.exitCode == 0, made.all().constData());
    QCOMPARE(QDir(folder()).entryList({u'*' + end}, QDir::Files | QDir::Dirs).size(), 1);
}

void CliBackupTest::wrongUsage_data()
{
    QTest::addColumn<QByteArray>("line");
    for (const char *line : {"backup --format tape", "backup --compress --format custom",
                             "backup --format custom --jobs 2", "backups burn", "backups clean x",
                             "backups delete", "backups list --rehearse"})
        QTest::newRow(line) << QByteArray(line);
}

void CliBackupTest::wrongUsage()
{
    QFETCH(QByteArray, line);
    const CliRun done = run(line);
    QVERIFY2(done.exitCode == 2, done.all().constData());
}

void CliBackupTest::damageExitsWithFour()
{
    QVERIFY(run("backup").exitCode == 0);
    QVERIFY(run("backup --compress").exitCode == 0);
    const QString dump =
        folder() + u'/' + QDir(folder()).entryList({QStringLiteral("*.dump")}).value(0);
    QFile file(dump);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.seek(file.size() / 2) && file.write("X") == 1);
    file.close();
    const CliRun found = run("backups verify --json");
    QVERIFY2(found.exitCode == 4, found.all().constData());
    QVERIFY(found.json()[u"damaged"].toBool());
    const CliRun listed = run("backups");
    QVERIFY2(listed.out.contains("damaged") && !listed.out.contains("not verified"),
             listed.all().constData());
    QCOMPARE(run("backups verify").exitCode, 4);
    QCOMPARE(run("backups verify /nowhere.dump").exitCode, 4);
}

void CliBackupTest::rehearsed()
{
    QVERIFY(run("backup").exitCode == 0);
    const CliRun tried = run("backups verify --rehearse");
    QVERIFY2(tried.exitCode == 0 && tried.out.contains("rows counted"), tried.all().constData());
    QCOMPARE(run("backups --json").json()[u"backups"][0][u"verification"].toString(),
             QStringLiteral("restored"));
}

void CliBackupTest::cleaned()
{
    QVERIFY(run("backup").exitCode == 0);
    const CliRun dry = run("backups clean --dry-run");
    QVERIFY2(dry.exitCode == 0 && dry.out.contains("nothing to do"), dry.all().constData());
    QCOMPARE(run("backups clean --yes").exitCode, 0);
    QCOMPARE(run("backups --json").json()[u"backups"].toArray().size(), 1);
}

QTEST_GUILESS_MAIN(CliBackupTest)
#include "cli_backup_test.moc"
