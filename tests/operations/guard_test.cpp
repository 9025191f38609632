// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/operations/safety_copy.h"
#include "services/stages/fingerprint_store.h"
#include "tests/operations/operations_fixture.h"
#include "tests/operations/update_operation.h"
#include <QJsonDocument>
#include <QTest>

using namespace arborist;
using namespace arborist::testing;
using operations::Order;
using stages::Caller;
using stages::Risk;
using Result = Report::Result;

namespace {

/// Where runs ask for a backup; that of services/backup has tests of its own.
class NotedCopy final : public operations::SafetyCopy
{
public:
    Preview preview(const Plan &, const Order &) const override
    {
        return {{QStringLiteral("Copy"), -1, {}, {}}, QStringLiteral("It goes to the shelf.")};
    }
    QString make(operations::Run &, const Plan &, const Order &) const override
    {
        if (fails)
            throw Error(QStringLiteral("No shelf."));
        ++made;
        return QStringLiteral("shelf");
    }

    bool fails = false;
    mutable int made = 0;
};

} // namespace

/// What stops a run before it changes anything: missing consent, another database.
class GuardTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_fixture = std::make_unique<OperationsFixture>(); }
    void cleanupTestCase() { m_fixture.reset(); }
    void init() { m_fixture->reset(); }

    void consent_data();
    void consent();
    void lossesCountAsDestructive();
    void backupsComeFirst_data();
    void backupsComeFirst();
    void theBackupIsMadeFirst();
    void aMandatoryBackupStays();
    void theWorkspaceMayRefuse();
    void thePlanTellsTheVerdict();
    void agreedAtADeskRunInAPipeline();
    void planForAnotherDatabase();
    void aDatabaseMadeAnew();
    void leadsToTheProtectedDatabase_data();
    void leadsToTheProtectedDatabase();
    void aCommittedRecordCounts();
    void twoOpenStagesMayShare();
    void aUrlOfAKnownStage();
    void aUrlOfNobody();

private:
    /// Runs the small operation; what is refused must have changed nothing and be kept.
    Report run(const Order &order, const QString &database = QStringLiteral("local"),
               Risk risk = Risk::Write);
    Report run(UpdateOperation &operation, const Order &order, const QString &database);
    void visit(const QString &stage, const QString &database);
    void putOnRecord(const QString &stage, const QString &database);

    std::unique_ptr<OperationsFixture> m_fixture;
};

Report GuardTest::run(UpdateOperation &operation, const Order &order, const QString &database)
{
    OperationContext context = m_fixture->context(database);
    const QByteArray before = m_fixture->table(database);
    Report report = execute(operation, order, context);
    const RunRecord record = m_fixture->record(report);
    if (record.outcome != report.outcome)
        qFatal("kept as another outcome");
    if (report.outcome == Result::Refused &&
        (m_fixture->table(database) != before || !record.journal.isEmpty() || !report.error))
        qFatal("refused, and yet it ran");
    if (m_fixture->auditRows() < 0)
        qFatal("the audit is broken");
    return report;
}

Report GuardTest::run(const Order &order, const QString &database, Risk risk)
{
    postgres::Connection connection = m_fixture->connect(database);
    UpdateOperation operation(connection, 10);
    operation.m_risk = risk;
    return run(operation, order, database);
}

/// As if nothing had been known of any other stage then.
void GuardTest::putOnRecord(const QString &stage, const QString &database)
{
    postgres::Connection connection = m_fixture->connect(database);
    const stages::Stage &known = *m_fixture->workspace().stage(stage);
    stages::FingerprintStore().remember(recordKey(m_fixture->workspace()),
                                        recordOf(known, stages::identify(stage, connection)));
}

/// Puts the database on record for the stage, as working on it does.
void GuardTest::visit(const QString &stage, const QString &database)
{
    postgres::Connection connection = m_fixture->connect(database);
    UpdateOperation nothing(connection, 1);
    Order order = m_fixture->order(stage);
    order.consent.typedName = stage;
    OperationContext context = m_fixture->context(database);
    const Report report = execute(nothing, order, context);
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
    m_fixture->cluster().psql(database, "UPDATE items SET value = 'old-' || id");
}

void GuardTest::consent_data()
{
    QTest::addColumn<QString>("stage");
    QTest::addColumn<int>("risk");
    QTest::addColumn<int>("caller");
    QTest::addColumn<bool>("yes");
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("runs");
    const auto row = [](const char *what, const char *stage, Risk risk, Caller caller, bool yes,
                        const char *name, bool runs) {
        QTest::newRow(what) << QString::fromLatin1(stage) << int(risk) << int(caller) << yes
                            << QString::fromLatin1(name) << runs;
    };
    using enum Risk;
    using enum Caller;
    row("write, nothing said", "local", Write, Desk, false, "", false);
    row("write, yes", "local", Write, Desk, true, "", true);
    row("write, pipeline, yes", "local", Write, Pipeline, true, "", true);
    row("write, pipeline, nothing said", "local", Write, Pipeline, false, "", false);
    row("write, named", "local", Write, Desk, false, "local", true);
    row("write, another named", "local", Write, Desk, true, "production", false);
    row("write, protected, yes", "production", Write, Desk, true, "", false);
    row("write, protected, named", "production", Write, Desk, false, "production", true);
    row("write, protected, in capitals", "production", Write, Desk, true, "PRODUCTION", false);
    row("write, protected, pipeline, yes", "production", Write, Pipeline, true, "", false);
    row("write, protected, pipeline, named", "production", Write, Pipeline, true, "production",
        true);
    row("delete, yes", "local", Destructive, Desk, true, "", false);
    row("delete, named", "local", Destructive, Desk, true, "local", true);
    row("delete, protected, named", "production", Destructive, Desk, true, "production", false);
    row("delete, protected, pipeline, yes", "production", Destructive, Pipeline, true, "", false);
    row("delete, protected, pipeline, named", "production", Destructive, Pipeline, true,
        "production", true);
    row("write, read only, named", "mirror", Write, Pipeline, true, "mirror", false);
    row("read, protected, nothing said", "production", Read, Desk, false, "", true);
}

void GuardTest::consent()
{
    QFETCH(QString, stage);
    QFETCH(int, risk);
    QFETCH(int, caller);
    QFETCH(bool, yes);
    QFETCH(QString, name);
    QFETCH(bool, runs);
    const QString database = stage == u"mirror" ? QStringLiteral("local") : stage;
    m_fixture->writeProject(m_fixture->url(QStringLiteral("local")).toUtf8(),
                            m_fixture->url(QStringLiteral("production")).toUtf8(),
                            "[stages.mirror]\nurl = \"" +
                                m_fixture->url(QStringLiteral("local")).toUtf8() +
                                "\"\nread_only = true\n");
    Order order = m_fixture->order(stage);
    order.consent.yes = yes;
    order.consent.typedName = name;
    order.consent.caller = Caller(caller);
    const Report report = run(order, database, Risk(risk));
    QVERIFY2(report.outcome == (runs ? Result::Succeeded : Result::Refused), told(report));
    if (!runs) {
        QVERIFY(report.error->kind() == ErrorKind::Refused);
        QVERIFY2(report.error->message().contains(stage), told(report));
    }
}

void GuardTest::lossesCountAsDestructive()
{
    postgres::Connection connection = m_fixture->connect();
    UpdateOperation operation(connection, 10);
    operation.m_plan.loses << QStringLiteral("the old values");
    Order order = m_fixture->order();
    QVERIFY(requirementOf(operation, order) == stages::Requirement::TypeName);
    QVERIFY(run(operation, order, QStringLiteral("local")).outcome == Result::Refused);
    order.consent.typedName = nameToType(operation, order);
    QCOMPARE(order.consent.typedName, QStringLiteral("local"));
    QVERIFY(run(operation, order, QStringLiteral("local")).outcome == Result::Succeeded);
}

void GuardTest::backupsComeFirst_data()
{
    QTest::addColumn<QString>("stage");
    QTest::addColumn<int>("verb");
    QTest::addColumn<QString>("refusedFor"); ///< empty: it runs
    const auto row = [](const char *name, const char *stage, stages::Verb verb,
                        const char *refusedFor) {
        QTest::newRow(name) << QString::fromLatin1(stage) << int(verb)
                            << QString::fromLatin1(refusedFor);
    };
    using stages::Verb;
    row("the journal keeps it", "local", Verb::DeleteOrphans, "");
    row("the journal keeps it, production", "production", Verb::DeleteOrphans, "");
    row("the run keeps it", "local", Verb::Wipe, "");
    row("nothing makes one", "local", Verb::CopyOrg, "nothing makes it");
    row("nothing makes one, a migration", "local", Verb::Migrate, "nothing makes it");
    row("nothing makes one, production", "production", Verb::Baseline, "nothing makes it");
    row("no backup asked for", "test", Verb::Migrate, "");
    row("production is never reset", "production", Verb::Reset, "nobody resets");
    row("production is never seeded", "production", Verb::Seed, "nobody seeds");
    row("production is never seeded afresh", "production", Verb::SeedFresh, "nobody seeds");
    row("a test stage is seeded", "test", Verb::Seed, "");
}

void GuardTest::backupsComeFirst()
{
    QFETCH(QString, stage);
    QFETCH(int, verb);
    QFETCH(QString, refusedFor);
    const QString local = QStringLiteral("local");
    m_fixture->writeProject(m_fixture->url(local).toUtf8(),
                            m_fixture->url(QStringLiteral("production")).toUtf8(),
                            "[stages.test]\nurl = \"" + m_fixture->url(local).toUtf8() +
                                "\"\nenvironment = \"test\"\n");
    const QString database = stage == u"test" ? local : stage;
    postgres::Connection connection = m_fixture->connect(database);
    UpdateOperation operation(connection, 10);
    operation.m_verb = stages::Verb(verb);
    Order order = m_fixture->order(stage);
    order.consent.typedName = stage;
    order.consent.caller = Caller::Pipeline;
    const Report report = run(operation, order, database);
    QVERIFY2(report.outcome == (refusedFor.isEmpty() ? Result::Succeeded : Result::Refused),
             told(report));
    if (!refusedFor.contains(u"nothing makes"))
        QCOMPARE(refusalOf(operation, order).isEmpty(), refusedFor.isEmpty());
    if (!refusedFor.isEmpty())
        QVERIFY2(report.error->message().contains(refusedFor), told(report));
}

void GuardTest::theBackupIsMadeFirst()
{
    postgres::Connection connection = m_fixture->connect();
    UpdateOperation operation(connection, 10);
    operation.m_verb = stages::Verb::Migrate;
    const auto copy = std::make_shared<NotedCopy>();
    Order order = m_fixture->order();
    order.safetyCopy = copy;
    const QString local = QStringLiteral("local");
    const Plan plan = shownPlan(operation, order);
    QCOMPARE(plan.backup, QStringLiteral("automatic"));
    QCOMPARE(plan.steps.size(), operation.plan().steps.size() + 1);
    QCOMPARE(plan.steps.front().title, QStringLiteral("Copy"));
    QVERIFY2(plan.backupNote.contains(u"to the shelf"), qPrintable(plan.backupNote));
    order.consent.planHash = QString::fromLatin1(plan.hash());
    const Report done = run(operation, order, local);
    QVERIFY2(done.outcome == Result::Succeeded, told(done));
    QCOMPARE(done.steps.front().title, QStringLiteral("Copy"));
    QCOMPARE(copy->made, 1);

    // What fails there changes nothing.
    copy->fails = true;
    const Report failed = run(operation, order, local);
    QVERIFY2(failed.outcome == Result::Failed, told(failed));
    QCOMPARE(failed.error->message(), QStringLiteral("No shelf."));

    // Declined where the policy lets it be; that is another plan.
    order.consent.withoutBackup = true;
    QVERIFY(run(operation, order, local).outcome == Result::Refused);
    order.consent.planHash = QString::fromLatin1(shownPlan(operation, order).hash());
    QCOMPARE(shownPlan(operation, order).backup, QStringLiteral("declined"));
    UpdateOperation again(connection, 10);
    again.m_verb = stages::Verb::Migrate;
    QCOMPARE(shownPlan(again, order).steps.size(), again.plan().steps.size());
    QVERIFY(copy->made == 1);

    // Where nothing is to do nothing comes first.
    order.consent.withoutBackup = false;
    UpdateOperation idle(connection, 0);
    idle.m_verb = stages::Verb::Migrate;
    QCOMPARE(shownPlan(idle, order).steps.size(), idle.plan().steps.size());
}

void GuardTest::aMandatoryBackupStays()
{
    const QString production = QStringLiteral("production");
    postgres::Connection connection = m_fixture->connect(production);
    UpdateOperation operation(connection, 10);
    operation.m_verb = stages::Verb::Migrate;
    const auto copy = std::make_shared<NotedCopy>();
    Order order = m_fixture->order(production);
    order.safetyCopy = copy;
    order.consent.typedName = production;
    order.consent.withoutBackup = true;
    const Report refused = run(operation, order, production);
    QVERIFY2(refused.outcome == Result::Refused, told(refused));
    QVERIFY2(refused.error->message().contains(u"cannot be left out"), told(refused));
    QCOMPARE(copy->made, 0);
    order.consent.withoutBackup = false;
    const Report done = run(operation, order, production);
    QVERIFY2(done.outcome == Result::Succeeded, told(done));
    QCOMPARE(copy->made, 1);
}

void GuardTest::theWorkspaceMayRefuse()
{
    const QByteArray local = m_fixture->url(QStringLiteral("local")).toUtf8();
    const QByteArray production = m_fixture->url(QStringLiteral("production")).toUtf8();
    m_fixture->writeProject(local, production,
                            "[policy]\n\"destructive.production.pipeline\" = \"refuse\"\n"
                            "\"write.development.desk\" = \"allow\"\n");
    Order order = m_fixture->order(QStringLiteral("production"));
    order.consent.typedName = QStringLiteral("production");
    order.consent.caller = Caller::Pipeline;
    const Report refused = run(order, QStringLiteral("production"), Risk::Destructive);
    QVERIFY2(refused.outcome == Result::Refused, told(refused));
    QVERIFY2(refused.error->message().contains(u"[policy]"), told(refused));
    QVERIFY(run(order, QStringLiteral("production")).outcome == Result::Succeeded);
    // The rules of the stage hold for its database by its URL, too.
    Order byUrl = m_fixture->orderOfUrl(QStringLiteral("production"));
    byUrl.consent = order.consent;
    const Report known = run(byUrl, QStringLiteral("production"), Risk::Destructive);
    QVERIFY2(known.outcome == Result::Refused, told(known));
    QVERIFY2(known.error->message().contains(u"[policy]"), told(known));
    Order quiet = m_fixture->order();
    quiet.consent.yes = false;
    const Report allowed = run(quiet);
    QVERIFY2(allowed.outcome == Result::Succeeded, told(allowed));
}

void GuardTest::thePlanTellsTheVerdict()
{
    postgres::Connection connection = m_fixture->connect();
    UpdateOperation operation(connection, 10);
    const Plan open = shownPlan(operation, m_fixture->order());
    QCOMPARE(open.verdict, QStringLiteral("confirm"));
    QCOMPARE(open.confirmation, QStringLiteral("yes"));
    QCOMPARE(open.caller, QStringLiteral("desk"));
    QCOMPARE(open.backup, QStringLiteral("automatic"));
    QVERIFY(open.asks.contains(u"warning"));
    QVERIFY(open.backupNote.contains(u"journal"));
    operation.m_risk = Risk::Destructive;
    const Plan loses = shownPlan(operation, m_fixture->order());
    QCOMPARE(loses.confirmation, QStringLiteral("name"));
    QVERIFY(loses.hash() != open.hash());
    const Plan refused = shownPlan(operation, m_fixture->order(QStringLiteral("production")));
    QCOMPARE(refused.verdict, QStringLiteral("refused"));
    QVERIFY(refused.asks.isEmpty());
}

void GuardTest::agreedAtADeskRunInAPipeline()
{
    postgres::Connection connection = m_fixture->connect(QStringLiteral("production"));
    UpdateOperation operation(connection, 10);
    operation.m_risk = Risk::Destructive;
    Order order = m_fixture->order(QStringLiteral("production"));
    order.consent.planHash = QString::fromLatin1(shownPlan(operation, order).hash());
    order.consent.typedName = QStringLiteral("production");
    const QString production = QStringLiteral("production");
    QVERIFY(run(operation, order, production).outcome == Result::Refused); // a desk it is
    order.consent.caller = Caller::Pipeline;
    const Report report = run(operation, order, production);
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
}

void GuardTest::planForAnotherDatabase()
{
    postgres::Connection connection = m_fixture->connect(QStringLiteral("production"));
    UpdateOperation operation(connection, 10);
    const Report report = run(operation, m_fixture->order(), QStringLiteral("local"));
    QVERIFY(report.outcome == Result::Refused);
    QVERIFY2(report.error->message().contains(operation.plan().target.fingerprint), told(report));
    QVERIFY(!report.error->hint().isEmpty());
}

void GuardTest::aDatabaseMadeAnew()
{
    visit(QStringLiteral("local"), QStringLiteral("local"));
    m_fixture->cluster().psql(QStringLiteral("postgres"),
                              "DROP DATABASE local WITH (FORCE);"
                              "CREATE DATABASE local TEMPLATE production");
    const Report report = run(m_fixture->order());
    QVERIFY2(report.outcome == Result::Refused, told(report));
    QVERIFY2(report.error->message().contains(u"another database than on record"), told(report));
}

void GuardTest::leadsToTheProtectedDatabase_data()
{
    QTest::addColumn<bool>("seenBefore");
    QTest::newRow("first contact") << false;
    QTest::newRow("known by that name, too") << true;
}

void GuardTest::leadsToTheProtectedDatabase()
{
    QFETCH(bool, seenBefore);
    const QByteArray production = m_fixture->url(QStringLiteral("production")).toUtf8();
    m_fixture->writeProject(production, production);
    if (seenBefore) // nothing was known of the other stage then
        putOnRecord(QStringLiteral("local"), QStringLiteral("production"));
    visit(QStringLiteral("production"), QStringLiteral("production"));
    const Report report = run(m_fixture->order(), QStringLiteral("production"));
    QVERIFY2(report.outcome == Result::Refused, told(report));
    QVERIFY2(report.error->message().contains(u"production is protected"), told(report));
    QVERIFY2(report.error->hint().contains(u"--target production"), told(report));
    // By its own name it can be worked on, with what that asks for.
    Order order = m_fixture->order(QStringLiteral("production"));
    order.consent.typedName = QStringLiteral("production");
    const Report named = run(order, QStringLiteral("production"));
    QVERIFY2(named.outcome == Result::Succeeded, told(named));
}

void GuardTest::aCommittedRecordCounts()
{
    // Nobody on this machine has looked at production; the project knows it.
    postgres::Connection connection = m_fixture->connect(QStringLiteral("production"));
    const auto result = connection.exec(QStringLiteral(
        "SELECT (SELECT system_identifier FROM pg_control_system()), oid FROM pg_database "
        "WHERE datname = current_database()"));
    m_fixture->writeFile(QStringLiteral("arborist.lock"),
                         "[stages.production]\nsystem_identifier = \"" +
                             result.text(0, 0).toUtf8() +
                             "\"\ndatabase_oid = " + result.text(0, 1).toUtf8() + '\n');
    const QByteArray production = m_fixture->url(QStringLiteral("production")).toUtf8();
    m_fixture->writeProject(production, production);
    const Report report = run(m_fixture->order(), QStringLiteral("production"));
    QVERIFY2(report.outcome == Result::Refused, told(report));
    // A copy of it at another address, too.
    m_fixture->writeFile(
        QStringLiteral("arborist.lock"),
        "[stages.production]\nsystem_identifier = \"" + result.text(0, 0).toUtf8() +
            "\"\ndatabase_oid = " + result.text(0, 1).toUtf8() + "\naddress = \"10.2.4.18\"\n");
    const Report copy = run(m_fixture->order(), QStringLiteral("production"));
    QVERIFY2(copy.outcome == Result::Refused, told(copy));
    QVERIFY2(copy.error->hint().contains(u"stages trust local"), told(copy));
}

void GuardTest::twoOpenStagesMayShare()
{
    const QByteArray local = m_fixture->url(QStringLiteral("local")).toUtf8();
    m_fixture->writeProject(local, m_fixture->url(QStringLiteral("production")).toUtf8(),
                            "[stages.scratch]\nurl = \"" + local +
                                "\"\nenvironment = \"development\"\n");
    visit(QStringLiteral("scratch"), QStringLiteral("local"));
    const Report report = run(m_fixture->order());
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
    QVERIFY2(report.notes.join(u' ').contains(u"scratch"), told(report));
}

void GuardTest::aUrlOfAKnownStage()
{
    visit(QStringLiteral("production"), QStringLiteral("production"));
    Order order = m_fixture->orderOfUrl(QStringLiteral("production"));
    const Report refused = run(order, QStringLiteral("production"));
    QVERIFY2(refused.outcome == Result::Refused, told(refused));
    order.consent.typedName = QStringLiteral("production");
    QVERIFY(run(order, QStringLiteral("production")).outcome == Result::Succeeded);
    m_fixture->cluster().psql(QStringLiteral("production"),
                              "UPDATE items SET value = 'old-' || id");
    QVERIFY(run(order, QStringLiteral("production"), Risk::Destructive).outcome == Result::Refused);
    // The project is gone, what was seen is still known.
    QVERIFY(QFile::remove(m_fixture->path(QStringLiteral("project/arborist.toml"))));
    order.consent.typedName.clear();
    QVERIFY(run(order, QStringLiteral("production")).outcome == Result::Refused);
}

void GuardTest::aUrlOfNobody()
{
    Order order = m_fixture->orderOfUrl(QStringLiteral("local"));
    QVERIFY(run(order).outcome == Result::Succeeded);
    m_fixture->cluster().psql(QStringLiteral("local"), "UPDATE items SET value = 'old-' || id");
    QVERIFY(run(order, QStringLiteral("local"), Risk::Destructive).outcome == Result::Refused);
    order.consent.typedName = QStringLiteral("local"); // the database's name
    const Report report = run(order, QStringLiteral("local"), Risk::Destructive);
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
}

QTEST_GUILESS_MAIN(GuardTest)
#include "guard_test.moc"
