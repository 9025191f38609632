// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/operations/trust.h"
#include "services/stages/fingerprint_verdict.h"
#include "tests/operations/operations_fixture.h"
#include "tests/operations/update_operation.h"
#include <QFile>
#include <QTest>

using namespace arborist;
using namespace arborist::testing;
using operations::Order;
using Result = Report::Result;

namespace {

const QString kLocal = QStringLiteral("local");
const QString kProduction = QStringLiteral("production");

/// As a restore does: puts another database of the same name in the place of the stage's.
class Replacement final : public UpdateOperation
{
public:
    Replacement(postgres::Connection &connection, const TestCluster &cluster, QString database)
        : UpdateOperation(connection, 10),
          m_cluster(cluster),
          m_database(std::move(database))
    {
    }

    void run(operations::Run &run) override
    {
        run.beginStep(m_plan.steps[0].title);
        const QByteArray name = m_database.toUtf8();
        m_cluster.psql(QStringLiteral("postgres"),
                       "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" +
                           name + "'; DROP DATABASE IF EXISTS former; ALTER DATABASE " + name +
                           " RENAME TO former; CREATE DATABASE " + name + " TEMPLATE former");
        try {
            run.context().connect();
            m_strangers = false;
        } catch (const Error &error) {
            m_strangers = error.kind() == ErrorKind::Refused;
        }
        auto connection = postgres::Connection::open(run.connection().info());
        if (m_registers)
            run.reRegister(connection);
        if (m_registers)
            run.context().connect();
    }

    bool m_registers = true;
    bool m_strangers = false; ///< connect() gave nothing to the new database before

private:
    const TestCluster &m_cluster;
    QString m_database;
};

} // namespace

/// Accepting a database, by a person and by a run that has made it.
class TrustTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_fixture = std::make_unique<OperationsFixture>(); }
    void cleanupTestCase() { m_fixture.reset(); }
    void init() { m_fixture->reset(); }

    void aProtectedStageGoesToTheLock();
    void anOpenStageStaysOnThisMachine();
    void isKeptInHistory();
    void theNameIsWanted();
    void notTheDatabaseOfAProtectedStage();
    void aReadOnlyStage();
    void aStageThatIsGone();
    void unprotected();
    void firstContactTellsOfTheLock();
    void aRunReRegisters_data();
    void aRunReRegisters();
    void aRunThatDoesNot();
    void aRunMayNotTakeAProtectedDatabase();

private:
    Report trust(const QString &stage, const QString &typed, const QString &database = {});
    Report write(const QString &stage, const QString &database = {});
    QByteArray lock() const
    {
        QFile file(m_fixture->path(QStringLiteral("project/arborist.lock")));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    Order order(const QString &stage, const QString &typed) const
    {
        Order order = m_fixture->order(stage);
        order.consent.typedName = typed;
        return order;
    }

    std::unique_ptr<OperationsFixture> m_fixture;
};

Report TrustTest::trust(const QString &stage, const QString &typed, const QString &database)
{
    const QString place = database.isEmpty() ? stage : database;
    postgres::Connection connection = m_fixture->connect(place);
    const auto plan = operations::planTrust(m_fixture->workspace(),
                                            *m_fixture->workspace().stage(stage), connection);
    OperationContext context = m_fixture->context(place);
    return execute(*plan, order(stage, typed), context);
}

Report TrustTest::write(const QString &stage, const QString &database)
{
    const QString place = database.isEmpty() ? stage : database;
    postgres::Connection connection = m_fixture->connect(place);
    UpdateOperation operation(connection, 10);
    OperationContext context = m_fixture->context(place);
    const Report report = execute(operation, order(stage, stage), context);
    m_fixture->cluster().psql(place, "UPDATE items SET value = 'old-' || id");
    return report;
}

void TrustTest::aProtectedStageGoesToTheLock()
{
    QVERIFY(lock().isEmpty());
    const Report report = trust(kProduction, kProduction);
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
    QVERIFY2(report.notes.join(u' ').contains(u"Commit arborist.lock"), told(report));
    QVERIFY2(lock().contains("[stages.production]"), lock().constData());
    // On another machine it is known before the first contact.
    qputenv("ARBORIST_DATA_DIR", QFile::encodeName(m_fixture->path(QStringLiteral("data-2"))));
    QVERIFY(write(kLocal, kProduction).outcome == Result::Refused);
    const Report own = write(kProduction);
    QVERIFY2(own.outcome == Result::Succeeded, told(own));
}

void TrustTest::anOpenStageStaysOnThisMachine()
{
    QVERIFY(trust(kLocal, {}).outcome == Result::Succeeded);
    QVERIFY(lock().isEmpty());
    const stages::FingerprintStore store;
    QVERIFY(store.record(recordKey(m_fixture->workspace()), kLocal)->trusted);
}

void TrustTest::isKeptInHistory()
{
    const Report report = trust(kProduction, kProduction);
    const RunRecord record = m_fixture->record(report);
    QCOMPARE(record.operation, QStringLiteral("stages trust"));
    QCOMPARE(record.stage, kProduction);
    QVERIFY(record.journal.isEmpty());
    QVERIFY(record.outcome == Result::Succeeded);
    QVERIFY(m_fixture->auditRows() >= 2);
    QVERIFY(trust(kLocal, QStringLiteral("wrong")).outcome == Result::Refused);
    QVERIFY(RunLog().runs().front().outcome == Result::Refused);
}

void TrustTest::theNameIsWanted()
{
    for (const QString &typed : {QString(), kLocal}) {
        const Report report = trust(kProduction, typed);
        QVERIFY2(report.outcome == Result::Refused, told(report));
        QVERIFY(lock().isEmpty());
    }
}

void TrustTest::notTheDatabaseOfAProtectedStage()
{
    QVERIFY(trust(kProduction, kProduction).outcome == Result::Succeeded);
    // When planning already: nobody is asked to agree to what is refused then.
    postgres::Connection connection = m_fixture->connect(kProduction);
    try {
        operations::planTrust(m_fixture->workspace(), *m_fixture->workspace().stage(kLocal),
                              connection);
        QFAIL("it was planned");
    } catch (const Error &error) {
        QVERIFY(error.kind() == ErrorKind::Refused);
        QVERIFY2(error.message().contains(u"production is protected"), qPrintable(error.message()));
    }
}

void TrustTest::aReadOnlyStage()
{
    m_fixture->writeProject(m_fixture->url(kLocal).toUtf8(), m_fixture->url(kProduction).toUtf8(),
                            "[stages.mirror]\nread_only = true\nurl = \"" +
                                m_fixture->url(kLocal).toUtf8() + "\"\n");
    const Report report = trust(QStringLiteral("mirror"), QStringLiteral("mirror"), kLocal);
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
}

void TrustTest::aStageThatIsGone()
{
    QVERIFY(trust(kProduction, kProduction).outcome == Result::Succeeded);
    m_fixture->writeFile(QStringLiteral("arborist.toml"), "[stages.live]\nurl = \"" +
                                                              m_fixture->url(kProduction).toUtf8() +
                                                              "\"\nenvironment = \"staging\"\n");
    m_fixture->reopen();
    const QString live = QStringLiteral("live");
    const Report refused = write(live, kProduction);
    QVERIFY2(refused.outcome == Result::Refused, told(refused));
    QVERIFY2(refused.error->hint().contains(u"stages trust live"), told(refused));
    const Report trusted = trust(live, live, kProduction);
    QVERIFY2(trusted.outcome == Result::Succeeded, told(trusted));
    QVERIFY2(lock().contains("[stages.live]") && !lock().contains("[stages.production]"),
             lock().constData());
    QVERIFY(write(live, kProduction).outcome == Result::Succeeded);
}

void TrustTest::unprotected()
{
    QVERIFY(trust(kProduction, kProduction).outcome == Result::Succeeded);
    m_fixture->writeFile(QStringLiteral("arborist.toml"),
                         "[stages.production]\nprotected = false\nurl = \"" +
                             m_fixture->url(kProduction).toUtf8() + "\"\n");
    m_fixture->reopen();
    const Report refused = write(kProduction);
    QVERIFY2(refused.outcome == Result::Refused, told(refused));
    QVERIFY(trust(kProduction, {}).outcome == Result::Refused);
    const Report trusted = trust(kProduction, kProduction);
    QVERIFY2(trusted.outcome == Result::Succeeded, told(trusted));
    QVERIFY2(!lock().contains("production"), lock().constData());
    QVERIFY(write(kProduction).outcome == Result::Succeeded);
}

void TrustTest::firstContactTellsOfTheLock()
{
    const Report first = write(kProduction);
    QVERIFY2(first.notes.join(u' ').contains(u"arboristctl stages trust production"), told(first));
    QVERIFY2(!write(kProduction).notes.join(u' ').contains(u"stages trust"), told(first));
}

void TrustTest::aRunReRegisters_data()
{
    QTest::addColumn<QString>("stage");
    QTest::newRow("protected") << kProduction;
    QTest::newRow("open") << kLocal;
}

void TrustTest::aRunReRegisters()
{
    QFETCH(QString, stage);
    QVERIFY(trust(stage, stage).outcome == Result::Succeeded);
    const QByteArray before = lock();
    postgres::Connection connection = m_fixture->connect(stage);
    Replacement restore(connection, m_fixture->cluster(), stage);
    OperationContext context = m_fixture->context(stage);
    const Report report = execute(restore, order(stage, stage), context);
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
    QVERIFY(restore.m_strangers);
    QVERIFY2(report.notes.join(u' ').contains(QStringLiteral("on record for ") + stage),
             told(report));
    QCOMPARE(lock() != before, stage == kProduction);
    const Report next = write(stage);
    QVERIFY2(next.outcome == Result::Succeeded, told(next));
}

void TrustTest::aRunThatDoesNot()
{
    QVERIFY(trust(kLocal, {}).outcome == Result::Succeeded);
    postgres::Connection connection = m_fixture->connect(kLocal);
    Replacement restore(connection, m_fixture->cluster(), kLocal);
    restore.m_registers = false;
    OperationContext context = m_fixture->context(kLocal);
    QVERIFY(execute(restore, order(kLocal, kLocal), context).outcome == Result::Succeeded);
    QVERIFY(write(kLocal).outcome == Result::Refused);
}

void TrustTest::aRunMayNotTakeAProtectedDatabase()
{
    class Thief final : public UpdateOperation
    {
    public:
        Thief(postgres::Connection &connection, const OperationsFixture &fixture)
            : UpdateOperation(connection, 10),
              m_fixture(fixture)
        {
        }
        void run(operations::Run &run) override
        {
            postgres::Connection other = m_fixture.connect(kProduction);
            run.reRegister(other);
        }

    private:
        const OperationsFixture &m_fixture;
    };
    QVERIFY(trust(kProduction, kProduction).outcome == Result::Succeeded);
    postgres::Connection connection = m_fixture->connect(kLocal);
    Thief thief(connection, *m_fixture);
    OperationContext context = m_fixture->context(kLocal);
    const Report report = execute(thief, order(kLocal, kLocal), context);
    QVERIFY2(report.outcome == Result::Refused, told(report));
    QVERIFY2(report.error->message().contains(u"production is protected"), told(report));
}

QTEST_GUILESS_MAIN(TrustTest)
#include "trust_test.moc"
