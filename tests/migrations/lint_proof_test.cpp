// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/migrations/lint/column_type.h"
#include "services/migrations/lint/hazard.h"
#include "services/postgres/connection.h"
#include "tests/migrations/scripts.h"
#include "tests/support/test_cluster.h"
#include <QTest>

using namespace arborist;
using namespace arborist::migrations;

/// What lint says of statements is what PostgreSQL does with them.
class LintProofTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_cluster = std::make_unique<TestCluster>();
        m_cluster->createDatabase(QStringLiteral("proof"));
        m_connection.emplace(postgres::Connection::open(m_cluster->info(QStringLiteral("proof"))));
        m_connection->execScript("SET client_min_messages = error; SET TimeZone = 'Europe/Berlin'");
        m_connection->execScript(
            "CREATE TYPE mood AS ENUM ('sad');"
            "CREATE TABLE t (id int PRIMARY KEY, a int, b text, v varchar(20), c char(5), n "
            "numeric(8,2), s smallint, g bigint, f float8, r real, ts timestamp, tz timestamptz, i "
            "cidr, j json, u int UNIQUE, m mood);"
            "INSERT INTO t SELECT g, g, 'x', 'v', 'c', g, g, g, g, g, now(), now(), '10.0.0.0/8', "
            "'{}', "
            "g FROM generate_series(1, 100) g;"
            "UPDATE t SET b = NULL WHERE id = 5; UPDATE t SET a = 2 WHERE id = 1;"
            "CREATE TABLE other (id int PRIMARY KEY); INSERT INTO other SELECT generate_series(1, "
            "100);"
            "CREATE INDEX t_a ON t (a); CREATE UNIQUE INDEX other_i ON other (id);"
            "CREATE MATERIALIZED VIEW mv AS SELECT 1 AS one; CREATE UNIQUE INDEX ON mv (one);"
            "CREATE TABLE p (id int) PARTITION BY RANGE (id);"
            "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);"
            "CREATE INDEX p_id ON p (id); CREATE TABLE p2 (id int); ANALYZE");
    }
    void cleanupTestCase()
    {
        m_connection.reset();
        m_cluster.reset();
    }

    /// Statements by the mode in which they hold a table, and by whether they write it anew.
    void locks_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<QString>("rule"); // empty: none of lock or rewrite
        QTest::addColumn<QByteArray>("mode");
        QTest::addColumn<bool>("rewrites");
        const auto row = [](const char *sql, const char *rule, const char *mode, bool rewrites) {
            QTest::newRow(sql) << QByteArray(sql) << QString::fromLatin1(rule) << QByteArray(mode)
                               << rewrites;
        };
        const char *all = "AccessExclusiveLock";
        row("CREATE INDEX ON t (a)", "index-blocks-writes", "ShareLock", false);
        row("DROP INDEX t_a", "drop-index-blocks", all, false);
        row("REINDEX TABLE t", "reindex-blocks", "ShareLock", false);
        row("ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES other", "foreign-key-validates",
            "ShareRowExclusiveLock", false);
        row("ALTER TABLE t ADD CHECK (a > 0)", "check-validates", all, false);
        row("ALTER TABLE t ADD UNIQUE (id, a)", "unique-builds-index", all, false);
        row("ALTER TABLE t ALTER a SET NOT NULL", "set-not-null-scans", all, false);
        row("LOCK TABLE t IN SHARE MODE", "lock-table", "ShareLock", false);
        row("TRUNCATE t", "truncate", all, true);
        row("CLUSTER t USING t_pkey", "cluster-or-vacuum-full", all, true);
        row("ALTER TABLE t SET UNLOGGED", "table-rewrite", all, true);
        row("ALTER TABLE t ADD x uuid DEFAULT gen_random_uuid()", "volatile-default", all, true);
        row("ALTER TABLE t ADD x bigserial", "volatile-default", all, true);
        row("ALTER TABLE t ADD x int GENERATED ALWAYS AS IDENTITY", "volatile-default", all, true);
        row("ALTER TABLE t ADD x int GENERATED ALWAYS AS (a + 1) STORED", "stored-generated-column",
            all, true);
        row("ALTER TABLE t ADD x timestamptz DEFAULT now()", "", all, false);
        row("ALTER TABLE t ADD x text NOT NULL DEFAULT 'x'", "", all, false);
        row("ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES other NOT VALID", "",
            "ShareRowExclusiveLock", false);
    }

    void locks()
    {
        QFETCH(QByteArray, sql);
        QFETCH(QString, rule);
        QFETCH(QByteArray, mode);
        QFETCH(bool, rewrites);
        QStringList rules = lintOf(sql);
        if (rule.isEmpty())
            QVERIFY2(!rules.contains(QStringLiteral("volatile-default")) &&
                         !rules.contains(QStringLiteral("foreign-key-validates")),
                     qPrintable(rules.join(u' ')));
        else
            QVERIFY2(rules.contains(rule), qPrintable(rules.join(u' ')));
        const QByteArray before = file();
        m_connection->execScript("BEGIN");
        m_connection->execScript(sql);
        const postgres::Result held = m_connection->exec(QStringLiteral(
            "SELECT mode FROM pg_locks WHERE relation = 't'::regclass AND pid = pg_backend_pid()"));
        QByteArrayList modes;
        for (int i = 0; i < held.rows(); ++i)
            modes += held.text(i, 0).toUtf8();
        QVERIFY2(modes.contains(mode), modes.join(' ').constData());
        QCOMPARE(file() != before, rewrites);
        m_connection->execScript("ROLLBACK");
    }

    /// Every pair of types: in place where we say so, a new file where not; what we call narrowing
    /// is never in place.
    void types_data()
    {
        QTest::addColumn<QString>("column");
        QTest::addColumn<QString>("type");
        const QStringList columns{QStringLiteral("a"),  QStringLiteral("v"), QStringLiteral("c"),
                                  QStringLiteral("n"),  QStringLiteral("s"), QStringLiteral("g"),
                                  QStringLiteral("f"),  QStringLiteral("r"), QStringLiteral("ts"),
                                  QStringLiteral("tz"), QStringLiteral("i"), QStringLiteral("b")};
        const QStringList types{QStringLiteral("smallint"),       QStringLiteral("int"),
                                QStringLiteral("bigint"),         QStringLiteral("numeric"),
                                QStringLiteral("numeric(8,2)"),   QStringLiteral("numeric(10,2)"),
                                QStringLiteral("numeric(10,4)"),  QStringLiteral("numeric(5,2)"),
                                QStringLiteral("float8"),         QStringLiteral("real"),
                                QStringLiteral("text"),           QStringLiteral("varchar"),
                                QStringLiteral("varchar(20)"),    QStringLiteral("varchar(30)"),
                                QStringLiteral("varchar(10)"),    QStringLiteral("char(5)"),
                                QStringLiteral("char(8)"),        QStringLiteral("timestamp"),
                                QStringLiteral("timestamp(3)"),   QStringLiteral("timestamptz"),
                                QStringLiteral("timestamptz(0)"), QStringLiteral("date"),
                                QStringLiteral("inet"),           QStringLiteral("cidr")};
        for (const QString &column : columns) {
            for (const QString &type : types)
                QTest::addRow("%s %s", qPrintable(column), qPrintable(type)) << column << type;
        }
    }

    void types()
    {
        QFETCH(QString, column);
        QFETCH(QString, type);
        const QByteArray sql =
            QStringLiteral("ALTER TABLE t ALTER %1 TYPE %2").arg(column, type).toUtf8();
        const MigrationSet set = setOf({sql});
        bool rewrites = false;
        bool narrows = false;
        for (const Hazard &hazard : lint({&set, {0}, {}}, &*m_connection)) {
            rewrites = rewrites || hazard.rule == u"column-type-rewrites";
            narrows = narrows || hazard.rule == u"column-type-narrows";
        }
        QVERIFY(!narrows || rewrites);
        const QByteArray before = file();
        m_connection->execScript("BEGIN");
        try {
            m_connection->execScript("DELETE FROM t; " + sql); // no value is in the way
        } catch (const Error &error) {
            m_connection->execScript("ROLLBACK");
            QCOMPARE(error.sqlState(), QStringLiteral("42804")); // there is no cast
            return;
        }
        const bool isNew = file() != before;
        m_connection->execScript("ROLLBACK");
        QCOMPARE(isNew, rewrites);
    }

    void failures_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<QString>("rule");
        QTest::addColumn<QString>("state");
        const auto row = [](const char *sql, const char *rule, const char *state) {
            QTest::newRow(sql) << QByteArray(sql) << QString::fromLatin1(rule)
                               << QString::fromLatin1(state);
        };
        row("ALTER TABLE t ADD x int NOT NULL", "not-null-without-default", "23502");
        row("ALTER TABLE t ALTER b SET NOT NULL", "set-not-null-fails", "23502");
        row("ALTER TABLE t ADD UNIQUE (a)", "unique-duplicates", "23505");
        row("CREATE UNIQUE INDEX ON t (b, c)", "unique-duplicates", "23505");
        row("CREATE EXTENSION no_such_extension", "missing-extension", "0A000");
        row("GRANT SELECT ON t TO nobody_here", "missing-role", "42704");
        row("ALTER TABLE t OWNER TO nobody_here", "missing-role", "42704");
        row("CREATE TABLE gone.x (id int)", "missing-schema", "3F000");
        row("\xef\xbb\xbfSELECT 1", "byte-order-mark", "42601");
        row("SELEKT 1", "syntax", "42601");
        row("ALTER TYPE mood ADD VALUE 'ok'; INSERT INTO t (id, m) VALUES (0, 'ok')",
            "enum-value-used", "55P04");
        row("ALTER TYPE mood ADD VALUE 'ok'; CREATE TABLE x (m mood DEFAULT 'ok')",
            "enum-value-used", "55P04");
        row("ALTER TYPE mood ADD VALUE 'ok'; DO $$ BEGIN PERFORM 'ok'::mood; END $$",
            "enum-value-used", "55P04");
        row("CREATE INDEX CONCURRENTLY ON t (a)", "needs-no-transaction", "25001");
        row("DROP INDEX CONCURRENTLY t_a", "needs-no-transaction", "25001");
        row("REINDEX TABLE CONCURRENTLY t", "needs-no-transaction", "25001");
        row("REINDEX SCHEMA public", "needs-no-transaction", "25001");
        row("REINDEX DATABASE proof", "needs-no-transaction", "25001");
        row("VACUUM t", "needs-no-transaction", "25001");
        row("CLUSTER", "needs-no-transaction", "25001");
        row("ALTER SYSTEM SET work_mem = '5MB'", "needs-no-transaction", "25001");
        row("CREATE DATABASE d", "needs-no-transaction", "25001");
        row("DROP DATABASE d", "needs-no-transaction", "25001");
        row("CREATE TABLESPACE x LOCATION '/x'", "needs-no-transaction", "25001");
        row("ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY", "needs-no-transaction", "25001");
        row("CREATE SUBSCRIPTION s CONNECTION 'host=/none' PUBLICATION p", "needs-no-transaction",
            "25001");
        row("DISCARD ALL", "needs-no-transaction", "25001");
        row("REINDEX TABLE p", "needs-no-transaction", "25001");
        row("REINDEX INDEX p_id", "needs-no-transaction", "25001");
        // Allowed in a transaction, though they look alike.
        row("REINDEX TABLE t", "", "");
        row("ANALYZE t", "", "");
        row("CLUSTER t USING t_pkey", "", "");
        row("REFRESH MATERIALIZED VIEW CONCURRENTLY mv", "", "");
        row("ALTER TABLE p DETACH PARTITION p1", "", "");
        row("CREATE SUBSCRIPTION s CONNECTION 'host=/none' PUBLICATION p WITH (connect = false)",
            "", "");
        row("ALTER TYPE mood ADD VALUE 'ok'", "", "");
        row("ALTER TYPE mood RENAME VALUE 'sad' TO 'ok'; INSERT INTO t (id, m) VALUES (0, 'ok')",
            "", "");
        row("DISCARD PLANS", "", "");
    }

    void failures()
    {
        QFETCH(QByteArray, sql);
        QFETCH(QString, rule);
        QFETCH(QString, state);
        const QStringList rules = lintOf(sql);
        if (rule.isEmpty())
            QVERIFY2(!rules.contains(QStringLiteral("needs-no-transaction")) &&
                         !rules.contains(QStringLiteral("enum-value-used")),
                     qPrintable(rules.join(u' ')));
        else
            QVERIFY2(rules.contains(rule), qPrintable(rules.join(u' ')));
        QString answer;
        m_connection->execScript("BEGIN");
        try {
            m_connection->execScript(sql);
        } catch (const Error &error) {
            answer = error.sqlState();
        }
        m_connection->execScript("ROLLBACK");
        QCOMPARE(answer, state);
    }

    void cutNamesCollide()
    {
        const QByteArray name(63, 'a');
        const QByteArray sql =
            "CREATE TABLE \"" + name + "1\" (id int); CREATE TABLE \"" + name + "2\" (id int)";
        QVERIFY(lintOf(sql).contains(QStringLiteral("name-collides")));
        try {
            m_connection->execScript(sql);
            QFAIL("The names did not collide.");
        } catch (const Error &error) {
            QCOMPARE(error.sqlState(), QStringLiteral("42P07"));
        }
    }

private:
    QStringList lintOf(const QByteArray &sql)
    {
        const MigrationSet set = setOf({sql});
        QStringList rules;
        for (const Hazard &hazard : lint({&set, {0}, {}}, &*m_connection))
            rules += hazard.rule;
        return rules;
    }

    QByteArray file()
    {
        return m_connection->exec(QStringLiteral("SELECT pg_relation_filenode('t')"))
            .text(0, 0)
            .toUtf8();
    }

    std::unique_ptr<TestCluster> m_cluster;
    std::optional<postgres::Connection> m_connection;
};

QTEST_GUILESS_MAIN(LintProofTest)
#include "lint_proof_test.moc"
