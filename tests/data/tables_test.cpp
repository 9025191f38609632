// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/data/tables/data_tables.h"
#include "services/postgres/connection.h"
#include "tests/support/test_cluster.h"
#include <QTest>
#include <algorithm>

using namespace arborist;
using namespace arborist::data;

/// The application's tables of a database, and how they hang together.
class TablesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_cluster = std::make_unique<TestCluster>(); }
    void cleanupTestCase() { m_cluster.reset(); }
    void init()
    {
        m_cluster->psql(QStringLiteral("postgres"), "DROP DATABASE IF EXISTS app");
        m_cluster->createDatabase(QStringLiteral("app"));
    }

    void leavesOutWhatIsNoData()
    {
        psql("CREATE EXTENSION pg_stat_statements;"
             "CREATE SCHEMA drizzle; CREATE SCHEMA ops;"
             "CREATE TABLE drizzle.__drizzle_migrations (id serial, hash text, created_at bigint);"
             "CREATE TABLE schema_migrations (version text PRIMARY KEY);"
             "CREATE TABLE ops.own_ledger (id int);"
             "CREATE TABLE __arborist_progress (id int);"
             // An application's own, whatever its name.
             "CREATE TABLE ops.migrations (bird text, distance int);"
             "CREATE TABLE items (id int PRIMARY KEY);"
             "CREATE TABLE notes (id int);"
             "CREATE UNLOGGED TABLE hot (id int);"
             "CREATE VIEW shown AS SELECT * FROM items;"
             "CREATE MATERIALIZED VIEW sums AS SELECT count(*) FROM items;"
             "CREATE TABLE ext_table (id int);"
             "ALTER EXTENSION pg_stat_statements ADD TABLE ext_table");
        const DataTables tables = read({{QStringLiteral("ops"), QStringLiteral("own_ledger")}});
        QCOMPARE(titles(tables, tables.all()),
                 QStringLiteral("ops.migrations public.hot public.items public.notes"));
        QVERIFY(tables.whyLeftOut({}, QStringLiteral("schema_migrations")).contains(u"migrations"));
        QVERIFY(usage(tables, "ext_table").contains(u"extension"));
        QVERIFY(usage(tables, "drizzle.__drizzle_migrations").contains(u"migrations"));
    }

    void tellsColumns()
    {
        psql("CREATE TYPE mood AS ENUM ('good', 'bad');"
             "CREATE DOMAIN email AS varchar(80) NOT NULL;"
             "CREATE TYPE pair AS (a int, b mood);"
             "CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY, gone int, price "
             "numeric(10,2) DEFAULT 0, mail email, m mood, ms mood[], p pair, k regclass, "
             "doubled numeric GENERATED ALWAYS AS (price * 2) STORED, l int[]);"
             "ALTER TABLE t DROP COLUMN gone");
        const DataTables tables = read();
        const DataTable &t = tables.at(0);
        QCOMPARE(t.columns.size(), size_t(9));
        QCOMPARE(t.columns[0].identity, QChar(u'a'));
        QVERIFY(t.columns[0].hasDefault && t.columns[0].isRequired);
        QCOMPARE(t.columns[1].type, QStringLiteral("numeric(10,2)"));
        QCOMPARE(t.columns[1].base, QStringLiteral("numeric"));
        QCOMPARE(t.columns[2].base, QStringLiteral("character varying"));
        QCOMPARE(t.columns[2].receive, QStringLiteral("varcharrecv"));
        QVERIFY(t.columns[2].isRequired);
        const auto bound = [&](const char *name) {
            return t.column(QString::fromLatin1(name))->isBoundToOids;
        };
        QVERIFY(!bound("id") && !bound("mail") && !bound("m") && !bound("l"));
        QVERIFY(bound("ms") && bound("p") && bound("k"));
        QVERIFY(t.columns[7].isGenerated);
    }

    void countsPartitionsUnderTheirParent()
    {
        psql("CREATE TABLE log (at int NOT NULL, note text) PARTITION BY RANGE (at);"
             "CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM (0) TO (100) PARTITION BY "
             "RANGE (at);"
             "CREATE TABLE log_1a PARTITION OF log_1 FOR VALUES FROM (0) TO (50);"
             "CREATE TABLE log_2 PARTITION OF log FOR VALUES FROM (100) TO (200);"
             "INSERT INTO log SELECT n % 50 + 100 * (n % 2), 'x' FROM generate_series(1, 1000) n;"
             "ANALYZE");
        DataTables tables = read();
        QCOMPARE(tables.tables().size(), size_t(1));
        QVERIFY(tables.at(0).isPartitioned);
        QCOMPARE(tables.at(0).rows, 1000);
        QVERIFY(tables.at(0).tableBytes > 0);
        psql("DELETE FROM log WHERE at < 10");
        postgres::Connection connection = connect();
        OperationContext context;
        tables.countRows(connection, {0}, context);
        QCOMPARE(tables.at(0).rows, 900);
    }

    void estimatesBloatAndTellsChanges()
    {
        psql("CREATE TABLE t (id int, note text) WITH (autovacuum_enabled = off);"
             "INSERT INTO t SELECT n, repeat('x', 100) FROM generate_series(1, 20000) n;"
             "ANALYZE t; SELECT pg_stat_force_next_flush()");
        QVERIFY(read().at(0).bloatBytes >= 0);
        QVERIFY(read().at(0).bloatBytes < read().at(0).tableBytes / 5);
        psql("DELETE FROM t WHERE id % 4 <> 0; VACUUM ANALYZE t");
        const DataTable after = read().at(0);
        QVERIFY(after.bloatBytes > after.tableBytes / 2);
        QVERIFY(after.analyzed.isValid());
        psql("CREATE TABLE fresh (id int)");
        QCOMPARE(read().at(0).rows, -1);
        QCOMPARE(read().at(0).bloatBytes, -1);
    }

    void ordersAndFindsCycles()
    {
        psql("CREATE TABLE a (id int PRIMARY KEY, b int);"
             "CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a);"
             "ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b;"
             "CREATE TABLE c (id int PRIMARY KEY, parent int REFERENCES c, a int REFERENCES a);"
             "CREATE TABLE d (id int PRIMARY KEY, c int REFERENCES c);"
             "CREATE TABLE e (id int PRIMARY KEY);"
             "CREATE TABLE aa (id int REFERENCES e)");
        const DataTables tables = read();
        QCOMPARE(titles(tables, tables.order(tables.all())),
                 QStringLiteral("public.a public.b public.e public.aa public.c public.d"));
        const auto cycles = tables.cycles(tables.all());
        QCOMPARE(cycles.size(), size_t(2));
        QCOMPARE(titles(tables, cycles[0]), QStringLiteral("public.a public.b"));
        QCOMPARE(titles(tables, cycles[1]), QStringLiteral("public.c"));
        QCOMPARE(titles(tables, tables.cascade(tables.select({QStringLiteral("a")}))),
                 QStringLiteral("public.a public.b public.c public.d"));
        QCOMPARE(titles(tables, tables.cascade(tables.select({QStringLiteral("d")}))),
                 QStringLiteral("public.d"));
    }

    void selects_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("found");
        QTest::newRow("all") << QString()
                             << QStringLiteral("archive.items public.Items public.item_labels "
                                               "public.items public.odd \"name\", "
                                               "\U0001F333 public.users");
        QTest::newRow("name") << "items"
                              << "public.items";
        QTest::newRow("case") << "Items"
                              << "public.Items";
        QTest::newRow("any case") << "USERS"
                                  << "public.users";
        QTest::newRow("schema") << "archive.items"
                                << "archive.items";
        QTest::newRow("pattern") << "it*"
                                 << "public.item_labels public.items";
        QTest::newRow("all of a schema") << "archive.*"
                                         << "archive.items";
        QTest::newRow("any schema") << "*.items"
                                    << "archive.items public.items";
        QTest::newRow("several") << "users, items"
                                 << "public.items public.users";
        QTest::newRow("quoted") << "\"odd \"\"name\"\", \U0001F333\""
                                << "public.odd \"name\", \U0001F333";
        QTest::newRow("emoji") << "*\U0001F333"
                               << "public.odd \"name\", \U0001F333";
    }
    void selects()
    {
        QFETCH(QString, words);
        QFETCH(QString, found);
        makeNames();
        const DataTables tables = read();
        QCOMPARE(
            titles(tables, tables.select(words.isEmpty() ? QStringList() : QStringList{words})),
            found);
    }

    void namesTheLikelyOne()
    {
        makeNames();
        const DataTables tables = read();
        QVERIFY(usage(tables, "usres").contains(u"users"));
        QVERIFY(usage(tables, "public.itms").contains(u"public.items"));
        QVERIFY(!usage(tables, "x*").isEmpty());
        QVERIFY(!usage(tables, "\"items").isEmpty());
        QVERIFY(!usage(tables, "items,").isEmpty());
        QVERIFY(!usage(tables, "\"USERS\"").isEmpty());
    }

    void takesTwoThousandTables()
    {
        psql("DO $$BEGIN FOR i IN 1..2000 LOOP EXECUTE format('CREATE TABLE t%s (id int PRIMARY "
             "KEY, a text, b text, up int)', i); IF i > 1 THEN EXECUTE format('ALTER TABLE t%s "
             "ADD FOREIGN KEY (up) REFERENCES t%s', i, i - 1); END IF; IF i % 250 = 0 THEN COMMIT; "
             "END IF; END LOOP; END$$");
        const DataTables tables = read();
        QCOMPARE(tables.tables().size(), size_t(2000));
        QCOMPARE(tables.references().size(), size_t(1999));
        const DataTables::Set order = tables.order(tables.all());
        QCOMPARE(tables.at(order.front()).name, QStringLiteral("t1"));
        QCOMPARE(tables.at(order.back()).name, QStringLiteral("t2000"));
        QCOMPARE(tables.cascade(tables.select({QStringLiteral("t1")})).size(), size_t(2000));
    }

private:
    void psql(const QByteArray &script) { m_cluster->psql(QStringLiteral("app"), script); }
    postgres::Connection connect() const
    {
        return postgres::Connection::open(m_cluster->info(QStringLiteral("app")));
    }
    DataTables read(const std::vector<migrations::LedgerName> &ledgers = {}) const
    {
        postgres::Connection connection = connect();
        return DataTables::read(connection, ledgers);
    }
    void makeNames()
    {
        psql("CREATE SCHEMA archive; CREATE TABLE items (id int); CREATE TABLE \"Items\" (id int);"
             "CREATE TABLE item_labels (id int); CREATE TABLE users (id int);"
             "CREATE TABLE archive.items (id int);"
             "CREATE TABLE \"odd \"\"name\"\", \xF0\x9F\x8C\xB3\" (id int)");
    }
    static QString titles(const DataTables &tables, const DataTables::Set &set)
    {
        QStringList names;
        for (const size_t index : set)
            names << tables.at(index).title();
        return names.join(u' ');
    }
    /// Message and hint of the usage error that the word makes.
    static QString usage(const DataTables &tables, const char *word)
    {
        try {
            tables.select({QString::fromUtf8(word)});
        } catch (const Error &error) {
            return error.kind() == ErrorKind::Usage ? error.message() + error.hint() : QString();
        }
        return {};
    }

    std::unique_ptr<TestCluster> m_cluster;
};

QTEST_GUILESS_MAIN(TablesTest)
#include "tables_test.moc"
