// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/operations/operations_fixture.h"
#include "tests/operations/update_operation.h"
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QTest>

using namespace arborist;
using namespace arborist::testing;
using operations::Order;
using Result = Report::Result;
using State = ReportStep::State;

/// What one run does and what is kept of it, on a real cluster.
class ExecuteTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_fixture = std::make_unique<OperationsFixture>(); }
    void cleanupTestCase() { m_fixture.reset(); }
    void init() { m_fixture->reset(); }

    void aRunIsDoneAndKept();
    void nothingToDo();
    void aFailureKeepsWhatWasCommitted();
    void aFailureBeforeTheFirstBatch();
    void cancelledBetweenBatches();
    void cancelledBeforeItBegins();
    void noServer();
    void anotherPlanIsRefused();
    void withoutAHistoryNothingRuns();
    void aHistoryLostMeanwhileHidesNothing();
    void withoutAJournalNothingRuns();
    void theJournalGoesWhereItIsWanted();
    void otherExceptionsAreFailures();

private:
    std::unique_ptr<OperationsFixture> m_fixture;
};

void ExecuteTest::aRunIsDoneAndKept()
{
    postgres::Connection connection = m_fixture->connect();
    UpdateOperation operation(connection, 25);
    OperationContext context = m_fixture->context();
    const Order order = m_fixture->order();
    const Report report = execute(operation, order, context);
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
    QVERIFY(!report.error);
    QCOMPARE(report.operation, QStringLiteral("renew items"));
    QCOMPARE(report.steps.size(), size_t(2));
    QCOMPARE(report.steps[0].rows, 25);
    QVERIFY(report.steps[0].state == State::Done);
    QCOMPARE(report.steps[1].rows, -1);
    QCOMPARE(report.notes, QStringList(QStringLiteral("Looked.")));
    QCOMPARE(m_fixture->cluster().psql(QStringLiteral("local"),
                                       "SELECT count(*) FROM items WHERE value = 'new-' || id"),
             QByteArray("25\n"));

    const RunRecord run = m_fixture->record(report);
    QVERIFY(run.outcome == Result::Succeeded);
    QCOMPARE(run.rows, 25);
    QCOMPARE(run.stage, QStringLiteral("local"));
    QCOMPARE(run.workspace, m_fixture->workspace().folder());
    QCOMPARE(run.database, QStringLiteral("local"));
    QCOMPARE(run.fingerprint, operation.plan().target.fingerprint);
    QCOMPARE(run.plan[u"target"][u"stage"].toString(), QStringLiteral("local"));
    QCOMPARE(run.plan[u"verdict"].toString(), QStringLiteral("confirm"));
    QCOMPARE(run.report, report.toJson());
    QCOMPARE(QFileInfo(run.journal).path(), m_fixture->path(QStringLiteral("data/journals")));
    QVERIFY(QFileInfo::exists(run.journal));
    QVERIFY(!journal::Journal::isAlive(run.journal));
    QCOMPARE(m_fixture->auditRows(), 2);
}

void ExecuteTest::nothingToDo()
{
    postgres::Connection connection = m_fixture->connect();
    UpdateOperation operation(connection, 0);
    OperationContext context = m_fixture->context();
    Order order = m_fixture->order(QStringLiteral("production"));
    order.consent.yes = false; // there is nothing to agree to
    const Report report = execute(operation, order, context);
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
    QVERIFY(report.steps.empty());
    const RunRecord run = m_fixture->record(report);
    QCOMPARE(run.rows, 0);
    QCOMPARE(run.journal, QString());
    QVERIFY(!QFileInfo::exists(m_fixture->path(QStringLiteral("data/journals"))));
    QCOMPARE(m_fixture->auditRows(), 2);
}

void ExecuteTest::aFailureKeepsWhatWasCommitted()
{
    postgres::Connection connection = m_fixture->connect();
    UpdateOperation operation(connection, 50);
    operation.m_afterBatch = [](int done) {
        if (done == 20)
            throw Error(QStringLiteral("The lights went out."), QStringLiteral("Light a candle."));
    };
    OperationContext context = m_fixture->context();
    const Report report = execute(operation, m_fixture->order(), context);
    QVERIFY(report.outcome == Result::Failed);
    QCOMPARE(report.error->message(), QStringLiteral("The lights went out."));
    QCOMPARE(report.steps.size(), size_t(2));
    QVERIFY(report.steps[0].state == State::Failed);
    QCOMPARE(report.steps[0].rows, 20);
    QVERIFY(report.steps[1].state == State::Skipped);
    QVERIFY2(report.notes.join(u' ').contains(report.run), told(report));
    QCOMPARE(m_fixture->cluster().psql(QStringLiteral("local"),
                                       "SELECT count(*) FROM items WHERE value LIKE 'new-%'"),
             QByteArray("20\n"));
    const RunRecord run = m_fixture->record(report);
    QVERIFY(run.outcome == Result::Failed);
    QCOMPARE(run.rows, 20);
    QCOMPARE(m_fixture->auditRows(), 2);
}

void ExecuteTest::aFailureBeforeTheFirstBatch()
{
    postgres::Connection connection = m_fixture->connect();
    UpdateOperation operation(connection, 50);
    m_fixture->cluster().psql(QStringLiteral("local"),
                              "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS "
                              "$$ BEGIN RAISE EXCEPTION 'not today'; END $$;"
                              "CREATE TRIGGER no BEFORE UPDATE ON items FOR EACH ROW "
                              "EXECUTE FUNCTION no()");
    const QByteArray before = m_fixture->table();
    OperationContext context = m_fixture->context();
    const Report report = execute(operation, m_fixture->order(), context);
    QVERIFY(report.outcome == Result::Failed);
    QVERIFY2(report.error->message().contains(u"ot today"), told(report));
    QCOMPARE(report.error->sqlState(), QStringLiteral("P0001"));
    QVERIFY(report.steps[0].state == State::RolledBack);
    QCOMPARE(m_fixture->table(), before);
    QCOMPARE(m_fixture->record(report).rows, 0);
}

void ExecuteTest::cancelledBetweenBatches()
{
    postgres::Connection connection = m_fixture->connect();
    UpdateOperation operation(connection, 50);
    std::stop_source stop;
    operation.m_afterBatch = [&](int done) {
        if (done == 20)
            stop.request_stop();
    };
    OperationContext context = m_fixture->context();
    context.stop = stop.get_token();
    const Report report = execute(operation, m_fixture->order(), context);
    QVERIFY2(report.outcome == Result::Cancelled, told(report));
    QVERIFY(report.error->kind() == ErrorKind::Cancelled);
    QVERIFY(!report.error->message().contains(u"Nothing was changed"));
    QVERIFY(report.error->hint().contains(report.run));
    QCOMPARE(m_fixture->cluster().psql(QStringLiteral("local"),
                                       "SELECT count(*) FROM items WHERE value LIKE 'new-%'"),
             QByteArray("20\n"));
    QCOMPARE(m_fixture->record(report).rows, 20);
    QCOMPARE(m_fixture->auditRows(), 2);
}

void ExecuteTest::cancelledBeforeItBegins()
{
    postgres::Connection connection = m_fixture->connect();
    UpdateOperation operation(connection, 50);
    std::stop_source stop;
    stop.request_stop();
    OperationContext context = m_fixture->context();
    context.stop = stop.get_token();
    const Report report = execute(operation, m_fixture->order(), context);
    QVERIFY(report.outcome == Result::Cancelled);
    const RunRecord run = m_fixture->record(report);
    QVERIFY(run.outcome == Result::Cancelled);
    QCOMPARE(run.journal, QString());
}

void ExecuteTest::noServer()
{
    postgres::Connection connection = m_fixture->connect();
    UpdateOperation operation(connection, 50);
    OperationContext context;
    context.connect = [this] { return m_fixture->connect(QStringLiteral("nowhere")); };
    const Report report = execute(operation, m_fixture->order(), context);
    QVERIFY(report.outcome == Result::Failed);
    QCOMPARE(report.error->sqlState(), QStringLiteral("3D000"));
    QVERIFY(report.steps[0].state == State::Skipped);
    QVERIFY(m_fixture->record(report).outcome == Result::Failed);
}

void ExecuteTest::anotherPlanIsRefused()
{
    postgres::Connection connection = m_fixture->connect();
    UpdateOperation planned(connection, 10);
    UpdateOperation other(connection, 20);
    OperationContext context = m_fixture->context();
    Order order = m_fixture->order();
    order.consent.planHash = QString::fromLatin1(shownPlan(planned, order).hash());
    const Report refused = execute(other, order, context);
    QVERIFY(refused.outcome == Result::Refused);
    QVERIFY(refused.error->kind() == ErrorKind::Refused);
    QVERIFY(refused.error->message().contains(order.consent.planHash));
    const RunRecord run = m_fixture->record(refused);
    QVERIFY(run.outcome == Result::Refused);
    QCOMPARE(run.report[u"error"][u"message"].toString(), refused.error->message());
    QCOMPARE(m_fixture->auditRows(), 1);

    // More rows for the same work are the same plan.
    UpdateOperation again(connection, 10);
    again.m_plan.steps[0].rows = 4711;
    const Report done = execute(again, order, context);
    QVERIFY2(done.outcome == Result::Succeeded, told(done));
}

void ExecuteTest::withoutAHistoryNothingRuns()
{
    postgres::Connection connection = m_fixture->connect();
    UpdateOperation operation(connection, 10);
    QVERIFY(QDir().mkpath(m_fixture->path(QStringLiteral("data/history.sqlite"))));
    OperationContext context = m_fixture->context();
    const QByteArray before = m_fixture->table();
    const Report report = execute(operation, m_fixture->order(), context);
    QVERIFY(report.outcome == Result::Failed);
    QVERIFY(report.error->where().endsWith(u"history.sqlite"));
    QCOMPARE(m_fixture->table(), before);
}

void ExecuteTest::aHistoryLostMeanwhileHidesNothing()
{
    postgres::Connection connection = m_fixture->connect();
    UpdateOperation operation(connection, 10);
    operation.m_afterBatch = [this](int) {
        const QString file = m_fixture->path(QStringLiteral("data/history.sqlite"));
        for (const char *end : {"", "-wal", "-shm"})
            QFile::remove(file + QLatin1String(end));
        QDir().mkpath(file);
    };
    OperationContext context = m_fixture->context();
    const Report report = execute(operation, m_fixture->order(), context);
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
    QCOMPARE(report.steps[0].rows, 10);
    QVERIFY2(report.notes.join(u' ').contains(u"could not be noted"), told(report));
}

void ExecuteTest::withoutAJournalNothingRuns()
{
    postgres::Connection connection = m_fixture->connect();
    UpdateOperation operation(connection, 10);
    Order order = m_fixture->order();
    m_fixture->writeFile(QStringLiteral("in-the-way"), "x");
    order.journalFolder = m_fixture->path(QStringLiteral("project/in-the-way"));
    OperationContext context = m_fixture->context();
    const QByteArray before = m_fixture->table();
    const Report report = execute(operation, order, context);
    QVERIFY(report.outcome == Result::Failed);
    QCOMPARE(m_fixture->table(), before);
    const RunRecord run = m_fixture->record(report);
    QVERIFY(run.outcome == Result::Failed);
    QCOMPARE(run.journal, QString());
}

void ExecuteTest::theJournalGoesWhereItIsWanted()
{
    postgres::Connection connection = m_fixture->connect();
    UpdateOperation operation(connection, 10);
    Order order = m_fixture->order();
    order.journalFolder = m_fixture->path(QStringLiteral("artifacts/arborist"));
    OperationContext context = m_fixture->context();
    const Report report = execute(operation, order, context);
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
    const QString file = m_fixture->record(report).journal;
    QCOMPARE(QFileInfo(file).path(), order.journalFolder);
    QVERIFY(QFileInfo::exists(file));
}

void ExecuteTest::otherExceptionsAreFailures()
{
    postgres::Connection connection = m_fixture->connect();
    UpdateOperation operation(connection, 10);
    operation.m_afterBatch = [](int) { throw std::runtime_error("a stray one"); };
    OperationContext context = m_fixture->context();
    const Report report = execute(operation, m_fixture->order(), context);
    QVERIFY(report.outcome == Result::Failed);
    QCOMPARE(report.error->message(), QStringLiteral("a stray one"));
    QCOMPARE(m_fixture->record(report).rows, 10);
}

QTEST_GUILESS_MAIN(ExecuteTest)
#include "execute_test.moc"
