// SPDX-License-Identifier: GPL-3.0-or-later
// The real tools and arboristctl take turns on one database, over one folder that grows: each takes
// the other's work for its own, and the ledger ends as the tool alone would have left it.
#include "tests/migrations/alternation_fixture.h"
#include "tests/migrations/alternation_samples.h"
#include <QTest>

using namespace arborist::testing;

namespace {

/// What the migrations and their tools have made, without the numbers that the server gives.
constexpr const char *kSchemas = R"(
    SELECT table_schema, table_name, column_name, data_type, column_default, is_nullable
        FROM information_schema.columns
        WHERE table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2, 3;
    SELECT schemaname, indexdef FROM pg_indexes WHERE schemaname <> 'pg_catalog' ORDER BY 1, 2;
    SELECT conrelid::regclass, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE conrelid <> 0 ORDER BY 1::text, 2;
    SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1;
    SELECT schemaname, tablename, policyname, roles, qual FROM pg_policies ORDER BY 1, 2, 3;)";

} // namespace

#define REQUIRE(peer)                                                                              \
    if (!m_fixture->prepare(peer))                                                                 \
    QSKIP("npm or its registry cannot be reached: the packages are not at hand")
/// Runs what may fail, and ends the function with it.
#define STEP(...)                                                                                  \
    do {                                                                                           \
        __VA_ARGS__;                                                                               \
        if (QTest::currentTestFailed())                                                            \
            return;                                                                                \
    } while (false)

class AlternationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_fixture = std::make_unique<AlternationFixture>(); }
    void cleanupTestCase() { m_fixture.reset(); }
    void init() { m_fixture->reset(); }
    void rowsAreThoseOfTheToolAlone_data();
    void rowsAreThoseOfTheToolAlone();
    void namesOfDbmateInOrderOfBytes();
    void lateForNodePgMigrate();
    void pairsOfNodePgMigrate();
    void skippedByDrizzle();
    void upgradeToDrizzle1();
    void namelessRowsOfDrizzle();
    void samples_data();
    void samples();

private:
    void upgradeByTurns(const char *actors, QByteArray &rows);
    void replaceByDrizzle1(int grown);

    std::unique_ptr<AlternationFixture> m_fixture;
};

void AlternationTest::rowsAreThoseOfTheToolAlone_data()
{
    QTest::addColumn<Peer>("peer");
    QTest::addColumn<bool>("toolFirst");
    const auto add = [](const char *name, const Peer &peer) {
        QTest::addRow("%s, the tool first", name) << peer << true;
        QTest::addRow("%s, ours first", name) << peer << false;
    };
    add("drizzle-orm 0.45", drizzleOrm());
    QTest::newRow("drizzle-kit 0.31") << drizzleKit() << true;
    add("drizzle-orm 1.0", drizzleOrm1());
    add("dbmate", dbmate());
    add("node-pg-migrate", nodePgMigrate());
    add("TypeORM", typeOrm());
}

void AlternationTest::rowsAreThoseOfTheToolAlone()
{
    QFETCH(Peer, peer);
    QFETCH(bool, toolFirst);
    REQUIRE(peer);
    const bool first = toolFirst, second = !toolFirst;
    struct Step {
        int grown; ///< migrations in the folder; less than 0: one is taken back
        bool byTool;
        QByteArray log;
    };
    const Step steps[]{
        {2, first, "1 2"},
        {3, second, "1 2 3"},
        {4, first, "1 2 3 4"},
        {-1, second, "1 2 3 4 -4"},
        {4, first, "1 2 3 4 -4 4"},
        {4, second, "1 2 3 4 -4 4"}, // nothing to do
        {6, second, "1 2 3 4 -4 4 5 6"},
        {-1, first, "1 2 3 4 -4 4 5 6 -6"},
        {-1, second, "1 2 3 4 -4 4 5 6 -6 -5"},
        {6, second, "1 2 3 4 -4 4 5 6 -6 -5 5 6"},
        {6, first, "1 2 3 4 -4 4 5 6 -6 -5 5 6"},
    };
    int grown = 0;
    for (const Step &step : steps) {
        while (grown < step.grown)
            peer.grow(m_fixture->project(), ++grown);
        if (step.grown < 0)
            STEP(m_fixture->takeBack(step.byTool, peer));
        else
            STEP(m_fixture->apply(step.byTool, peer, step.grown));
        QCOMPARE(m_fixture->log(), step.log);
    }
    const QByteArray shared = m_fixture->sql(peer.rows), made = m_fixture->sql(kSchemas);
    m_fixture->nextDatabase();
    STEP(m_fixture->migrate(true, peer));
    QCOMPARE(shared.count('\n'), 6);
    QCOMPARE(shared, m_fixture->sql(peer.rows));
    QCOMPARE(made, m_fixture->sql(kSchemas));
}

/// 10 comes before 9, when applied and when taken back.
void AlternationTest::namesOfDbmateInOrderOfBytes()
{
    const Peer peer = dbmate();
    REQUIRE(peer);
    for (const int n : {9, 10})
        m_fixture->project().write(QStringLiteral("db/migrations/%1_m.sql").arg(n),
                                   "-- migrate:up\n" + upOf(n) + ";\n-- migrate:down\n" +
                                       downOf(n) + ";\n");
    STEP(m_fixture->apply(true, peer, 2));
    QCOMPARE(m_fixture->log(), QByteArray("10 9"));
    STEP(m_fixture->takeBack(false, peer));
    STEP(m_fixture->apply(false, peer, 2));
    STEP(m_fixture->takeBack(true, peer));
    QCOMPARE(m_fixture->log(), QByteArray("10 9 -9 9 -9"));
}

/// One that it refuses to run is not run by ours either: it would refuse all later ones for ever.
void AlternationTest::lateForNodePgMigrate()
{
    const Peer peer = nodePgMigrate();
    REQUIRE(peer);
    for (const int n : {1, 3})
        peer.grow(m_fixture->project(), n);
    STEP(m_fixture->apply(true, peer, 2));
    peer.grow(m_fixture->project(), 2);
    m_fixture->expectRefusal(
        {QStringLiteral("migrate")},
        QStringLiteral("Older than one that is applied: node-pg-migrate refuses"));
    QCOMPARE(m_fixture->log(), QByteArray("1 3"));
    QVERIFY(!m_fixture->runTheirs(peer.up).fine);
}

/// Pairs of .up.sql and .down.sql are golang-migrate's, too; the ledger tells.
void AlternationTest::pairsOfNodePgMigrate()
{
    Peer peer = nodePgMigrate();
    REQUIRE(peer);
    m_fixture->project().write(QStringLiteral("run.mjs"), R"(
const [packages, direction] = process.argv.slice(2);
const { runner } = await import(packages + '/node_modules/node-pg-migrate/dist/bundle/index.js');
await runner({ databaseUrl: {}, dir: 'migrations', migrationsTable: 'pgmigrations', schema: 'public',
  direction, migrationLoaderStrategies: [{ extensions: ['.sql'], loader: 'sql' }] });
)");
    const QStringList run{QStringLiteral("node"), QStringLiteral("run.mjs"), QStringLiteral("%1")};
    peer.up = run + QStringList{QStringLiteral("up")};
    peer.down = run + QStringList{QStringLiteral("down")};
    for (const int n : {1, 2, 3}) {
        const QString stem = QStringLiteral("migrations/170000000000%1_m.").arg(n);
        m_fixture->project().write(stem + QStringLiteral("up.sql"), upOf(n) + ';');
        m_fixture->project().write(stem + QStringLiteral("down.sql"), downOf(n) + ';');
        STEP(m_fixture->apply(n != 2, peer, n));
    }
    STEP(m_fixture->takeBack(false, peer));
    STEP(m_fixture->takeBack(true, peer));
    STEP(m_fixture->apply(false, peer, 3));
    STEP(m_fixture->apply(true, peer, 3));
    QCOMPARE(m_fixture->log(), QByteArray("1 2 3 -3 -2 2 3"));
}

/// What drizzle passes over for ever is applied on request, and drizzle goes on behind it.
void AlternationTest::skippedByDrizzle()
{
    const Peer peer = drizzleOrm();
    REQUIRE(peer);
    for (int n = 1; n <= 3; ++n)
        peer.grow(m_fixture->project(), n);
    QList<std::pair<QByteArray, qint64>> entries{drizzleEntry(1), drizzleEntry(3)};
    writeJournal(m_fixture->project(), entries);
    STEP(m_fixture->migrate(true, peer));
    entries.insert(1, drizzleEntry(2)); // merged late
    writeJournal(m_fixture->project(), entries);
    STEP(m_fixture->migrate(true, peer));
    STEP(m_fixture->migrate(false, peer));
    QCOMPARE(m_fixture->log(), QByteArray("1 3"));
    QCOMPARE(m_fixture->status(), QStringLiteral("2/0, skipped 0002_m2"));
    STEP(m_fixture->ours(
        {QStringLiteral("migrate"), QStringLiteral("--only"), QStringLiteral("0002_m2")}));
    QCOMPARE(m_fixture->log(), QByteArray("1 3 2"));
    peer.grow(m_fixture->project(), 4);
    STEP(m_fixture->apply(true, peer, 4));
    STEP(m_fixture->apply(false, peer, 4));
    QCOMPARE(m_fixture->log(), QByteArray("1 3 2 4"));
}

void AlternationTest::replaceByDrizzle1(int grown)
{
    QDir(m_fixture->project().path(QStringLiteral("drizzle"))).removeRecursively();
    for (int n = 1; n <= grown; ++n)
        drizzleOrm1().grow(m_fixture->project(), n);
}

/// Two migrations in the old form, two in the new one: t by the tool, o by ours.
void AlternationTest::upgradeByTurns(const char *actors, QByteArray &rows)
{
    const Peer former = drizzleOrm(), later = drizzleOrm1();
    for (int turn = 0; turn < 4; ++turn) {
        const Peer &peer = turn < 2 ? former : later;
        QVERIFY(m_fixture->prepare(peer));
        if (turn == 2)
            replaceByDrizzle1(2);
        peer.grow(m_fixture->project(), turn + 1);
        STEP(m_fixture->apply(actors[turn] == 't', peer, turn + 1));
    }
    QCOMPARE(m_fixture->log(), QByteArray("1 2 3 4"));
    rows = m_fixture->sql(later.rows);
}

/// A ledger of 0.45 is brought to the form of 1.0 by whoever comes first.
void AlternationTest::upgradeToDrizzle1()
{
    REQUIRE(drizzleOrm());
    REQUIRE(drizzleOrm1());
    QByteArray alone, mixed;
    STEP(upgradeByTurns("tttt", alone));
    for (const char *actors : {"otto", "tooo"}) {
        m_fixture->reset();
        STEP(upgradeByTurns(actors, mixed));
        QCOMPARE(mixed, alone);
    }
}

/// 0.45 writes rows without a name into a table of 1.0, which 1.0 would run again.
void AlternationTest::namelessRowsOfDrizzle()
{
    const Peer former = drizzleOrm(), later = drizzleOrm1();
    REQUIRE(later);
    REQUIRE(former);
    m_fixture->sql("CREATE SCHEMA drizzle; CREATE TABLE drizzle.__drizzle_migrations (id SERIAL "
                   "PRIMARY KEY, hash text NOT NULL, created_at bigint, name text, applied_at "
                   "timestamptz DEFAULT now())");
    for (int n = 1; n <= 3; ++n) {
        former.grow(m_fixture->project(), n);
        STEP(m_fixture->migrate(n != 2, former));
    }
    QCOMPARE(m_fixture->log(), QByteArray("1 2 3"));
    STEP(m_fixture->ours({QStringLiteral("baseline"), QStringLiteral("--set-names")}));
    REQUIRE(later);
    replaceByDrizzle1(4);
    STEP(m_fixture->apply(true, later, 4));
    STEP(m_fixture->apply(false, later, 4));
    QCOMPARE(m_fixture->log(), QByteArray("1 2 3 4"));
}

void AlternationTest::samples_data()
{
    QTest::addColumn<Peer>("peer");
    QTest::addColumn<QString>("folder");
    QTest::newRow("stable") << drizzleOrm() << QStringLiteral("stable/drizzle");
    QTest::newRow("1.0") << drizzleOrm1() << QStringLiteral("v1/drizzle");
    QTest::newRow("1.0, two") << drizzleOrm1() << QStringLiteral("v1_diff/drizzle");
    QTest::newRow("1.0, upgraded") << drizzleOrm1() << QStringLiteral("upgrade/v1_after_up");
}

/// Folders that drizzle-kit has made, applied one migration at a time, in turns.
void AlternationTest::samples()
{
    QFETCH(Peer, peer);
    QFETCH(QString, folder);
    const QDir from(QStringLiteral("/work/shared/samples/drizzle/") + folder);
    if (!from.exists())
        QSKIP("the samples are not at hand");
    REQUIRE(peer);
    const int all = sampleSize(from);
    QVERIFY(all > 0);
    const auto start = [&] {
        m_fixture->prepare(peer);
        m_fixture->sql("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I RESET search_path', "
                       "current_database()); END $$");
        if (folder == u"v1/drizzle")
            m_fixture->sql("CREATE ROLE app_admin; CREATE ROLE app_reader");
    };
    const auto result = [&] { return m_fixture->sql(peer.rows) + m_fixture->sql(kSchemas); };
    start();
    growSample(m_fixture->project(), from, all);
    STEP(m_fixture->migrate(true, peer));
    const QByteArray alone = result();
    m_fixture->dropDatabase();
    for (const int offset : {0, 1}) {
        m_fixture->reset();
        start();
        for (int n = 1; n <= all; ++n) {
            growSample(m_fixture->project(), from, n);
            if ((n + offset) % 2 == 0)
                STEP(m_fixture->migrate(true, peer));
            else
                STEP(m_fixture->migrateUnchecked());
        }
        STEP(m_fixture->apply(offset == 0, peer, all)); // nothing to do
        QCOMPARE(result(), alone);
        m_fixture->dropDatabase();
    }
}

QTEST_GUILESS_MAIN(AlternationTest)
#include "alternation_test.moc"
