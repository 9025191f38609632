// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/fingerprint_verdict.h"
#include "services/stages/stage_check.h"
#include "tests/stages/project.h"
#include "tests/support/test_cluster.h"

using namespace arborist;
using stages::FingerprintStore;
using stages::FingerprintVerdict;
using stages::StageCheck;

/// Against a real server.
class StageCheckTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void tellsWhatIsThere();
    void roleWithoutPrivileges();
    void unreachable();
    void refusals();
    void stageWithoutAddress();
    void cancel();
    void twoStagesWithOneDatabase();
    void databaseCreatedAgain();
    void committedRecord();

private:
    QByteArray url(const QString &database, const QByteArray &user = "postgres") const
    {
        return "postgresql:///" + database.toUtf8() + "?user=" + user +
               "&host=" + m_cluster->socketFolder().toUtf8();
    }
    StageCheck checkUrl(const QByteArray &url) const
    {
        const Workspace workspace = Workspace::ofUrl(QString::fromUtf8(url));
        return check(workspace, workspace.stages().front());
    }

    std::unique_ptr<TestCluster> m_cluster;
};

void StageCheckTest::initTestCase()
{
    m_cluster = std::make_unique<TestCluster>();
    m_cluster->createDatabase(QStringLiteral("tracker"));
    m_cluster->createDatabase(QStringLiteral("other"));
    m_cluster->psql(QStringLiteral("tracker"), R"(
        CREATE TABLE a (id int);
        CREATE SCHEMA s;
        CREATE TABLE s.b (id int) PARTITION BY RANGE (id);
        CREATE TABLE s.b1 PARTITION OF s.b FOR VALUES FROM (0) TO (9);
        CREATE VIEW v AS SELECT * FROM a;
        CREATE ROLE guest LOGIN;
        CREATE ROLE nobody_here NOLOGIN;)");
}

void StageCheckTest::init()
{
    clearEnvironment();
}

void StageCheckTest::tellsWhatIsThere()
{
    const StageCheck found = checkUrl(url(QStringLiteral("tracker")));
    QVERIFY2(found.reachable, found.error ? found.error->what() : "");
    QVERIFY(!found.error);
    QCOMPARE(found.stage, QStringLiteral("tracker"));
    QCOMPARE(found.database, QStringLiteral("tracker"));
    QCOMPARE(found.address, QStringLiteral("socket"));
    QVERIFY(found.serverVersion.toDouble() >= 13);
    QCOMPARE(found.tables, 2);
    QVERIFY(found.answerMs > 0);
    QVERIFY(found.checkedAt.isValid());
    const QByteArray truth = m_cluster->psql(QStringLiteral("tracker"), R"(
        SELECT system_identifier, (SELECT oid FROM pg_database WHERE datname = 'tracker'),
               pg_database_size('tracker') FROM pg_control_system();)");
    QCOMPARE(QByteArray::number(found.sizeBytes), truth.trimmed().split('|').at(2));
    QCOMPARE(found.fingerprint.systemIdentifier.toUtf8() + '|' +
                 QByteArray::number(found.fingerprint.databaseOid),
             truth.trimmed().split('|').mid(0, 2).join('|'));
    QVERIFY(found.fingerprint.address.isEmpty());
    QVERIFY(!found.fingerprint.standby);
    QVERIFY(found.fingerprint.timeline.isEmpty());
    QCOMPARE(found.fingerprint, checkUrl(url(QStringLiteral("tracker"))).fingerprint);
    QVERIFY(found.fingerprint != checkUrl(url(QStringLiteral("other"))).fingerprint);
}

void StageCheckTest::roleWithoutPrivileges()
{
    m_cluster->psql(QStringLiteral("tracker"),
                    "REVOKE EXECUTE ON FUNCTION pg_control_system() FROM public;");
    const StageCheck found = checkUrl(url(QStringLiteral("tracker"), "guest"));
    m_cluster->psql(QStringLiteral("tracker"),
                    "GRANT EXECUTE ON FUNCTION pg_control_system() TO public;");
    QVERIFY2(found.reachable, found.error ? found.error->what() : "");
    QVERIFY(found.fingerprint.systemIdentifier.isEmpty());
    QVERIFY(found.fingerprint.databaseOid > 0);
    QVERIFY(found.sizeBytes > 0);
    QCOMPARE(found.tables, 2);
}

void StageCheckTest::unreachable()
{
    const StageCheck found =
        checkUrl("postgresql:///tracker?user=postgres&host=/tmp/no-server-here");
    QVERIFY(!found.reachable);
    QVERIFY(found.error);
    QVERIFY(!found.error->hint().isEmpty());
    QCOMPARE(found.database, QStringLiteral("tracker"));
    QCOMPARE(found.sizeBytes, -1);
    QVERIFY(found.checkedAt.isValid());
    QVERIFY(found.fingerprint.systemIdentifier.isEmpty());

    m_cluster->stop();
    const StageCheck stopped = checkUrl(url(QStringLiteral("tracker")));
    m_cluster->start();
    QVERIFY(!stopped.reachable && stopped.error);
    QVERIFY(checkUrl(url(QStringLiteral("tracker"))).reachable);
}

void StageCheckTest::refusals()
{
    const StageCheck missing = checkUrl(url(QStringLiteral("no_such_database")));
    QVERIFY(!missing.reachable && missing.error);
    QCOMPARE(missing.error->sqlState(), QStringLiteral("3D000"));
    const StageCheck login = checkUrl(url(QStringLiteral("tracker"), "nobody_here"));
    QVERIFY(!login.reachable && login.error);
}

void StageCheckTest::stageWithoutAddress()
{
    Project project;
    project.write(QStringLiteral("arborist.toml"), "[stages.a]\nurl = \"env:MISSING\"\n");
    const Workspace workspace = project.open();
    const StageCheck found = check(workspace, workspace.stages().front());
    QVERIFY(!found.reachable);
    QVERIFY(found.error && found.error->message().contains(u"MISSING"));
}

void StageCheckTest::cancel()
{
    const Workspace workspace = Workspace::ofUrl(QString::fromUtf8(url(QStringLiteral("tracker"))));
    std::stop_source source;
    source.request_stop();
    try {
        check(workspace, workspace.stages().front(), source.get_token());
        QFAIL("not cancelled");
    } catch (const Error &error) {
        QVERIFY(error.kind() == ErrorKind::Cancelled);
    }
}

void StageCheckTest::twoStagesWithOneDatabase()
{
    Project project;
    project.write(QStringLiteral(".env"), "DATABASE_URL=" + url(QStringLiteral("tracker")));
    project.write(QStringLiteral(".env.production"),
                  "DATABASE_URL=" + url(QStringLiteral("tracker")));
    project.write(QStringLiteral(".env.test"), "DATABASE_URL=" + url(QStringLiteral("other")));
    const Workspace workspace = project.open();
    FingerprintStore store(project.path(QStringLiteral("fingerprints.json")));
    const auto verdictOf = [&](const char *name) {
        const Stage &stage = *workspace.stage(QString::fromUtf8(name));
        return verifyFingerprint(workspace, stage, check(workspace, stage), store);
    };
    QVERIFY(verdictOf("production").verdict == FingerprintVerdict::FirstContact);
    QVERIFY(verdictOf("production").verdict == FingerprintVerdict::Known);
    QVERIFY(verdictOf("test").verdict == FingerprintVerdict::FirstContact);
    const auto local = verdictOf("local");
    QVERIFY(local.verdict == FingerprintVerdict::SameAsStage);
    QCOMPARE(local.otherStage, QStringLiteral("production"));
    QVERIFY2(local.sentence.contains(u"production") && local.sentence.contains(u"tracker"),
             qPrintable(local.sentence));

    // .env.test now leads to production.
    project.write(QStringLiteral(".env.test"), "DATABASE_URL=" + url(QStringLiteral("tracker")));
    const auto moved = verdictOf("test");
    QVERIFY(moved.verdict == FingerprintVerdict::OtherDatabase);
    QVERIFY(!moved.otherStage.isEmpty());
    QVERIFY2(moved.sentence.contains(u"another database"), qPrintable(moved.sentence));
}

void StageCheckTest::databaseCreatedAgain()
{
    const QString name = QStringLiteral("brief");
    m_cluster->createDatabase(name);
    const Workspace workspace = Workspace::ofUrl(QString::fromUtf8(url(name)));
    const Stage &stage = workspace.stages().front();
    QTemporaryDir folder;
    FingerprintStore store(folder.filePath(QStringLiteral("fingerprints.json")));
    verifyFingerprint(workspace, stage, check(workspace, stage), store);
    m_cluster->psql(QStringLiteral("postgres"), "DROP DATABASE brief;");
    m_cluster->createDatabase(name);
    const auto finding = verifyFingerprint(workspace, stage, check(workspace, stage), store);
    QVERIFY(finding.verdict == FingerprintVerdict::OtherDatabase);
    QVERIFY2(finding.sentence.contains(u"created again"), qPrintable(finding.sentence));
}

void StageCheckTest::committedRecord()
{
    const auto truth = checkUrl(url(QStringLiteral("tracker"))).fingerprint;
    Project project;
    project.write(QStringLiteral(".env.production"),
                  "DATABASE_URL=" + url(QStringLiteral("tracker")));
    const auto lock = [&project](const QString &identifier, quint32 oid) {
        project.write(QStringLiteral("arborist.lock"),
                      QStringLiteral("[stages.production]\nsystem_identifier = \"%1\"\n"
                                     "database_oid = %2\n")
                          .arg(identifier)
                          .arg(oid)
                          .toUtf8());
    };
    FingerprintStore store(project.path(QStringLiteral("fingerprints.json")));
    const Workspace workspace = project.open();
    const Stage &stage = workspace.stages().front();
    const StageCheck found = check(workspace, stage);
    lock(truth.systemIdentifier, truth.databaseOid);
    QVERIFY(verifyFingerprint(workspace, stage, found, store).verdict == FingerprintVerdict::Known);
    // The committed record goes first, and is never replaced by what this machine sees.
    lock(QStringLiteral("7000000000000000001"), truth.databaseOid);
    const auto finding = verifyFingerprint(workspace, stage, found, store);
    QVERIFY(finding.verdict == FingerprintVerdict::OtherDatabase);
    QCOMPARE(store.record(recordKey(workspace), stage.name)->fingerprint, truth);
}

QTEST_GUILESS_MAIN(StageCheckTest)
#include "stage_check_test.moc"
