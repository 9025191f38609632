// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/operations/trust.h"
#include "tests/operations/operations_fixture.h"
#include "tests/operations/reach_fixture.h"
#include "tests/support/pooler.h"
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace arborist;
using namespace arborist::testing;
using Attempt = ReachFixture::Attempt;
using Result = Report::Result;

namespace {
const QString kProduction = QStringLiteral("production");
const QString kLocal = QStringLiteral("local");
} // namespace

/// Databases that look like one another: copies of a whole cluster, standbys, what a pooler or a
/// name that changes puts at the other end. And what is no change at all.
class CopiesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void init();

    void aPhysicalCopy_data();
    void aPhysicalCopy();
    void aCopyInPlaceOfItsOwn();
    void anotherCopyThanTheTrustedOne();
    void productionLeadsToACopy();
    void standbyThenPromoted();
    void aNameThatChangesMeanwhile();
    void furtherConnectionsOfTheRun();
    void throughAPooler_data();
    void throughAPooler();
    void ordinaryChanges_data();
    void ordinaryChanges();
    void aMajorUpgrade_data();
    void aMajorUpgrade();
    void anUnlistedAddress();
    void recordsOfAnEarlierVersion();

private:
    Error refused(const Attempt &attempt, const TestCluster &cluster);
    Error refused(const Attempt &attempt = {}) { return refused(attempt, m_fixture->cluster()); }
    Report trust(const QString &stage, const QString &typed);
    QJsonObject recorded(const QString &stage) const;
    void rewrite(const QString &stage, const std::function<void(QJsonObject &)> &change) const;
    QByteArray url(const TestCluster &cluster, const QByteArray &database) const
    {
        return cluster.info(QString::fromUtf8(database)).toUrl().toUtf8();
    }
    Attempt production() const { return ReachFixture::through(kProduction); }

    std::unique_ptr<ReachFixture> m_fixture;
    std::unique_ptr<TestCluster> m_copy; ///< cp -a of the stopped cluster, on another port
};

void CopiesTest::initTestCase()
{
    m_fixture = std::make_unique<ReachFixture>();
    TestCluster &cluster = m_fixture->cluster();
    cluster.stop();
    TestCluster::Options options;
    options.port = freePort();
    options.settings = {QStringLiteral("listen_addresses = '127.0.0.1,127.0.0.3'")};
    options.hbaLines = {QStringLiteral("host all all 127.0.0.0/8 trust")};
    options.dataCommand = {QStringLiteral("/bin/cp"), QStringLiteral("-a"), cluster.dataFolder(),
                           QStringLiteral("%1")};
    m_copy = std::make_unique<TestCluster>(options);
    cluster.start();
}

void CopiesTest::cleanupTestCase()
{
    m_copy.reset();
    m_fixture.reset();
}

void CopiesTest::init()
{
    m_fixture->reset();
    for (const QString &database : {kProduction, kLocal})
        m_copy->psql(database, "UPDATE items SET value = 'old-' || id WHERE value LIKE 'new-%'");
}

Error CopiesTest::refused(const Attempt &attempt, const TestCluster &cluster)
{
    const Report report = m_fixture->write(attempt);
    if (m_fixture->changed(cluster, kProduction) != 0 || m_fixture->changed() != 0)
        qFatal("it got through: %s", told(report).constData());
    if (report.outcome != Result::Refused || report.error->hint().isEmpty())
        qFatal("not refused: %s", told(report).constData());
    return *report.error;
}

Report CopiesTest::trust(const QString &stage, const QString &typed)
{
    const stages::Workspace workspace = stages::Workspace::open(m_fixture->path());
    const stages::Stage &known = *workspace.stage(stage);
    OperationContext context;
    context.connect = [&] { return postgres::Connection::open(workspace.resolve(known)); };
    postgres::Connection connection = context.connect();
    operations::PlannedOperationPtr plan;
    try {
        plan = operations::planTrust(workspace, known, connection);
    } catch (const Error &error) {
        Report report;
        report.outcome = error.kind() == ErrorKind::Refused ? Result::Refused : Result::Failed;
        report.error = error;
        return report;
    }
    operations::Order order;
    order.workspace = &workspace;
    order.stage = &known;
    order.consent.yes = true;
    order.consent.typedName = typed;
    return execute(*plan, order, context);
}

QJsonObject CopiesTest::recorded(const QString &stage) const
{
    QJsonObject found;
    rewrite(stage, [&found](QJsonObject &record) { found = record; });
    return found;
}

void CopiesTest::rewrite(const QString &stage,
                         const std::function<void(QJsonObject &)> &change) const
{
    const QString name =
        qEnvironmentVariable("ARBORIST_DATA_DIR") + QStringLiteral("/fingerprints.json");
    QFile file(name);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QJsonObject content = QJsonDocument::fromJson(file.readAll()).object();
    QJsonObject workspaces = content[QStringLiteral("workspaces")].toObject();
    const QString key = workspaces.keys().constFirst();
    QJsonObject stages = workspaces[key].toObject();
    QJsonObject record = stages[stage].toObject();
    change(record);
    stages[stage] = record;
    workspaces[key] = stages;
    content[QStringLiteral("workspaces")] = workspaces;
    m_fixture->write(name, QJsonDocument(content).toJson());
}

void CopiesTest::aPhysicalCopy_data()
{
    QTest::addColumn<bool>("socket");
    QTest::addColumn<bool>("lockOnly");
    QTest::newRow("TCP") << false << false;
    QTest::newRow("socket") << true << false;
    QTest::newRow("TCP, known by arborist.lock") << false << true;
}

void CopiesTest::aPhysicalCopy()
{
    QFETCH(bool, socket);
    QFETCH(bool, lockOnly);
    if (lockOnly)
        m_fixture->lock();
    else
        m_fixture->visit({kProduction});
    const QByteArray copy =
        socket
            ? url(*m_copy, "production")
            : "postgresql://postgres@127.0.0.1:" + m_copy->info().port().toUtf8() + "/production";
    m_fixture->setAddresses(copy, m_fixture->url("production"));
    const Error error = refused({}, *m_copy);
    QVERIFY2(error.message().contains(u"a copy of it"), error.what());
    QVERIFY2(error.hint().contains(u"stages trust local"), qPrintable(error.hint()));
    // A person may say that it is a copy, by the name of the stage.
    QVERIFY(trust(kLocal, {}).outcome == Result::Refused);
    const Report trusted = trust(kLocal, kLocal);
    QVERIFY2(trusted.outcome == Result::Succeeded, told(trusted));
    const Report report = m_fixture->write(Attempt());
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
    QCOMPARE(m_fixture->changed(*m_copy, kProduction), 10);
    QCOMPARE(m_fixture->changed(), 0);
}

void CopiesTest::aCopyInPlaceOfItsOwn()
{
    // That the stage had a database of its own before makes the copy no safer.
    m_fixture->visit({kProduction, kLocal});
    m_fixture->setAddresses(url(*m_copy, "production"), m_fixture->url("production"));
    refused({}, *m_copy);
    QVERIFY(trust(kLocal, {}).outcome == Result::Refused);
    QVERIFY(trust(kLocal, kLocal).outcome == Result::Succeeded);
}

void CopiesTest::anotherCopyThanTheTrustedOne()
{
    // What is trusted is the one at that place, not whatever has the identity.
    m_fixture->visit({kProduction});
    m_fixture->setAddresses(url(*m_copy, "production"), m_fixture->url("production"));
    QVERIFY(trust(kLocal, kLocal).outcome == Result::Succeeded);
    m_fixture->setAddresses(m_fixture->url("production"), m_fixture->url("production"));
    QVERIFY(refused().message().contains(u"production is protected"));
    QVERIFY(trust(kLocal, kLocal).outcome == Result::Refused);
}

void CopiesTest::productionLeadsToACopy()
{
    m_fixture->visit({kProduction});
    m_fixture->setAddresses(m_fixture->url("local"), url(*m_copy, "production"));
    const Error error = refused(production(), *m_copy);
    QVERIFY2(error.message().contains(u"a failover, or a copy"), error.what());
    QVERIFY2(error.hint().contains(u"stages trust production"), qPrintable(error.hint()));
}

void CopiesTest::standbyThenPromoted()
{
    m_fixture->visit({kProduction});
    TestCluster &cluster = m_fixture->cluster();
    TestCluster::Options options;
    options.port = freePort();
    options.settings = {QStringLiteral("max_wal_senders = 4"),
                        QStringLiteral("wal_level = replica")};
    options.dataCommand = {QStringLiteral("pg_basebackup"),
                           QStringLiteral("-R"),
                           QStringLiteral("--no-sync"),
                           QStringLiteral("-c"),
                           QStringLiteral("fast"),
                           QStringLiteral("-D"),
                           QStringLiteral("%1"),
                           QStringLiteral("-h"),
                           cluster.socketFolder(),
                           QStringLiteral("-p"),
                           QString::number(m_fixture->port()),
                           QStringLiteral("-U"),
                           QStringLiteral("postgres")};
    TestCluster standby(options);
    QCOMPARE(standby.psql(kProduction, "SELECT pg_is_in_recovery()").trimmed(), QByteArray("t"));
    m_fixture->setAddresses(url(standby, "production"), url(standby, "production"));
    QVERIFY(refused({}, standby).message().contains(u"standby"));
    QVERIFY(refused(production(), standby).message().contains(u"standby"));
    standby.psql(kProduction, "SELECT pg_promote()");
    QVERIFY(refused({}, standby).message().contains(u"production is protected"));
    QVERIFY(refused(production(), standby).message().contains(u"a failover, or a copy"));
    const Report trusted = trust(kProduction, kProduction);
    QVERIFY2(trusted.outcome == Result::Succeeded, told(trusted));
    QVERIFY(m_fixture->write(production()).outcome == Result::Succeeded);
    // The former primary is now the one that is refused.
    m_fixture->setAddresses(m_fixture->url("local"), m_fixture->url("production"));
    QVERIFY(m_fixture->write(production()).outcome == Result::Refused);
}

void CopiesTest::aNameThatChangesMeanwhile()
{
    m_fixture->visit({kLocal, kProduction});
    // Planned on one server, run on another: what a name or a pooler may do between two
    // connections.
    const auto open = [this](const char *database) {
        return postgres::Connection::open(
            postgres::ConnectionInfo::parse(QString::fromUtf8(m_fixture->url(database))));
    };
    Attempt attempt;
    attempt.connect = [&](int number) { return open(number == 0 ? "local" : "production"); };
    QVERIFY(refused(attempt).message().contains(u"The plan was made for another database"));
    // A physical copy at the same address, as the plan has it.
    m_fixture->setAddresses(url(m_fixture->cluster(), "production"), m_fixture->url("production"));
    attempt.connect = [&](int number) {
        return postgres::Connection::open(
            (number == 0 ? m_fixture->cluster() : *m_copy).info(kProduction));
    };
    attempt.stage = kProduction;
    refused(attempt, *m_copy);
}

void CopiesTest::furtherConnectionsOfTheRun()
{
    // The connection that writes is the checked one; one that a run opens later is checked as well.
    m_fixture->visit({kLocal, kProduction});
    const auto open = [this](const char *database) {
        return postgres::Connection::open(
            postgres::ConnectionInfo::parse(QString::fromUtf8(m_fixture->url(database))));
    };
    Attempt attempt;
    attempt.connect = [&](int number) { return open(number < 2 ? "local" : "production"); };
    attempt.furtherConnection = true;
    const Report report = m_fixture->write(attempt);
    QVERIFY2(report.outcome == Result::Refused, told(report));
    QVERIFY2(report.error->message().contains(u"further connection"), told(report));
    QCOMPARE(m_fixture->changed(), 0);
    attempt.connect = [&](int) { return open("local"); };
    const Report same = m_fixture->write(attempt);
    QVERIFY2(same.outcome == Result::Succeeded, told(same));
}

void CopiesTest::throughAPooler_data()
{
    QTest::addColumn<QByteArray>("database");
    QTest::addColumn<QString>("says"); ///< empty: it is written
    QTest::newRow("a session for each transaction")
        << QByteArray("local_transaction") << QStringLiteral("gives each transaction another");
    QTest::newRow("a session for each client") << QByteArray("local_session") << QString();
    QTest::newRow("production, a session for each transaction")
        << QByteArray("production_transaction") << QStringLiteral("gives each transaction another");
    QTest::newRow("production, a session for each client")
        << QByteArray("production_session") << QStringLiteral("It is the database of production");
}

void CopiesTest::throughAPooler()
{
    if (!Pooler::isInstalled())
        QSKIP("PgBouncer is not installed.");
    QFETCH(QByteArray, database);
    QFETCH(QString, says);
    m_fixture->visit({kLocal, kProduction});
    const Pooler pooler(m_fixture->cluster(), {kLocal, kProduction});
    m_fixture->setAddresses(pooler.url(database), m_fixture->url("production"));
    const Report report = m_fixture->write(Attempt());
    QCOMPARE(m_fixture->changed(), 0);
    if (says.isEmpty()) {
        QVERIFY2(report.outcome == Result::Succeeded, told(report));
        QCOMPARE(m_fixture->changed(kLocal), 10);
        return;
    }
    QVERIFY2(report.outcome == Result::Refused, told(report));
    QCOMPARE(m_fixture->changed(kLocal), 0);
    QVERIFY2(report.error->message().contains(says), told(report));
}

void CopiesTest::ordinaryChanges_data()
{
    QTest::addColumn<QString>("change");
    for (const char *change :
         {"nothing", "restart", "a role and its password", "a role that sees less", "vacuum full",
          "renamed database", "a minor version", "socket instead of TCP",
          "a listed failover address", "a listed address with its port", "reconnected",
          "put on record in arborist.lock", "less to be seen of the server",
          "another stage declared"})
        QTest::newRow(change) << QString::fromLatin1(change);
}

void CopiesTest::ordinaryChanges()
{
    QFETCH(QString, change);
    m_fixture->visit({kLocal, kProduction});
    TestCluster &cluster = m_fixture->cluster();
    Attempt attempt = production();
    QByteArray address = m_fixture->url("production");
    if (change == u"restart") {
        cluster.stop();
        cluster.start();
    } else if (change == u"a role and its password") {
        cluster.psql(kProduction, "DROP ROLE IF EXISTS other;"
                                  "CREATE ROLE other SUPERUSER LOGIN PASSWORD 'new'");
        address.replace("postgres@", "other:new@");
    } else if (change == u"a role that sees less") {
        cluster.psql(kProduction, "CREATE ROLE lesser LOGIN;"
                                  "GRANT SELECT, UPDATE ON items TO lesser");
        address.replace("postgres@", "lesser@");
    } else if (change == u"vacuum full") {
        cluster.psql(kProduction, "VACUUM FULL");
    } else if (change == u"renamed database") {
        cluster.psql(QStringLiteral("postgres"), "ALTER DATABASE production RENAME TO tracker");
        address = m_fixture->url("tracker");
    } else if (change == u"a minor version") {
        rewrite(kProduction,
                [](QJsonObject &record) { record[QStringLiteral("server_version")] = 150001; });
    } else if (change == u"socket instead of TCP") {
        address = url(cluster, "production");
    } else if (change.startsWith(u"a listed")) {
        const QByteArray entry = change.endsWith(u"port")
                                     ? "127.0.0.2:" + QByteArray::number(m_fixture->port())
                                     : QByteArray("127.0.0.2");
        m_fixture->setStages(ReachFixture::usualStages() + "addresses = [\"" + entry + "\"]\n");
        address = m_fixture->url("production", "127.0.0.2");
    } else if (change == u"reconnected") {
        attempt.furtherConnection = true;
    } else if (change.startsWith(u"put on record")) {
        m_fixture->lock();
    } else if (change.startsWith(u"less to be seen")) {
        rewrite(kProduction, [](QJsonObject &record) {
            record[QStringLiteral("data_directory")] = QString();
            record[QStringLiteral("port")] = 0;
        });
    } else if (change.startsWith(u"another stage")) {
        m_fixture->setStages(ReachFixture::usualStages() +
                             "[stages.qa]\nurl = \"postgresql://127.0.0.1:1/qa\"\n");
    }
    m_fixture->setAddresses(m_fixture->url("local"), address);
    const Report report = m_fixture->write(attempt);
    const Report local = m_fixture->write(Attempt());
    if (change == u"renamed database")
        cluster.psql(QStringLiteral("postgres"), "ALTER DATABASE tracker RENAME TO production");
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
    QCOMPARE(m_fixture->changed(), 10);
    QVERIFY2(local.outcome == Result::Succeeded, told(local));
}

void CopiesTest::aMajorUpgrade_data()
{
    QTest::addColumn<bool>("newIdentity");
    QTest::newRow("the record says another version") << false;
    QTest::newRow("a cluster of its own, as pg_upgrade makes it") << true;
}

void CopiesTest::aMajorUpgrade()
{
    QFETCH(bool, newIdentity);
    m_fixture->visit({kProduction});
    rewrite(kProduction, [newIdentity](QJsonObject &record) {
        QVERIFY(record[QStringLiteral("major_version")].toInt() >= 13);
        record[QStringLiteral("major_version")] = 12;
        if (newIdentity)
            record[QStringLiteral("system_identifier")] = QStringLiteral("7000000000000000001");
    });
    const Error error = refused(production());
    QVERIFY2(error.message().contains(u"upgraded") && error.message().contains(u"PostgreSQL 12"),
             error.what());
    QVERIFY2(error.hint().contains(u"stages trust production"), qPrintable(error.hint()));
    QVERIFY(trust(kProduction, {}).outcome == Result::Refused);
    QVERIFY(trust(kProduction, kProduction).outcome == Result::Succeeded);
    const Report report = m_fixture->write(production());
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
}

void CopiesTest::anUnlistedAddress()
{
    m_fixture->visit({kProduction});
    m_fixture->setAddresses(m_fixture->url("local"), m_fixture->url("production", "127.0.0.2"));
    const Error error = refused(production());
    QVERIFY2(error.message().contains(u"127.0.0.2"), error.what());
    QVERIFY2(error.hint().contains(u"addresses") && error.hint().contains(u"stages trust"),
             qPrintable(error.hint()));
    // Names lead wherever their owner likes: they list nothing.
    m_fixture->setStages(ReachFixture::usualStages() + "addresses = [\"localhost\"]\n");
    refused(production());
}

void CopiesTest::recordsOfAnEarlierVersion()
{
    m_fixture->visit({kProduction});
    rewrite(kProduction, [](QJsonObject &record) {
        for (const char *key :
             {"port", "major_version", "data_directory", "protected", "environment", "trusted"})
            record.remove(QString::fromLatin1(key));
    });
    const Report report = m_fixture->write(production());
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
    // What was not known then is by now.
    QVERIFY(recorded(kProduction)[QStringLiteral("major_version")].toInt() >= 13);
    QVERIFY(recorded(kProduction)[QStringLiteral("protected")].toBool());
}

QTEST_GUILESS_MAIN(CopiesTest)
#include "copies_test.moc"
