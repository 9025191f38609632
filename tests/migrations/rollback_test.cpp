// SPDX-License-Identifier: GPL-3.0-or-later
// Taking migrations back, recording them without running them, and mending the ledger.
#include "tests/migrations/run_fixture.h"
#include <QTest>

using namespace arborist;
using namespace arborist::testing;
using Result = Report::Result;
using State = ReportStep::State;

class RollbackTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_fixture = std::make_unique<RunFixture>(); }
    void cleanupTestCase() { m_fixture.reset(); }
    void init()
    {
        m_fixture->reset();
        m_fixture->add(QStringLiteral("0000_items"),
                       "CREATE TABLE items (id int PRIMARY KEY, title text);"
                       "INSERT INTO items SELECT g, 'Item' FROM generate_series(1, 50) g;");
        m_fixture->add(QStringLiteral("0001_note"), "ALTER TABLE items ADD COLUMN note text;");
        m_fixture->add(QStringLiteral("0002_labels"), "CREATE TABLE labels (id int);");
        m_fixture->writeFile(QStringLiteral("0001_note.down.sql"),
                             "ALTER TABLE items DROP COLUMN note;");
        m_fixture->writeFile(QStringLiteral("0002_labels.down.sql"), "DROP TABLE labels;");
        QVERIFY(m_fixture->migrate().outcome == Result::Succeeded);
    }

    void theLastOnes();
    void toOne();
    void withoutADownScript();
    void aMiddleOneIsRefused();
    void aBrokenDownScript();
    void aDownScriptOutsideOfATransaction();
    void baselineUpTo();
    void rowsOfTheLedger();
    void namesInTheLedger();
    void timesAreKept();

private:
    migrations::RollbackRequest request()
    {
        const migrations::MigrateRequest made = m_fixture->request();
        migrations::RollbackRequest request;
        request.set = made.set;
        request.target = made.target;
        return request;
    }
    operations::PlannedOperationPtr plan(const migrations::RollbackRequest &request)
    {
        OperationContext context = m_fixture->context();
        postgres::Connection connection = m_fixture->connect();
        return planRollback(request, connection, context);
    }
    Report run(operations::PlannedOperation &planned) { return m_fixture->runUnchecked(planned); }
    QByteArray sql(const QByteArray &script) { return m_fixture->sql(script); }

    std::unique_ptr<RunFixture> m_fixture;
};

void RollbackTest::theLastOnes()
{
    migrations::RollbackRequest wanted = request();
    wanted.steps = 2;
    const auto planned = plan(wanted);
    QCOMPARE(planned->plan().steps.size(), size_t(2));
    QCOMPARE(planned->plan().steps[0].title, QStringLiteral("0002_labels"));
    QCOMPARE(planned->plan().loses,
             (QStringList{QStringLiteral("Table labels with its 0 rows"),
                          QStringLiteral("Column items.note with what is in it (50 rows)")}));
    QVERIFY(planned->risk() == stages::Risk::Destructive);
    const Report report = run(*planned);
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
    QCOMPARE(m_fixture->ledger().count('\n'), 1);
    QCOMPARE(sql("SELECT to_regclass('labels') IS NULL"), QByteArray("t\n"));
    // And again.
    QVERIFY(m_fixture->migrate().outcome == Result::Succeeded);
    QCOMPARE(m_fixture->ledger().count('\n'), 3);
}

void RollbackTest::toOne()
{
    migrations::RollbackRequest wanted = request();
    wanted.to = QStringLiteral("0001_note");
    const Report report = run(*plan(wanted));
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
    QCOMPARE(m_fixture->ledger().count('\n'), 2);
    QVERIFY(!plan(wanted)->hasWork());
}

void RollbackTest::withoutADownScript()
{
    migrations::RollbackRequest wanted = request();
    wanted.steps = 3;
    try {
        plan(wanted);
        QFAIL("planned");
    } catch (const Error &error) {
        QVERIFY(error.kind() == ErrorKind::Refused);
        QVERIFY2(error.message().contains(u"0000_items"), error.what());
        QVERIFY(error.hint().contains(u"drizzle/0000_items.down.sql"));
    }
}

void RollbackTest::aMiddleOneIsRefused()
{
    migrations::RollbackRequest wanted = request();
    wanted.chosen = QStringList{QStringLiteral("0001_note")};
    try {
        plan(wanted);
        QFAIL("planned");
    } catch (const Error &error) {
        QVERIFY(error.kind() == ErrorKind::Refused);
        QVERIFY2(error.message().contains(u"0002_labels"), error.what());
    }
}

void RollbackTest::aBrokenDownScript()
{
    m_fixture->writeFile(QStringLiteral("0001_note.down.sql"),
                         "ALTER TABLE items DROP COLUMN note;\nDROP TABLE nothing_like_it;");
    migrations::RollbackRequest wanted = request();
    wanted.steps = 2;
    const Report report = run(*plan(wanted));
    QVERIFY(report.outcome == Result::Failed);
    QCOMPARE(report.error->where(), QStringLiteral("drizzle/0001_note.down.sql:2:1"));
    QVERIFY(report.steps.at(0).state == State::Done);
    QVERIFY(report.steps.at(1).state == State::RolledBack);
    QCOMPARE(m_fixture->ledger().count('\n'), 2);
    QCOMPARE(sql("SELECT count(*) FROM pg_attribute WHERE attrelid = 'items'::regclass AND "
                 "attname = 'note'"),
             QByteArray("1\n"));
}

void RollbackTest::aDownScriptOutsideOfATransaction()
{
    m_fixture->add(QStringLiteral("0003_index"),
                   "CREATE INDEX CONCURRENTLY items_title ON items (title);");
    m_fixture->writeFile(QStringLiteral("0003_index.down.sql"),
                         "DROP INDEX CONCURRENTLY items_title;\nSELECT nothing;");
    QVERIFY(m_fixture->migrate().outcome == Result::Succeeded);
    const Report report = run(*plan(request()));
    QVERIFY(report.outcome == Result::Failed);
    QVERIFY(report.steps.at(0).state == State::Failed);
    QCOMPARE(m_fixture->ledger().count('\n'), 4);
    m_fixture->writeFile(QStringLiteral("0003_index.down.sql"),
                         "DROP INDEX CONCURRENTLY items_title;\nSELECT 1;");
    const Report again = run(*plan(request()));
    QVERIFY2(again.outcome == Result::Succeeded, told(again));
    QCOMPARE(m_fixture->ledger().count('\n'), 3);
    QCOMPARE(sql("SELECT to_regclass('drizzle.__arborist_progress') IS NULL"), QByteArray("t\n"));
}

void RollbackTest::baselineUpTo()
{
    sql("TRUNCATE drizzle.__drizzle_migrations");
    migrations::BaselineRequest wanted;
    wanted.set = m_fixture->set();
    wanted.upTo = QStringLiteral("0001_note");
    wanted.target = request().target;
    OperationContext context = m_fixture->context();
    postgres::Connection connection = m_fixture->connect();
    const auto planned = planBaseline(wanted, connection, context);
    const Report report = run(*planned);
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
    QCOMPARE(report.steps.at(0).rows, 2);
    QCOMPARE(m_fixture->ledger().count('\n'), 2);
    QVERIFY(!planBaseline(wanted, connection, context)->hasWork());
}

void RollbackTest::rowsOfTheLedger()
{
    sql("INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('gone', 7)");
    migrations::LedgerFixRequest wanted;
    wanted.set = m_fixture->set();
    wanted.forget = {4};
    wanted.target = request().target;
    OperationContext context = m_fixture->context();
    postgres::Connection connection = m_fixture->connect();
    const auto planned = planLedgerFix(wanted, connection, context);
    const Report report = run(*planned);
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
    QCOMPARE(m_fixture->ledger().count('\n'), 3);
    QVERIFY_THROWS_EXCEPTION(Error, planLedgerFix(wanted, connection, context));
}

void RollbackTest::namesInTheLedger()
{
    sql("ALTER TABLE drizzle.__drizzle_migrations ADD name text, ADD applied_at timestamptz");
    migrations::LedgerFixRequest wanted;
    wanted.set = m_fixture->set();
    wanted.setNames = true;
    wanted.target = request().target;
    OperationContext context = m_fixture->context();
    postgres::Connection connection = m_fixture->connect();
    const Report report = run(*planLedgerFix(wanted, connection, context));
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
    QCOMPARE(sql("SELECT name FROM drizzle.__drizzle_migrations ORDER BY id"),
             QByteArray("20261121000805_items\n20261121000806_note\n20261121000807_labels\n"));
    QVERIFY(!planLedgerFix(wanted, connection, context)->hasWork());
}

void RollbackTest::timesAreKept()
{
    const auto runs = RunLog().runs();
    QCOMPARE(runs.size(), size_t(1));
    QVERIFY(migrations::appliedMigrations(runs.front()));
    QCOMPARE(migrations::migrationsOf(runs.front()),
             (QStringList{QStringLiteral("0000_items"), QStringLiteral("0001_note"),
                          QStringLiteral("0002_labels")}));
    QCOMPARE(migrations::folderOf(runs.front()), QStringLiteral("drizzle"));
}

QTEST_GUILESS_MAIN(RollbackTest)
#include "rollback_test.moc"
