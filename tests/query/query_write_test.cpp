// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/operations/plan_target.h"
#include "services/operations/undo.h"
#include "services/query/write_plan.h"
#include "tests/operations/operations_fixture.h"
#include "tests/postgres/error_of.h"
#include <QTest>
#include <thread>

using namespace arborist;
using namespace arborist::testing;
using namespace arborist::query;
using Result = Report::Result;

/// SQL that writes: planned, agreed to, run, taken back.
class QueryWriteTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_fixture = std::make_unique<OperationsFixture>(); }
    void init()
    {
        m_fixture->reset();
        m_fixture->cluster().psql(
            QStringLiteral("local"),
            "CREATE TABLE log (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note text);"
            "CREATE TABLE bare (note text);"
            "CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN INSERT INTO log "
            "(note) VALUES (TG_OP); RETURN coalesce(NEW, OLD); END$$;"
            "CREATE TRIGGER noted AFTER UPDATE OR DELETE ON items FOR EACH ROW EXECUTE FUNCTION "
            "noted(); ANALYZE items");
    }
    void cleanupTestCase() { m_fixture.reset(); }

    void runsAndIsTakenBack()
    {
        const QByteArray before = tables();
        const auto planned = planIt("UPDATE items SET value = :to WHERE id <= 10;\n"
                                    "INSERT INTO items VALUES (1000, 'new')",
                                    {{QStringLiteral("to"), QStringLiteral("it's")}});
        const Plan &plan = planned->plan();
        QCOMPARE(plan.operation, QStringLiteral("change by SQL"));
        QCOMPARE(plan.steps.size(), size_t(2));
        QCOMPARE(plan.steps[0].title, QStringLiteral("Update items"));
        QVERIFY(plan.steps[0].rows > 5 && plan.steps[0].rows < 15); // the planner's
        QCOMPARE(plan.steps[0].lock, QStringLiteral("ROW EXCLUSIVE on items"));
        QVERIFY(plan.steps[0].sql.startsWith(QStringLiteral("UPDATE items SET value = $1")));
        QCOMPARE(plan.steps[1].rows, 1);
        QVERIFY(plan.loses.isEmpty());
        QVERIFY(planned->risk() == stages::Risk::Write);
        QCOMPARE(tables(), before);

        const Report report = execute(*planned);
        QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
        QCOMPARE(report.steps.size(), size_t(1));
        QCOMPARE(report.steps[0].rows, 21); // 10 updated, 10 noted, 1 inserted
        QCOMPARE(psql("SELECT count(*) FROM items WHERE value = 'it''s'"), QByteArray("10"));
        QCOMPARE(psql("SELECT count(*) FROM log"), QByteArray("10"));
        QVERIFY(m_fixture->record(report).operation == u"change by SQL");
        takeBack(report, before);
    }

    void deletesNeedTheName()
    {
        const QByteArray before = tables();
        for (const char *sql :
             {"DELETE FROM items WHERE id < 4",
              "WITH x AS (DELETE FROM items RETURNING id) SELECT "
              "count(*) FROM x",
              "MERGE INTO items i USING (SELECT 1) x ON i.id = 3 WHEN MATCHED THEN DELETE"}) {
            const auto planned = planIt(sql);
            QVERIFY(planned->risk() == stages::Risk::Destructive);
            QVERIFY(!planned->plan().loses.isEmpty());
            QVERIFY(execute(*planned).outcome == Result::Refused);
            QCOMPARE(tables(), before);
            const Report report = execute(*planIt(sql), QStringLiteral("local"));
            QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
            QVERIFY(tables() != before);
            // The trigger notes what the undo does, too; that is not part of the comparison.
            takeBack(report, before);
        }
    }

    void everyRowIsSaid()
    {
        QCOMPARE(planIt("UPDATE items SET value = ''")->plan().steps[0].title,
                 QStringLiteral("Update every row of items"));
        QCOMPARE(planIt("DELETE FROM public.items")->plan().steps[0].title,
                 QStringLiteral("Delete every row of public.items"));
        QCOMPARE(planIt("DELETE FROM public.items")->plan().steps[0].rows, 100);
    }

    void samePlanSameHash()
    {
        const char *sql = "UPDATE items SET value = 'x' WHERE id < 50";
        const QByteArray hash = planIt(sql)->plan().hash();
        psql("DELETE FROM items WHERE id > 20; ANALYZE items");
        QCOMPARE(planIt(sql)->plan().hash(), hash);
        QVERIFY(planIt("UPDATE items SET value = 'x' WHERE id < 51")->plan().hash() != hash);
        QVERIFY(planIt("UPDATE items SET value = :v WHERE id < 51",
                       {{QStringLiteral("v"), QStringLiteral("1")}})
                    ->plan()
                    .hash() != planIt("UPDATE items SET value = :v WHERE id < 51",
                                      {{QStringLiteral("v"), QStringLiteral("2")}})
                                   ->plan()
                                   .hash());
    }

    void whatCannotBeTakenBackChangesNothing()
    {
        const QByteArray before = tables();
        const Report keyless =
            execute(*planIt("UPDATE items SET value = 'x'; INSERT INTO bare VALUES ('y')"));
        QVERIFY(keyless.outcome == Result::Failed);
        QVERIFY(keyless.error->message().contains(QStringLiteral("public.bare")));
        const Report failing = execute(*planIt("UPDATE items SET value = 'x';\n"
                                               "UPDATE items SET value = 1 / (id - 5)"));
        QVERIFY(failing.outcome == Result::Failed);
        QCOMPARE(failing.error->sqlState(), QStringLiteral("22012"));
        QCOMPARE(failing.error->where(), QStringLiteral("line 2, column 1"));
        QCOMPARE(tables(), before);
        QCOMPARE(psql("SELECT count(*) FROM bare"), QByteArray("0"));
    }

    void whatIsNoChangeIsRefused()
    {
        for (const char *sql :
             {"COMMIT", "TRUNCATE items", "DROP TABLE items", "DO $$BEGIN END$$", "CALL p()",
              "SELECT 1; BEGIN; DELETE FROM items", "COPY items FROM STDIN", "VACUUM",
              "ALTER TABLE items ADD x int", "SET session_replication_role = replica"})
            QCOMPARE(errorOf([&] { planIt(sql); }).kind(), ErrorKind::Refused);
        const Error error = errorOf([&] { planIt("UPDATE items SET value = 1;\nUPDATE x SET y"); });
        QVERIFY2(error.where() == u"line 2, column 15", qPrintable(error.where()));
        const Error missing = errorOf([&] { planIt("SELECT 1;\nUPDATE nope SET x = 1"); });
        QCOMPARE(missing.sqlState(), QStringLiteral("42P01"));
        QCOMPARE(missing.where(), QStringLiteral("line 2, column 8"));
    }

    void aCancelChangesNothing()
    {
        const QByteArray before = tables();
        const auto planned = planIt("UPDATE items SET value = 'x'; SELECT pg_sleep(1000)");
        std::stop_source stop;
        OperationContext context = m_fixture->context();
        context.stop = stop.get_token();
        context.connect = [&] {
            return postgres::Connection::open(m_fixture->cluster().info(QStringLiteral("local")),
                                              stop.get_token());
        };
        std::thread stopper([&] {
            while (psql("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'")
                       .toInt() == 0) {
            }
            stop.request_stop();
        });
        const Report report = operations::execute(*planned, m_fixture->order(), context);
        stopper.join();
        QVERIFY(report.outcome == Result::Cancelled);
        QCOMPARE(tables(), before);
    }

private:
    operations::PlannedOperationPtr planIt(const char *sql,
                                           const QMap<QString, QString> &parameters = {})
    {
        WriteRequest request;
        request.query.sql = QString::fromUtf8(sql);
        request.query.parameters = parameters;
        postgres::Connection connection = m_fixture->connect();
        OperationContext context = m_fixture->context();
        request.target = operations::planTarget(
            *m_fixture->workspace().stage(QStringLiteral("local")), connection);
        return planWrite(request, connection, context);
    }
    Report execute(operations::PlannedOperation &operation, const QString &name = {})
    {
        OperationContext context = m_fixture->context();
        operations::Order order = m_fixture->order();
        order.consent.typedName = name;
        return operations::execute(operation, order, context);
    }
    void takeBack(const Report &report, const QByteArray &before)
    {
        postgres::Connection connection = m_fixture->connect();
        OperationContext context = m_fixture->context();
        const auto undo = operations::planUndo(*RunLog().run(report.run), connection, context);
        operations::Order order = m_fixture->order();
        order.undoes = report.run;
        order.consent.typedName = QStringLiteral("local");
        const Report undone = operations::execute(*undo, order, context);
        QVERIFY2(undone.outcome == Result::Succeeded, told(undone).constData());
        QCOMPARE(tables(), before);
    }
    QByteArray tables() { return psql("TABLE items ORDER BY id"); }
    QByteArray psql(const char *sql)
    {
        return m_fixture->cluster().psql(QStringLiteral("local"), sql).trimmed();
    }

    std::unique_ptr<OperationsFixture> m_fixture;
};

QTEST_GUILESS_MAIN(QueryWriteTest)
#include "query_write_test.moc"
