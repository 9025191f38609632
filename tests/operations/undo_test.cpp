// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/operations/undo.h"

#include "tests/operations/interrupted_child.h"
#include "tests/operations/operations_fixture.h"
#include "tests/operations/update_operation.h"
#include <QTest>

using namespace arborist;
using namespace arborist::testing;
using operations::Order;
using operations::PlannedOperationPtr;
using Action = journal::ChangeBatch::Action;
using Result = Report::Result;

class UndoTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_fixture = std::make_unique<OperationsFixture>(); }
    void cleanupTestCase() { m_fixture.reset(); }
    void init() { m_fixture->reset(); }

    void bringsBackEveryByte();
    void onlyOnce();
    void canItselfBeTakenBack();
    void leavesWhatOthersChanged();
    void putsBackDeletedRows();
    void takesOutAddedRows();
    void takesBackWhatAFailedRunDid();
    void refusesAnotherDatabase();
    void refusesARunUnderWay();
    void refusesWhatHasNoWayBack();
    void aRunThatWasKilled();
    void aServerThatWasKilled();

private:
    Report update(int rows);
    PlannedOperationPtr plan(const QString &run);
    Report undo(const QString &run, const QString &name = {});
    Report execute(operations::PlannedOperation &operation, const Order &order);
    static RunRecord record(const QString &run) { return RunLog().run(run).value(); }

    std::unique_ptr<OperationsFixture> m_fixture;
};

Report UndoTest::execute(operations::PlannedOperation &operation, const Order &order)
{
    OperationContext context = m_fixture->context();
    Report report = operations::execute(operation, order, context);
    if (m_fixture->auditRows() < 0)
        qFatal("the audit is broken");
    return report;
}

Report UndoTest::update(int rows)
{
    postgres::Connection connection = m_fixture->connect();
    UpdateOperation operation(connection, rows);
    return execute(operation, m_fixture->order());
}

PlannedOperationPtr UndoTest::plan(const QString &run)
{
    postgres::Connection connection = m_fixture->connect();
    OperationContext context = m_fixture->context();
    return operations::planUndo(record(run), connection, context);
}

Report UndoTest::undo(const QString &run, const QString &name)
{
    Order order = m_fixture->order();
    order.undoes = run;
    order.consent.typedName = name;
    return execute(*plan(run), order);
}

void UndoTest::bringsBackEveryByte()
{
    const QByteArray before = m_fixture->table();
    const Report done = update(35);
    QVERIFY2(done.outcome == Result::Succeeded, told(done));
    QVERIFY(m_fixture->table() != before);
    QVERIFY(operations::canUndo(record(done.run)));

    const PlannedOperationPtr planned = plan(done.run);
    QCOMPARE(planned->plan().operation, QStringLiteral("undo renew items"));
    QCOMPARE(planned->plan().steps.size(), size_t(1));
    QCOMPARE(planned->plan().steps[0].rows, 35);
    QVERIFY(planned->plan().steps[0].sql.startsWith(u"UPDATE \"public\".\"items\""));
    QCOMPARE(planned->plan().tables[0].rows, 35);
    QVERIFY(planned->plan().loses.isEmpty());
    QVERIFY(planned->risk() == stages::Risk::Write);
    // Planning only reads, and two plans of one thing have one hash.
    QCOMPARE(planned->plan().hash(), plan(done.run)->plan().hash());

    const Report undone = undo(done.run);
    QVERIFY2(undone.outcome == Result::Succeeded, told(undone));
    QCOMPARE(m_fixture->table(), before);
    QCOMPARE(undone.steps[0].rows, 35);
    const RunRecord run = record(undone.run);
    QCOMPARE(run.undoes, done.run);
    QCOMPARE(run.rows, 35);
    QCOMPARE(record(done.run).undoneBy, undone.run);
    QCOMPARE(m_fixture->auditRows(), 4);
}

void UndoTest::onlyOnce()
{
    const Report done = update(10);
    const PlannedOperationPtr early = plan(done.run);
    const Report undone = undo(done.run);
    QVERIFY(!operations::canUndo(record(done.run)));
    try {
        plan(done.run);
        QFAIL("planned twice");
    } catch (const Error &error) {
        QVERIFY(error.kind() == ErrorKind::Refused);
        QVERIFY(error.message().contains(undone.run));
    }
    // One that had been planned before is refused when it runs.
    Order order = m_fixture->order();
    order.undoes = done.run;
    const QByteArray before = m_fixture->table();
    const Report again = execute(*early, order);
    QVERIFY2(again.outcome == Result::Refused, told(again));
    QCOMPARE(m_fixture->table(), before);
    QCOMPARE(record(done.run).undoneBy, undone.run);
}

void UndoTest::canItselfBeTakenBack()
{
    const QByteArray old = m_fixture->table();
    const Report done = update(30);
    const QByteArray renewed = m_fixture->table();
    const Report undone = undo(done.run);
    QVERIFY(operations::canUndo(record(undone.run)));
    const Report redone = undo(undone.run);
    QVERIFY2(redone.outcome == Result::Succeeded, told(redone));
    QCOMPARE(m_fixture->table(), renewed);
    // The first run holds again, so it can be taken back again.
    QCOMPARE(record(done.run).undoneBy, QString());
    QVERIFY2(undo(done.run).outcome == Result::Succeeded, "again");
    QCOMPARE(m_fixture->table(), old);
}

void UndoTest::leavesWhatOthersChanged()
{
    const Report done = update(30);
    m_fixture->cluster().psql(QStringLiteral("local"),
                              "UPDATE items SET value = 'mine' WHERE id IN (3, 17);"
                              "DELETE FROM items WHERE id = 20");
    const Report undone = undo(done.run);
    QVERIFY2(undone.outcome == Result::Succeeded, told(undone));
    QCOMPARE(undone.steps[0].rows, 27);
    QVERIFY2(undone.notes.join(u' ').contains(u"3 rows"), told(undone));
    QCOMPARE(m_fixture->cluster().psql(
                 QStringLiteral("local"),
                 "SELECT count(*) FILTER (WHERE value = 'mine'), count(*) FILTER (WHERE value = "
                 "'old-' || id), count(*) FROM items"),
             QByteArray("2|97|99\n"));
}

void UndoTest::putsBackDeletedRows()
{
    const QByteArray before = m_fixture->table();
    postgres::Connection connection = m_fixture->connect();
    RowsOperation operation(connection, 12, Action::Delete);
    Order order = m_fixture->order();
    order.consent.typedName = QStringLiteral("local");
    const Report deleted = execute(operation, order);
    QVERIFY2(deleted.outcome == Result::Succeeded, told(deleted));
    QVERIFY(m_fixture->table() != before);
    QVERIFY(plan(deleted.run)->risk() == stages::Risk::Write); // nothing is lost by it
    const Report undone = undo(deleted.run);
    QVERIFY2(undone.outcome == Result::Succeeded, told(undone));
    QCOMPARE(m_fixture->table(), before);
    // To delete them once more is as destructive as the first time.
    const Report refused = undo(undone.run);
    QVERIFY(refused.outcome == Result::Refused);
    QVERIFY(undo(undone.run, QStringLiteral("local")).outcome == Result::Succeeded);
}

void UndoTest::takesOutAddedRows()
{
    const QByteArray before = m_fixture->table();
    postgres::Connection connection = m_fixture->connect();
    RowsOperation operation(connection, 5, Action::Insert);
    const Report added = execute(operation, m_fixture->order());
    QVERIFY2(added.outcome == Result::Succeeded, told(added));
    // The run made them, and they hold nothing else as long as nobody has changed them.
    m_fixture->cluster().psql(QStringLiteral("local"),
                              "UPDATE items SET value = 'mine' WHERE id = 1003");
    const PlannedOperationPtr planned = plan(added.run);
    QVERIFY(planned->risk() == stages::Risk::Write);
    QVERIFY(planned->plan().loses.isEmpty());
    const Report undone = undo(added.run);
    QVERIFY2(undone.outcome == Result::Succeeded, told(undone));
    QCOMPARE(undone.steps[0].rows, 4);
    QCOMPARE(m_fixture->table(), before + "1003|mine\n");
}

void UndoTest::takesBackWhatAFailedRunDid()
{
    const QByteArray before = m_fixture->table();
    postgres::Connection connection = m_fixture->connect();
    UpdateOperation operation(connection, 50);
    operation.m_afterBatch = [](int done) {
        if (done == 20)
            throw Error(QStringLiteral("enough"));
    };
    const Report failed = execute(operation, m_fixture->order());
    QVERIFY(failed.outcome == Result::Failed);
    QVERIFY(operations::canUndo(record(failed.run)));
    const Report undone = undo(failed.run);
    QVERIFY2(undone.outcome == Result::Succeeded, told(undone));
    QCOMPARE(undone.steps[0].rows, 20);
    QCOMPARE(m_fixture->table(), before);
}

void UndoTest::refusesAnotherDatabase()
{
    const Report done = update(10);
    postgres::Connection connection = m_fixture->connect(QStringLiteral("production"));
    OperationContext context = m_fixture->context();
    try {
        operations::planUndo(record(done.run), connection, context);
        QFAIL("planned");
    } catch (const Error &error) {
        QVERIFY(error.kind() == ErrorKind::Refused);
        QVERIFY(error.message().contains(u"another database"));
    }
}

void UndoTest::refusesARunUnderWay()
{
    postgres::Connection connection = m_fixture->connect();
    UpdateOperation operation(connection, 20);
    bool looked = false;
    operation.m_afterBatch = [&](int) {
        if (looked)
            return;
        looked = true;
        const RunRecord running = RunLog().runs().front();
        QVERIFY(!running.outcome);
        QVERIFY(!operations::wasCutOff(running));
        QVERIFY(!operations::canUndo(running));
        QVERIFY_THROWS_EXCEPTION(Error, plan(running.id));
    };
    const Report done = execute(operation, m_fixture->order());
    QVERIFY2(done.outcome == Result::Succeeded, told(done));
    QVERIFY(looked);
    QVERIFY(operations::canUndo(record(done.run)));
}

void UndoTest::refusesWhatHasNoWayBack()
{
    const Report nothing = update(0);
    QVERIFY(!operations::canUndo(record(nothing.run)));
    QVERIFY_THROWS_EXCEPTION(Error, plan(nothing.run));
    const Report done = update(10);
    const QString journal = record(done.run).journal;
    QVERIFY(QFile::remove(journal));
    QVERIFY(!operations::canUndo(record(done.run)));
    try {
        plan(done.run);
        QFAIL("planned");
    } catch (const Error &error) {
        QCOMPARE(error.where(), journal);
    }
}

void UndoTest::aRunThatWasKilled()
{
    const QByteArray before = m_fixture->table();
    InterruptedChild child(*m_fixture);
    const QString id = RunLog().runs().front().id;
    QVERIFY(!operations::wasCutOff(record(id)));
    QVERIFY(!operations::canUndo(record(id)));
    child.kill();

    QVERIFY(!record(id).outcome);
    QVERIFY(operations::wasCutOff(record(id)));
    QVERIFY(operations::canUndo(record(id)));
    QCOMPARE(m_fixture->cluster().psql(QStringLiteral("local"),
                                       "SELECT count(*) FROM items WHERE value LIKE 'new-%'"),
             QByteArray("30\n"));
    const Report undone = undo(id);
    QVERIFY2(undone.outcome == Result::Succeeded, told(undone));
    QCOMPARE(undone.steps[0].rows, 30);
    QCOMPARE(m_fixture->table(), before);
    QCOMPARE(record(id).undoneBy, undone.run);
    QVERIFY(!operations::canUndo(record(id)));
    QCOMPARE(m_fixture->auditRows(), 3);
}

void UndoTest::aServerThatWasKilled()
{
    const QByteArray before = m_fixture->table();
    postgres::Connection connection = m_fixture->connect();
    UpdateOperation operation(connection, 50);
    operation.m_afterBatch = [this](int done) {
        if (done == 20)
            m_fixture->cluster().kill9();
    };
    OperationContext context = m_fixture->context();
    const Report failed = operations::execute(operation, m_fixture->order(), context);
    m_fixture->cluster().start();
    QVERIFY2(failed.outcome == Result::Failed, told(failed));
    QCOMPARE(record(failed.run).rows, 20);
    QVERIFY(operations::canUndo(record(failed.run)));
    const Report undone = undo(failed.run);
    QVERIFY2(undone.outcome == Result::Succeeded, told(undone));
    QCOMPARE(undone.steps[0].rows, 20);
    QCOMPARE(m_fixture->table(), before);
}

QTEST_GUILESS_MAIN(UndoTest)
#include "undo_test.moc"
