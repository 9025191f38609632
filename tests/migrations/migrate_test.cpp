// SPDX-License-Identifier: GPL-3.0-or-later
// Applying migrations on a real cluster: what each mode does, what a failure leaves and tells, and
// how a run goes on behind it.
#include "tests/migrations/run_fixture.h"
#include <QCryptographicHash>
#include <QTest>
#include <thread>

using namespace arborist;
using namespace arborist::testing;
using migrations::TransactionMode;
using Result = Report::Result;
using State = ReportStep::State;

namespace {

QByteArray sha256(const QByteArray &text)
{
    return QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex();
}

const QByteArray kItems = "CREATE TABLE items (id int PRIMARY KEY, title text);\n"
                          "--> statement-breakpoint\n"
                          "INSERT INTO items SELECT g, 'Item ' || g FROM generate_series(1, 50) g;";
const QByteArray kLabels = "CREATE TABLE labels (id int PRIMARY KEY);";

} // namespace

class MigrateTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_fixture = std::make_unique<RunFixture>(); }
    void cleanupTestCase() { m_fixture.reset(); }
    void init() { m_fixture->reset(); }

    void appliesWhatIsPending();
    void nothingToDo();
    void theLedgerIsWhatTheToolWrites();
    void aFailureTellsWhereAndWhatHolds();
    void aFailureAmongPiecesSentAtOnce();
    void aFailureInOneTransactionLeavesNothing();
    void aDeferredConstraintFailsAtTheEnd();
    void goesOnBehindWhatIsMended();
    void indexesAreBuiltOutside();
    void anInvalidIndexIsMadeAnew();
    void anEnumValueIsCommittedFirst();
    void everyStatementOnItsOwn();
    void settingsStayInTheirMigration();
    void theFilesOwnTransaction();
    void whatCannotBeInOneTransactionIsRefused();
    void rangesAndChosenOnes();
    void missingFilesAreRefused();
    void anEditedPrefixIsRefused();
    void anotherRunIsWaitedFor();
    void thePlanTells();
    void hints_data();
    void hints();

private:
    operations::PlannedOperationPtr plan(const migrations::MigrateRequest &request);
    Report migrate(TransactionMode mode);
    static QByteArray notes(const Report &report) { return report.notes.join(u'\n').toUtf8(); }
    QByteArray sql(const QByteArray &script) { return m_fixture->sql(script); }

    std::unique_ptr<RunFixture> m_fixture;
};

void MigrateTest::appliesWhatIsPending()
{
    m_fixture->add(QStringLiteral("0000_items"), kItems);
    m_fixture->add(QStringLiteral("0001_labels"), kLabels);
    const Report report = m_fixture->migrate();
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
    QCOMPARE(report.steps.size(), size_t(2));
    QCOMPARE(report.steps[0].title, QStringLiteral("0000_items"));
    QVERIFY(report.steps[1].state == State::Done);
    QCOMPARE(sql("SELECT count(*) FROM items"), QByteArray("50\n"));
    QCOMPARE(sql("SELECT count(*) FROM labels"), QByteArray("0\n"));
    QCOMPARE(sql("SELECT count(*) FROM pg_class WHERE relname LIKE '%arborist%'"),
             QByteArray("0\n"));
}

void MigrateTest::nothingToDo()
{
    m_fixture->add(QStringLiteral("0000_items"), kItems);
    m_fixture->migrate();
    OperationContext context = m_fixture->context();
    postgres::Connection connection = m_fixture->connect();
    const auto planned = planMigrate(m_fixture->request(), connection, context);
    QVERIFY(!planned->hasWork());
    const Report report = m_fixture->run(*planned, m_fixture->context());
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
    QVERIFY(report.steps.empty());
}

void MigrateTest::theLedgerIsWhatTheToolWrites()
{
    m_fixture->add(QStringLiteral("0000_items"), kItems);
    m_fixture->add(QStringLiteral("0001_labels"), kLabels, 1795219686777);
    m_fixture->migrate();
    QCOMPARE(m_fixture->ledger(),
             sha256(kItems) + "|1795219685000\n" + sha256(kLabels) + "|1795219686777\n");
}

operations::PlannedOperationPtr MigrateTest::plan(const migrations::MigrateRequest &request)
{
    OperationContext context = m_fixture->context();
    postgres::Connection connection = m_fixture->connect();
    return planMigrate(request, connection, context);
}

Report MigrateTest::migrate(TransactionMode mode)
{
    migrations::MigrateRequest request = m_fixture->request();
    request.mode = mode;
    return m_fixture->migrate(request);
}

void MigrateTest::aFailureAmongPiecesSentAtOnce()
{
    // One statement each, several, one with a number of its own, none.
    const QByteArray begin = "CREATE TABLE a (id int);\n--> statement-breakpoint\n"
                             "INSERT INTO a VALUES (1)\n--> statement-breakpoint\n"
                             "INSERT INTO a VALUES (2); INSERT INTO a VALUES (3);\n"
                             "--> statement-breakpoint\n"
                             "PREPARE p AS SELECT $1::int;\n--> statement-breakpoint\n"
                             "--> statement-breakpoint\n"
                             "INSERT INTO a VALUES (4);\n--> statement-breakpoint\n";
    const QByteArray end = "--> statement-breakpoint\nINSERT INTO a VALUES (5);\n";
    m_fixture->add(QStringLiteral("0000_pieces"), begin + "  INSERT INTO b VALUES (1);\n" + end);
    const Report failed = m_fixture->migrate();
    QVERIFY(failed.outcome == Result::Failed);
    QCOMPARE(failed.error->sqlState(), QStringLiteral("42P01"));
    QCOMPARE(failed.error->where(), QStringLiteral("drizzle/0000_pieces.sql:12:15"));
    QCOMPARE(sql("SELECT to_regclass('a') IS NULL"), QByteArray("t\n"));
    QCOMPARE(m_fixture->ledger(), QByteArray());

    m_fixture->writeFile(QStringLiteral("0000_pieces.sql"), begin + end);
    const Report report = m_fixture->migrate();
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
    QCOMPARE(sql("SELECT string_agg(id::text, ' ' ORDER BY ctid) FROM a"),
             QByteArray("1 2 3 4 5\n"));
    QCOMPARE(m_fixture->ledger(), sha256(begin + end) + "|1795219685000\n");
}

void MigrateTest::aFailureTellsWhereAndWhatHolds()
{
    m_fixture->add(QStringLiteral("0000_items"), kItems);
    m_fixture->add(QStringLiteral("0001_broken"),
                   "CREATE TABLE a (id int);\n--> statement-breakpoint\n"
                   "-- ü\nCREATE TABLE b (id int);\n  SELECT 1 / 0;");
    m_fixture->add(QStringLiteral("0002_labels"), kLabels);
    const Report report = m_fixture->migrate();
    QVERIFY(report.outcome == Result::Failed);
    QCOMPARE(report.error->sqlState(), QStringLiteral("22012"));
    QCOMPARE(report.error->where(), QStringLiteral("drizzle/0001_broken.sql:5:3"));
    QVERIFY2(report.error->message().startsWith(u"0001_broken, statement 3 of 3: Division"),
             told(report));
    QVERIFY(report.error->detail().contains(u"SELECT 1 / 0"));
    QVERIFY(report.steps.at(0).state == State::Done);
    QVERIFY(report.steps.at(1).state == State::RolledBack);
    QVERIFY(report.steps.at(2).state == State::Skipped);
    QVERIFY2(notes(report).contains("In effect and recorded: 0000_items"), told(report));
    QVERIFY2(notes(report).contains("Of 0001_broken nothing is in effect"), told(report));
    // Which has no down script.
    QVERIFY2(!notes(report).contains("rollback --steps"), told(report));
    QCOMPARE(sql("SELECT to_regclass('a') IS NULL, to_regclass('items') IS NULL"),
             QByteArray("t|f\n"));
    QCOMPARE(m_fixture->ledger().count('\n'), 1);

    // A position within a statement, behind a character of two bytes.
    m_fixture->writeFile(QStringLiteral("0001_broken.sql"),
                         "SELECT 'ä';\n--> statement-breakpoint\nSELECT 'ü',\n   nothing;");
    const Report again = m_fixture->migrate();
    QCOMPARE(again.error->where(), QStringLiteral("drizzle/0001_broken.sql:4:4"));
}

void MigrateTest::aFailureInOneTransactionLeavesNothing()
{
    m_fixture->add(QStringLiteral("0000_items"), kItems);
    m_fixture->add(QStringLiteral("0001_broken"), "SELECT nothing;");
    const Report report = migrate(TransactionMode::All);
    QVERIFY(report.outcome == Result::Failed);
    QVERIFY(report.steps.at(0).state == State::RolledBack);
    QVERIFY(report.steps.at(1).state == State::RolledBack);
    QVERIFY2(notes(report).contains("Nothing of this run is in effect"), told(report));
    QCOMPARE(sql("SELECT to_regclass('items') IS NULL"), QByteArray("t\n"));
    QCOMPARE(m_fixture->ledger(), QByteArray());
    m_fixture->writeFile(QStringLiteral("0001_broken.sql"), "SELECT 1;");
    const Report again = migrate(TransactionMode::All);
    QVERIFY2(again.outcome == Result::Succeeded, told(again));
    QCOMPARE(m_fixture->ledger().count('\n'), 2);
}

void MigrateTest::aDeferredConstraintFailsAtTheEnd()
{
    m_fixture->add(QStringLiteral("0000_items"), kItems);
    m_fixture->migrate();
    m_fixture->add(QStringLiteral("0001_link"),
                   "CREATE TABLE links (item int REFERENCES items DEFERRABLE INITIALLY DEFERRED);"
                   "INSERT INTO links VALUES (999);");
    const Report report = m_fixture->migrate();
    QVERIFY(report.outcome == Result::Failed);
    QCOMPARE(report.error->sqlState(), QStringLiteral("23503"));
    QVERIFY2(report.error->message().startsWith(u"0001_link, at its end"), told(report));
    QCOMPARE(report.error->where(), QStringLiteral("drizzle/0001_link.sql"));
    QCOMPARE(m_fixture->ledger().count('\n'), 1);
}

void MigrateTest::goesOnBehindWhatIsMended()
{
    m_fixture->add(QStringLiteral("0000_items"), kItems);
    m_fixture->add(QStringLiteral("0001_parts"),
                   "CREATE TABLE a (id int);\n--> statement-breakpoint\n"
                   "CREATE INDEX CONCURRENTLY a_id ON a (id);\n--> statement-breakpoint\n"
                   "ALTER TABLE a ADD COLUMN b int;\n--> statement-breakpoint\n"
                   "SELECT nothing;");
    const Report report = m_fixture->migrate();
    QVERIFY(report.outcome == Result::Failed);
    QVERIFY(report.steps.at(1).state == State::Failed);
    QVERIFY2(notes(report).contains("the first 2 are in effect"), told(report));
    QCOMPARE(report.error->where(), QStringLiteral("drizzle/0001_parts.sql:7:8"));
    QCOMPARE(sql("SELECT done, running FROM drizzle.__arborist_progress"), QByteArray("2|\n"));
    QCOMPARE(m_fixture->ledger().count('\n'), 1);

    m_fixture->writeFile(QStringLiteral("0001_parts.sql"),
                         "CREATE TABLE a (id int);\n--> statement-breakpoint\n"
                         "CREATE INDEX CONCURRENTLY a_id ON a (id);\n--> statement-breakpoint\n"
                         "ALTER TABLE a ADD COLUMN c int;");
    const Report again = m_fixture->migrate();
    QVERIFY2(again.outcome == Result::Succeeded, told(again));
    QCOMPARE(sql("SELECT string_agg(attname, ',' ORDER BY attnum) FROM pg_attribute "
                 "WHERE attrelid = 'a'::regclass AND attnum > 0"),
             QByteArray("id,c\n"));
    QCOMPARE(m_fixture->ledger().count('\n'), 2);
    QCOMPARE(sql("SELECT to_regclass('drizzle.__arborist_progress') IS NULL"), QByteArray("t\n"));
}

void MigrateTest::indexesAreBuiltOutside()
{
    m_fixture->add(QStringLiteral("0000_items"), kItems);
    m_fixture->add(QStringLiteral("0001_index"),
                   "CREATE INDEX CONCURRENTLY items_title ON items (title);\n"
                   "--> statement-breakpoint\n"
                   "CREATE INDEX CONCURRENTLY items_both ON items (id, title);");
    const Report report = m_fixture->migrate();
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
    QCOMPARE(sql("SELECT bool_and(indisvalid), count(*) FROM pg_index "
                 "WHERE indrelid = 'items'::regclass"),
             QByteArray("t|3\n"));
    QCOMPARE(m_fixture->ledger().count('\n'), 2);
}

void MigrateTest::anInvalidIndexIsMadeAnew()
{
    m_fixture->add(QStringLiteral("0000_items"), kItems);
    m_fixture->migrate();
    sql("UPDATE items SET title = 'same' WHERE id < 3");
    m_fixture->add(QStringLiteral("0001_index"),
                   "CREATE UNIQUE INDEX CONCURRENTLY items_title ON items (title);");
    const Report report = m_fixture->migrate();
    QVERIFY(report.outcome == Result::Failed);
    QCOMPARE(report.error->sqlState(), QStringLiteral("23505"));
    QVERIFY2(notes(report).contains("items_title was left INVALID"), told(report));
    QCOMPARE(sql("SELECT indisvalid FROM pg_index WHERE indexrelid = 'items_title'::regclass"),
             QByteArray("f\n"));
    sql("UPDATE items SET title = 'other' WHERE id = 1");
    const Report again = m_fixture->migrate();
    QVERIFY2(again.outcome == Result::Succeeded, told(again));
    QVERIFY2(notes(again).contains("DROP INDEX CONCURRENTLY"), told(again));
    QCOMPARE(sql("SELECT indisvalid FROM pg_index WHERE indexrelid = 'items_title'::regclass"),
             QByteArray("t\n"));
}

void MigrateTest::anEnumValueIsCommittedFirst()
{
    m_fixture->add(QStringLiteral("0000_state"), "CREATE TYPE state AS ENUM ('open', 'done');");
    m_fixture->add(QStringLiteral("0001_archived"),
                   "ALTER TYPE state ADD VALUE 'archived';\n--> statement-breakpoint\n"
                   "CREATE TABLE items (state state DEFAULT 'archived');");
    const Report report = m_fixture->migrate();
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
    QCOMPARE(m_fixture->ledger().count('\n'), 2);
}

void MigrateTest::everyStatementOnItsOwn()
{
    m_fixture->add(QStringLiteral("0000_items"), kItems);
    m_fixture->add(QStringLiteral("0001_broken"),
                   "CREATE TABLE a (id int); CREATE TABLE b (id int); SELECT nothing;");
    const Report report = migrate(TransactionMode::None);
    QVERIFY(report.outcome == Result::Failed);
    QVERIFY2(notes(report).contains("the first 2 are in effect"), told(report));
    QCOMPARE(sql("SELECT to_regclass('b') IS NULL"), QByteArray("f\n"));
    m_fixture->writeFile(QStringLiteral("0001_broken.sql"),
                         "CREATE TABLE a (id int); CREATE TABLE b (id int); SELECT 1;");
    const Report again = migrate(TransactionMode::None);
    QVERIFY2(again.outcome == Result::Succeeded, told(again));
    QCOMPARE(m_fixture->ledger().count('\n'), 2);
}

void MigrateTest::settingsStayInTheirMigration()
{
    m_fixture->add(QStringLiteral("0000_one"),
                   "CREATE SCHEMA elsewhere;\n--> statement-breakpoint\n"
                   "SET search_path = elsewhere;\n--> statement-breakpoint\n"
                   "CREATE TABLE a (id int);");
    m_fixture->add(QStringLiteral("0001_two"), "CREATE TABLE b (id int);");
    const Report report = m_fixture->migrate();
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
    QCOMPARE(sql("SELECT to_regclass('elsewhere.a') IS NULL, to_regclass('public.b') IS NULL"),
             QByteArray("f|f\n"));
}

void MigrateTest::theFilesOwnTransaction()
{
    m_fixture->add(QStringLiteral("0000_own"),
                   "BEGIN; CREATE TABLE a (id int); COMMIT; CREATE TABLE b (id int); ROLLBACK;"
                   "CREATE TABLE c (id int);");
    const Report report = m_fixture->migrate();
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
    QCOMPARE(sql("SELECT to_regclass('a') IS NULL, to_regclass('b') IS NULL, "
                 "to_regclass('c') IS NULL"),
             QByteArray("f|t|f\n"));
    QCOMPARE(m_fixture->ledger().count('\n'), 1);
}

void MigrateTest::whatCannotBeInOneTransactionIsRefused()
{
    m_fixture->add(QStringLiteral("0000_items"), kItems);
    m_fixture->add(QStringLiteral("0001_index"),
                   "\n  CREATE INDEX CONCURRENTLY items_title ON items (title);");
    migrations::MigrateRequest request = m_fixture->request();
    request.mode = TransactionMode::All;
    try {
        plan(request);
        QFAIL("planned");
    } catch (const Error &error) {
        QVERIFY(error.kind() == ErrorKind::Refused);
        QCOMPARE(error.where(), QStringLiteral("drizzle/0001_index.sql:2:3"));
        QVERIFY(error.hint().contains(u"--transaction each"));
    }
}

void MigrateTest::rangesAndChosenOnes()
{
    for (int i = 0; i < 5; ++i)
        m_fixture->add(QStringLiteral("000%1_t").arg(i),
                       "CREATE TABLE t" + QByteArray::number(i) + " ();");
    migrations::MigrateRequest request = m_fixture->request();
    request.to = QStringLiteral("0001_t");
    QVERIFY(m_fixture->migrate(request).outcome == Result::Succeeded);
    QCOMPARE(m_fixture->ledger().count('\n'), 2);
    request.to.clear();
    request.from = QStringLiteral("0003");
    request.to = QStringLiteral("0003_t");
    QVERIFY(m_fixture->migrate(request).outcome == Result::Succeeded);
    QCOMPARE(sql("SELECT to_regclass('t2') IS NULL, to_regclass('t3') IS NULL"),
             QByteArray("t|f\n"));
    request.from = request.to = QString();
    QCOMPARE(plan(request)->plan().steps.size(), size_t(1)); // drizzle passes over 0002_t
    request.chosen = QStringList{QStringLiteral("0002_t")};
    QVERIFY(m_fixture->migrate(request).outcome == Result::Succeeded);
    QVERIFY_THROWS_EXCEPTION(Error, plan(request));
    request.chosen = QStringList{QStringLiteral("0009_t")};
    QVERIFY_THROWS_EXCEPTION(Error, plan(request));
}

void MigrateTest::missingFilesAreRefused()
{
    m_fixture->add(QStringLiteral("0000_items"), kItems);
    m_fixture->add(QStringLiteral("0001_labels"), kLabels);
    m_fixture->removeFile(QStringLiteral("0001_labels.sql"));
    try {
        plan(m_fixture->request());
        QFAIL("planned");
    } catch (const Error &error) {
        QVERIFY(error.kind() == ErrorKind::Refused);
        QVERIFY2(error.message().contains(u"0001_labels"), error.what());
    }
}

void MigrateTest::anEditedPrefixIsRefused()
{
    m_fixture->add(QStringLiteral("0000_parts"),
                   "CREATE TABLE a (id int);\n--> statement-breakpoint\nSELECT nothing;");
    QVERIFY(migrate(TransactionMode::None).outcome == Result::Failed);
    m_fixture->writeFile(QStringLiteral("0000_parts.sql"),
                         "CREATE TABLE other (id int);\n--> statement-breakpoint\nSELECT 1;");
    const Report report = migrate(TransactionMode::None);
    QVERIFY2(report.outcome == Result::Refused, told(report));
    QCOMPARE(sql("SELECT to_regclass('other') IS NULL"), QByteArray("t\n"));
    // Recorded as it is, the note of how far it got goes as well.
    migrations::BaselineRequest baseline;
    baseline.set = m_fixture->set();
    baseline.chosen = QStringList{QStringLiteral("0000_parts")};
    baseline.target = m_fixture->request().target;
    OperationContext context = m_fixture->context();
    postgres::Connection connection = m_fixture->connect();
    const auto planned = planBaseline(baseline, connection, context);
    const Report recorded = m_fixture->run(*planned, m_fixture->context());
    QVERIFY2(recorded.outcome == Result::Succeeded, told(recorded));
    QCOMPARE(sql("SELECT to_regclass('drizzle.__arborist_progress') IS NULL"), QByteArray("t\n"));
    QVERIFY(!plan(m_fixture->request())->hasWork());
}

void MigrateTest::anotherRunIsWaitedFor()
{
    m_fixture->add(QStringLiteral("0000_items"), kItems);
    const migrations::MigrateRequest request = m_fixture->request();
    const auto first = plan(request);
    const auto second = plan(request);
    Report reports[2];
    std::thread other([&] { reports[0] = m_fixture->run(*first, m_fixture->context()); });
    reports[1] = m_fixture->run(*second, m_fixture->context());
    other.join();
    for (const Report &report : reports)
        QVERIFY2(report.outcome == Result::Succeeded, told(report));
    QCOMPARE(m_fixture->ledger().count('\n'), 1);
    QCOMPARE(reports[0].notes.size() + reports[1].notes.size(), 1);
}

void MigrateTest::thePlanTells()
{
    m_fixture->add(QStringLiteral("0000_items"), kItems);
    m_fixture->migrate();
    m_fixture->add(QStringLiteral("0001_drop"),
                   "ALTER TABLE items DROP COLUMN title;\n--> statement-breakpoint\n"
                   "CREATE TABLE links (item int REFERENCES items);");
    const auto planned = plan(m_fixture->request());
    const Plan &shown = planned->plan();
    QCOMPARE(shown.steps.size(), size_t(1));
    QVERIFY2(shown.steps[0].lock.contains(u"ACCESS EXCLUSIVE on items"),
             qPrintable(shown.steps[0].lock));
    QVERIFY(shown.steps[0].sql.contains(u"INSERT INTO"));
    QVERIFY2(shown.remarks.join(u'\n').contains(u"0001_drop, line "),
             qPrintable(shown.remarks.join(u'\n')));
    QCOMPARE(shown.loses.value(0),
             QStringLiteral("Column items.title with what is in it (50 rows)"));
    QVERIFY(shown.wayBack.contains(u"No down script for 0001_drop"));
    // The same plan as long as files, database and request are the same; rows do not count.
    sql("DELETE FROM items WHERE id = 1");
    QCOMPARE(plan(m_fixture->request())->plan().hash(), shown.hash());
    m_fixture->writeFile(QStringLiteral("0001_drop.sql"), "ALTER TABLE items DROP COLUMN title; ");
    QVERIFY(plan(m_fixture->request())->plan().hash() != shown.hash());
}

void MigrateTest::hints_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QString>("state");
    QTest::addColumn<QString>("hint");
    const auto row = [](const char *name, const char *script, const char *state, const char *hint) {
        QTest::newRow(name) << QByteArray(script) << QString::fromLatin1(state)
                            << QString::fromLatin1(hint);
    };
    row("extension", "CREATE EXTENSION no_such_thing;", "0A000", "plpgsql");
    row("syntax", "SELECT '{}' IS NOT JSON OBJECT;", "42601", "PostgreSQL 1");
    row("role", "CREATE ROLE postgres;", "42710", "pg_roles");
    row("there", "CREATE TABLE drizzle.__drizzle_migrations ();", "42P07", "baseline --only");
}

void MigrateTest::hints()
{
    QFETCH(QByteArray, script);
    QFETCH(QString, state);
    QFETCH(QString, hint);
    m_fixture->add(QStringLiteral("0000_broken"), script);
    const Report report = m_fixture->migrate();
    QVERIFY(report.outcome == Result::Failed);
    QCOMPARE(report.error->sqlState(), state);
    if (state == u"0A000") // plpgsql is there already, others may not be on this machine
        QVERIFY2(report.error->hint().contains(u"To be had there"), told(report));
    else
        QVERIFY2(report.error->hint().contains(hint), told(report));
}

QTEST_GUILESS_MAIN(MigrateTest)
#include "migrate_test.moc"
