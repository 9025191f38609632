// SPDX-License-Identifier: GPL-3.0-or-later
// What a run leaves half way is told by the status of any session until it is resumed, undone or
// marked; a run of which nothing is in effect leaves nothing to tell.
#include "tests/migrations/run_fixture.h"
#include <QTest>
#include <thread>

using namespace arborist;
using namespace arborist::testing;
using migrations::MigrationStatus;
using migrations::SetStatus;
using migrations::State;
using migrations::TransactionMode;
using Result = Report::Result;

Q_DECLARE_METATYPE(TransactionMode)

class HalfWayTest : public QObject
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
        QVERIFY(m_fixture->migrate().outcome == Result::Succeeded);
    }

    void itIsShown_data();
    void itIsShown();
    void nothingIsLeftOfACleanFailure_data();
    void nothingIsLeftOfACleanFailure();
    void whatWasRunningIsShown();
    void anEditedBeginningIsShown();
    void itIsResumedWhereItsToolWouldPassItOver();
    void itIsUndone();
    void aWayBackHalfWay();
    void anUndoHalfWay();
    void whatCameToItsEndOtherwiseIsForgotten();
    void golangMigratesMark();
    void notInThisCheckout();

private:
    SetStatus status()
    {
        m_set = m_fixture->set();
        m_set.problems.clear(); // that it has no snapshots
        postgres::Connection connection = m_fixture->connect();
        return statusOf(m_set, migrations::Ledger::of(m_set)->read(connection));
    }
    MigrationStatus statusOfLast() { return status().migrations.back(); }
    /// The only problem there is.
    migrations::Problem problem()
    {
        const SetStatus found = status();
        return found.problems.size() == 1 ? found.problems.front() : migrations::Problem();
    }
    Report migrate(TransactionMode mode)
    {
        migrations::MigrateRequest request = m_fixture->request();
        request.mode = mode;
        return m_fixture->migrate(request);
    }
    Report rollBack()
    {
        const migrations::MigrateRequest made = m_fixture->request();
        migrations::RollbackRequest request;
        request.set = made.set;
        request.target = made.target;
        OperationContext context = m_fixture->context();
        postgres::Connection connection = m_fixture->connect();
        return m_fixture->runUnchecked(*planRollback(request, connection, context));
    }
    Report mark(const QString &name)
    {
        const migrations::MigrateRequest made = m_fixture->request();
        migrations::BaselineRequest request;
        request.set = made.set;
        request.target = made.target;
        request.chosen = QStringList{name};
        OperationContext context = m_fixture->context();
        postgres::Connection connection = m_fixture->connect();
        return m_fixture->run(*planBaseline(request, connection, context), m_fixture->context());
    }
    QByteArray progress()
    {
        return sql("SELECT to_regclass('drizzle.__arborist_progress') IS NOT NULL");
    }
    QByteArray sql(const QByteArray &script) { return m_fixture->sql(script); }
    /// Fails at its fourth statement, with two in effect.
    void addHalfWay()
    {
        m_fixture->add(QStringLiteral("0001_parts"), kParts);
        QVERIFY(m_fixture->migrate().outcome == Result::Failed);
    }

    static constexpr const char *kParts =
        "CREATE TABLE a (id int);\n--> statement-breakpoint\n"
        "CREATE INDEX CONCURRENTLY a_id ON a (id);\n--> statement-breakpoint\n"
        "ALTER TABLE a ADD COLUMN b int;\n--> statement-breakpoint\n"
        "SELECT nothing;";

    std::unique_ptr<RunFixture> m_fixture;
    migrations::MigrationSet m_set;
};

void HalfWayTest::itIsShown_data()
{
    QTest::addColumn<TransactionMode>("mode");
    QTest::addColumn<int>("done");
    QTest::addColumn<QString>("place");
    QTest::newRow("each") << TransactionMode::Each << 2 << "drizzle/0001_parts.sql:5";
    QTest::newRow("none") << TransactionMode::None << 3 << "drizzle/0001_parts.sql:7";
}

void HalfWayTest::itIsShown()
{
    QFETCH(TransactionMode, mode);
    QFETCH(int, done);
    QFETCH(QString, place);
    m_fixture->add(QStringLiteral("0001_parts"), kParts);
    m_fixture->add(QStringLiteral("0002_more"), "CREATE TABLE more (id int);");
    const Report report = migrate(mode);
    QVERIFY(report.outcome == Result::Failed);

    const SetStatus found = status();
    const MigrationStatus &its = found.migrations.at(1);
    QCOMPARE(toKey(its.state), toKey(State::Failed));
    QVERIFY2(its.text.contains(QStringLiteral("4 statements the first %1 are in effect").arg(done)),
             qPrintable(its.text));
    QVERIFY2(its.text.contains(report.run), qPrintable(its.text));
    QVERIFY2(its.remedy.contains(place), qPrintable(its.remedy));
    QVERIFY(its.remedy.contains(u"migrate") && its.remedy.contains(u"baseline --only 0001_parts"));
    QCOMPARE(found.pending, 2);
    QCOMPARE(found.pendingIndexes(), (std::vector<qsizetype>{1, 2}));
    const migrations::Problem told = problem();
    QCOMPARE(told.code, QStringLiteral("failed"));
    QCOMPARE(told.where, place);
    QVERIFY(told.severity == migrations::Severity::Error);

    m_fixture->writeFile(QStringLiteral("0001_parts.sql"),
                         QByteArray(kParts).replace("SELECT nothing", "SELECT 1"));
    const Report again = migrate(mode);
    QVERIFY2(again.outcome == Result::Succeeded, testing::told(again));
    QCOMPARE(status().applied, 3);
    QVERIFY(status().problems.empty());
    QCOMPARE(progress(), QByteArray("f\n"));
}

void HalfWayTest::nothingIsLeftOfACleanFailure_data()
{
    QTest::addColumn<TransactionMode>("mode");
    QTest::newRow("each") << TransactionMode::Each;
    QTest::newRow("all") << TransactionMode::All;
    QTest::newRow("none") << TransactionMode::None;
}

void HalfWayTest::nothingIsLeftOfACleanFailure()
{
    QFETCH(TransactionMode, mode);
    QByteArrayList scripts{"SELECT nothing;\n--> statement-breakpoint\nSELECT 1;",
                           "DO $$ BEGIN PERFORM 1 / 0; END $$;"};
    if (mode != TransactionMode::All)
        scripts << "SELECT nothing;\n--> statement-breakpoint\n"
                   "CREATE INDEX CONCURRENTLY items_title ON items (title);"
                << "CREATE INDEX CONCURRENTLY items_x ON items (nothing);"
                << "DROP INDEX CONCURRENTLY items_x;"
                << "CREATE INDEX CONCURRENTLY items_pkey ON items (title);" // is there
                << "VACUUM nothing;"
                << "BEGIN ISOLATION LEVEL SERIALIZABLE; CREATE TABLE a (id int); SELECT nothing; "
                   "COMMIT;";
    m_fixture->add(QStringLiteral("0001_broken"), {});
    scripts << "SELECT 1;";
    for (const QByteArray &script : scripts) {
        m_fixture->writeFile(QStringLiteral("0001_broken.sql"), script);
        const Report report = migrate(mode);
        QVERIFY2(!report.notes.join(u' ').contains(u"cut off"), told(report));
        if (script == scripts.back()) {
            QVERIFY2(report.outcome == Result::Succeeded, told(report));
            break;
        }
        QVERIFY2(report.outcome == Result::Failed, told(report));
        const SetStatus found = status();
        QVERIFY2(found.problems.empty(), script);
        QCOMPARE(toKey(found.migrations.back().state), toKey(State::Pending));
        QCOMPARE(progress(), QByteArray("f\n"));
    }
}

void HalfWayTest::whatWasRunningIsShown()
{
    m_fixture->add(QStringLiteral("0001_index"),
                   "CREATE TABLE a (id int);\n--> statement-breakpoint\n\n"
                   "CREATE INDEX CONCURRENTLY items_title ON items (title);");
    postgres::Connection other = m_fixture->connect();
    other.execScript("BEGIN; INSERT INTO items VALUES (51, 'new')"); // the index waits for its end
    Report report;
    std::thread run([&] { report = m_fixture->migrate(); });
    const auto waits = [this] {
        return sql("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX CONC%' "
                   "AND wait_event_type = 'Lock'") == "1\n";
    };
    const bool isWaiting = QTest::qWaitFor(waits, 60'000);
    const MigrationStatus during = statusOfLast();
    const migrations::Problem note = problem();
    sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE query LIKE 'CREATE INDEX CONC%' AND pid <> pg_backend_pid()");
    run.join();
    QVERIFY(isWaiting);
    QCOMPARE(toKey(during.state), toKey(State::Pending));
    QCOMPARE(note.code, QStringLiteral("under-way"));
    QVERIFY(note.severity == migrations::Severity::Info);
    QVERIFY2(report.outcome == Result::Failed, told(report));
    other.execScript("ROLLBACK");

    const MigrationStatus its = statusOfLast();
    QCOMPARE(toKey(its.state), toKey(State::Failed));
    QVERIFY2(its.text.contains(u"Of its 2 statements 1 are in effect; statement 2 was running"),
             qPrintable(its.text));
    QCOMPARE(problem().where, QStringLiteral("drizzle/0001_index.sql:4"));
    const Report again = m_fixture->migrate();
    QVERIFY2(again.outcome == Result::Succeeded, told(again));
    QCOMPARE(sql("SELECT indisvalid FROM pg_index WHERE indexrelid = 'items_title'::regclass"),
             QByteArray("t\n"));
    QVERIFY(status().problems.empty());
}

void HalfWayTest::anEditedBeginningIsShown()
{
    addHalfWay();
    m_fixture->writeFile(QStringLiteral("0001_parts.sql"),
                         "CREATE TABLE other (id int);\n--> statement-breakpoint\nSELECT 1;");
    const MigrationStatus its = statusOfLast();
    QCOMPARE(toKey(its.state), toKey(State::Failed));
    QVERIFY2(its.text.contains(u"says something else"), qPrintable(its.text));
    QVERIFY2(its.remedy.contains(u"baseline --only 0001_parts"), qPrintable(its.remedy));
    QVERIFY(mark(QStringLiteral("0001_parts")).outcome == Result::Succeeded);
    QCOMPARE(toKey(statusOfLast().state), toKey(State::Applied));
    QCOMPARE(progress(), QByteArray("f\n"));
}

void HalfWayTest::itIsResumedWhereItsToolWouldPassItOver()
{
    addHalfWay();
    // A colleague's drizzle has applied a newer one meanwhile.
    sql("INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('x', 1895219685000)");
    QCOMPARE(toKey(statusOfLast().state), toKey(State::Failed));
    QCOMPARE(status().pending, 1);
    m_fixture->writeFile(QStringLiteral("0001_parts.sql"),
                         QByteArray(kParts).replace("SELECT nothing", "SELECT 1"));
    const Report again = m_fixture->migrate();
    QVERIFY2(again.outcome == Result::Succeeded, told(again));
    QCOMPARE(toKey(statusOfLast().state), toKey(State::Applied));
}

void HalfWayTest::itIsUndone()
{
    addHalfWay();
    QVERIFY_THROWS_EXCEPTION(Error, rollBack()); // there is no down script
    m_fixture->writeFile(QStringLiteral("0001_parts.down.sql"), "DROP TABLE a; SELECT nothing;");
    QVERIFY2(statusOfLast().remedy.contains(u"rollback --only 0001_parts"),
             qPrintable(statusOfLast().remedy));
    QVERIFY(rollBack().outcome == Result::Failed); // and nothing is lost
    QCOMPARE(sql("SELECT to_regclass('a') IS NOT NULL"), QByteArray("t\n"));
    QCOMPARE(toKey(statusOfLast().state), toKey(State::Failed));

    m_fixture->writeFile(QStringLiteral("0001_parts.down.sql"), "DROP TABLE a;");
    const Report undone = rollBack();
    QVERIFY2(undone.outcome == Result::Succeeded, told(undone));
    QCOMPARE(sql("SELECT to_regclass('a') IS NULL"), QByteArray("t\n"));
    QCOMPARE(progress(), QByteArray("f\n"));
    QCOMPARE(toKey(statusOfLast().state), toKey(State::Pending));
    QVERIFY(status().problems.empty());
    QCOMPARE(m_fixture->ledger().count('\n'), 1);
}

void HalfWayTest::aWayBackHalfWay()
{
    m_fixture->add(QStringLiteral("0001_index"),
                   "CREATE INDEX CONCURRENTLY items_title ON items (title);");
    const QByteArray down = "DROP INDEX CONCURRENTLY items_title;\nSELECT nothing;";
    m_fixture->writeFile(QStringLiteral("0001_index.down.sql"), down);
    QVERIFY(m_fixture->migrate().outcome == Result::Succeeded);
    QVERIFY(rollBack().outcome == Result::Failed);
    MigrationStatus its = statusOfLast();
    QCOMPARE(toKey(its.state), toKey(State::Failed));
    QVERIFY2(its.text.startsWith(u"Its way back failed half way."), qPrintable(its.text));
    QVERIFY2(its.remedy.contains(u"rollback goes on at drizzle/0001_index.down.sql:2"),
             qPrintable(its.remedy));
    QVERIFY(isInEffect(its));
    QCOMPARE(status().applied, 2);
    QCOMPARE(status().pending, 0);

    // To leave it at that: it counts as applied again.
    const Report marked = mark(QStringLiteral("0001_index"));
    QVERIFY2(marked.outcome == Result::Succeeded, told(marked));
    QCOMPARE(toKey(statusOfLast().state), toKey(State::Applied));
    QCOMPARE(m_fixture->ledger().count('\n'), 2);
    QCOMPARE(progress(), QByteArray("f\n"));

    sql("CREATE INDEX items_title ON items (title)");
    QVERIFY(rollBack().outcome == Result::Failed);
    m_fixture->writeFile(QStringLiteral("0001_index.down.sql"),
                         QByteArray(down).replace("nothing", "1"));
    const Report again = rollBack();
    QVERIFY2(again.outcome == Result::Succeeded, told(again));
    QCOMPARE(toKey(statusOfLast().state), toKey(State::Pending));
    QVERIFY(status().problems.empty());
}

void HalfWayTest::anUndoHalfWay()
{
    addHalfWay();
    m_fixture->writeFile(QStringLiteral("0001_parts.down.sql"),
                         "DROP INDEX CONCURRENTLY a_id;\nSELECT nothing;");
    QVERIFY(rollBack().outcome == Result::Failed);
    const MigrationStatus its = statusOfLast();
    QCOMPARE(toKey(its.state), toKey(State::Failed));
    QVERIFY2(its.text.startsWith(u"Its way back failed half way."), qPrintable(its.text));
    QCOMPARE(status().problems.size(), size_t(1));
    QCOMPARE(status().pending, 0); // forward it would go on in the middle
    m_fixture->writeFile(QStringLiteral("0001_parts.down.sql"),
                         "DROP INDEX CONCURRENTLY a_id;\nDROP TABLE a;");
    const Report undone = rollBack();
    QVERIFY2(undone.outcome == Result::Succeeded, told(undone));
    QCOMPARE(toKey(statusOfLast().state), toKey(State::Pending));
    QCOMPARE(progress(), QByteArray("f\n"));
}

void HalfWayTest::whatCameToItsEndOtherwiseIsForgotten()
{
    addHalfWay();
    m_fixture->writeFile(QStringLiteral("0001_parts.down.sql"), "DROP TABLE a;");
    m_fixture->writeFile(QStringLiteral("0001_parts.sql"),
                         QByteArray(kParts).replace("SELECT nothing", "SELECT 1"));
    // Somebody ended it by hand, and told the ledger.
    sql("ALTER TABLE a ADD COLUMN b int");
    const migrations::MigrationSet set = m_fixture->set();
    sql("INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('" +
        set.migrations.back().hash.toUtf8() + "', " +
        QByteArray::number(set.migrations.back().order) + ")");
    QCOMPARE(toKey(statusOfLast().state), toKey(State::Applied));
    QVERIFY(status().problems.empty());
    QVERIFY(rollBack().outcome == Result::Succeeded);
    QCOMPARE(toKey(statusOfLast().state), toKey(State::Pending));
    // All of it runs again, and not only the end of it.
    const Report again = m_fixture->migrate();
    QVERIFY2(again.outcome == Result::Succeeded, told(again));
    QCOMPARE(sql("SELECT count(*) FROM pg_attribute WHERE attrelid = 'a'::regclass AND attnum > 0"),
             QByteArray("2\n"));
    QCOMPARE(progress(), QByteArray("f\n"));
}

void HalfWayTest::golangMigratesMark()
{
    migrations::MigrationSet set;
    set.tool = migrations::Tool::GolangMigrate;
    set.folder = m_fixture->project();
    set.ledger.table = QStringLiteral("schema_migrations");
    const auto add = [&set](qint64 version, const QByteArray &up, const QByteArray &down) {
        migrations::Migration each;
        each.id = QString::number(version);
        each.name = QStringLiteral("%1_m").arg(version);
        each.order = version;
        each.up = migrations::Script{each.name + QStringLiteral(".up.sql"), {{up, 0, 1}}};
        each.down = migrations::Script{each.name + QStringLiteral(".down.sql"), {{down, 0, 1}}};
        set.migrations.push_back(each);
    };
    add(1, "SELECT 1;", "SELECT 1;");
    add(5, "CREATE TABLE b (id int); CREATE INDEX CONCURRENTLY b_id ON b (id); SELECT nothing;",
        "DROP TABLE b;");
    migrations::MigrateRequest request = m_fixture->request();
    request.set = set;
    const auto version = [this] { return sql("SELECT version, dirty FROM schema_migrations"); };
    const auto state = [&] {
        postgres::Connection connection = m_fixture->connect();
        return statusOf(set, migrations::Ledger::of(set)->read(connection)).migrations.back();
    };

    // A clean failure: its own row says so as well.
    request.mode = TransactionMode::None;
    request.set.migrations[1].up->pieces[0].sql = "SELECT nothing;";
    QVERIFY(m_fixture->migrate(request).outcome == Result::Failed);
    QCOMPARE(version(), QByteArray("1|f\n"));
    QCOMPARE(toKey(state().state), toKey(State::Pending));

    request.set = set;
    QVERIFY(m_fixture->migrate(request).outcome == Result::Failed);
    QCOMPARE(version(), QByteArray("5|t\n"));
    QCOMPARE(toKey(state().state), toKey(State::Failed));
    QVERIFY2(state().text.contains(u"the first 2 are in effect"), qPrintable(state().text));

    migrations::RollbackRequest back;
    back.set = set;
    back.target = request.target;
    OperationContext context = m_fixture->context();
    postgres::Connection connection = m_fixture->connect();
    const Report undone = m_fixture->runUnchecked(*planRollback(back, connection, context));
    QVERIFY2(undone.outcome == Result::Succeeded, told(undone));
    QCOMPARE(version(), QByteArray("1|f\n"));
    QCOMPARE(toKey(state().state), toKey(State::Pending));
    QCOMPARE(sql("SELECT to_regclass('b') IS NULL, to_regclass('__arborist_progress') IS NULL"),
             QByteArray("t|t\n"));
}

void HalfWayTest::notInThisCheckout()
{
    addHalfWay();
    migrations::MigrationSet set = m_fixture->set();
    set.migrations.pop_back();
    set.problems.clear();
    postgres::Connection connection = m_fixture->connect();
    const SetStatus found = statusOf(set, migrations::Ledger::of(set)->read(connection));
    QCOMPARE(found.problems.size(), size_t(1));
    QCOMPARE(found.problems.front().migration, QStringLiteral("0001_parts"));
    QVERIFY(found.problems.front().text.contains(u"not in this checkout"));
}

QTEST_GUILESS_MAIN(HalfWayTest)
#include "half_way_test.moc"
