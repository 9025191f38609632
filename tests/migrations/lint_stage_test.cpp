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

/// What lint says with a connection: sized, checked against what is there, and only reading.
class LintStageTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_cluster = std::make_unique<TestCluster>();
        m_cluster->createDatabase(QStringLiteral("stage"));
        m_cluster->psql(
            QStringLiteral("stage"),
            "SET client_min_messages = error;"
            "CREATE SCHEMA app; CREATE ROLE reader;"
            "CREATE TABLE app.big (id bigint PRIMARY KEY, parent bigint, name varchar(20), amount "
            "numeric(10,2), at timestamp, body text, flag int);"
            "INSERT INTO app.big SELECT g, g / 2, 'n' || g, g, now(), repeat('x', 40), "
            "nullif(g % 1000, 0) FROM generate_series(1, 200000) g;"
            "CREATE INDEX big_parent ON app.big (parent);"
            "CREATE TABLE app.small (id int PRIMARY KEY, kind text, checked int CHECK (checked IS "
            "NOT NULL)); INSERT INTO app.small SELECT g, 'k' || (g % 3), 1 FROM generate_series(1, "
            "10) g;"
            "CREATE TABLE app.empty (id int, n bigint);"
            "CREATE TABLE app.part (id int) PARTITION BY RANGE (id);"
            "CREATE TABLE app.part_1 PARTITION OF app.part FOR VALUES FROM (0) TO (1000000);"
            "INSERT INTO app.part SELECT generate_series(0, 99999);"
            "CREATE FUNCTION app.pure() RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 1';"
            "CREATE FUNCTION app.other() RETURNS int LANGUAGE sql AS 'SELECT 1';"
            "ANALYZE");
        m_connection.emplace(postgres::Connection::open(m_cluster->info(QStringLiteral("stage"))));
    }
    void cleanupTestCase()
    {
        m_connection.reset();
        m_cluster.reset();
    }

    void examples_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<QString>("rule");
        QTest::addColumn<QString>("severity"); // empty: it finds nothing
        const auto row = [](const char *sql, const char *rule, const char *severity) {
            QTest::newRow(sql) << QByteArray(sql) << QString::fromLatin1(rule)
                               << QString::fromLatin1(severity);
        };
        // Locks and rewrites: a warning on what is large, a note on what is small.
        row("CREATE INDEX ON app.big (name)", "index-blocks-writes", "warning");
        row("CREATE INDEX ON app.small (kind)", "index-blocks-writes", "info");
        row("CREATE INDEX ON app.part (id)", "index-blocks-writes", "warning");
        row("DROP INDEX app.big_parent", "drop-index-blocks", "warning");
        row("DROP INDEX app.small_pkey", "drop-index-blocks", "info");
        // Rows.
        row("DROP TABLE app.big", "drop-table", "error");
        row("DROP TABLE app.empty", "drop-table", "warning");
        row("DROP TABLE IF EXISTS app.never", "drop-table", "");
        row("DELETE FROM app.empty", "delete-without-where", "");
        row("ALTER TABLE app.big ADD x int NOT NULL", "not-null-without-default", "error");
        row("ALTER TABLE app.empty ADD x int NOT NULL", "not-null-without-default", "");
        row("UPDATE app.big SET name = 'x' WHERE id > 0", "large-change", "warning");
        row("UPDATE app.big SET name = 'x' WHERE id = 7", "large-change", "");
        row("DELETE FROM app.big", "large-change", "warning");
        row("UPDATE app.small SET kind = 'x' WHERE id > 0", "large-change", "");
        // What will fail.
        row("ALTER TABLE app.big ALTER flag SET NOT NULL", "set-not-null-fails", "error");
        row("ALTER TABLE app.big ALTER parent SET NOT NULL", "set-not-null-fails", "");
        row("UPDATE app.big SET flag = 0 WHERE flag IS NULL; ALTER TABLE app.big ALTER flag SET "
            "NOT NULL",
            "set-not-null-fails", "");
        row("ALTER TABLE app.small ALTER checked SET NOT NULL", "set-not-null-scans", "");
        row("ALTER TABLE app.big ALTER parent SET NOT NULL", "set-not-null-scans", "warning");
        row("ALTER TABLE app.small ADD UNIQUE (kind)", "unique-duplicates", "error");
        row("CREATE UNIQUE INDEX CONCURRENTLY ON app.small (kind)", "unique-duplicates", "error");
        row("CREATE UNIQUE INDEX ON app.small (id, kind)", "unique-duplicates", "");
        row("CREATE UNIQUE INDEX ON app.small (kind) WHERE id = 1", "unique-duplicates", "");
        row("CREATE EXTENSION no_such_extension", "missing-extension", "error");
        row("CREATE EXTENSION plpgsql", "missing-extension", "");
        row("GRANT SELECT ON app.big TO nobody_here", "missing-role", "error");
        row("GRANT SELECT ON app.big TO reader", "missing-role", "");
        row("CREATE ROLE newcomer; ALTER TABLE app.big OWNER TO newcomer", "missing-role", "");
        row("CREATE POLICY p ON app.big TO nobody_here", "missing-role", "error");
        row("CREATE TABLE gone.t (id int)", "missing-schema", "error");
        row("CREATE SCHEMA gone; CREATE TABLE gone.t (id int)", "missing-schema", "");
        row("CREATE TYPE gone.t AS ENUM ('a')", "missing-schema", "error");
        row("CREATE TABLE app.t (id int)", "missing-schema", "");
        row("SELEKT", "syntax", m_isOld ? "error" : "warning");
        row("CREATE TABLE app.t (id int, UNIQUE NULLS NOT DISTINCT (id))", "newer-syntax", "");
        // Types.
        row("ALTER TABLE app.big ALTER name TYPE text", "column-type-rewrites", "");
        row("ALTER TABLE app.big ALTER name TYPE varchar(40)", "column-type-rewrites", "");
        row("ALTER TABLE app.big ALTER name TYPE varchar(5)", "column-type-narrows", "error");
        row("ALTER TABLE app.big ALTER flag TYPE bigint", "column-type-rewrites", "warning");
        row("ALTER TABLE app.big ALTER flag TYPE bigint", "column-type-narrows", "");
        row("ALTER TABLE app.big ALTER parent TYPE int", "column-type-narrows", "error");
        row("ALTER TABLE app.big ALTER at TYPE date", "column-type-narrows", "error");
        row("ALTER TABLE app.empty ALTER n TYPE int", "column-type-narrows", "");
        row("ALTER TABLE app.big ALTER amount TYPE numeric(12,2)", "column-type-rewrites", "");
        row("ALTER TABLE app.big ADD x int DEFAULT app.pure()", "volatile-default", "");
        row("ALTER TABLE app.big ADD x int DEFAULT app.other()", "volatile-default", "warning");
        // Indexes that are there.
        row("ALTER TABLE app.big ADD FOREIGN KEY (parent) REFERENCES app.big",
            "foreign-key-without-index", "");
        row("ALTER TABLE app.big ADD FOREIGN KEY (flag) REFERENCES app.big",
            "foreign-key-without-index", "info");
    }

    void examples()
    {
        QFETCH(QByteArray, sql);
        QFETCH(QString, rule);
        QFETCH(QString, severity);
        const Hazard *hit = nullptr;
        const auto hazards = found(sql);
        QStringList all;
        for (const Hazard &hazard : hazards) {
            all += hazard.rule + u' ' + hazard.detail;
            if (hazard.rule == rule)
                hit = &hazard;
        }
        QVERIFY2(bool(hit) == !severity.isEmpty(), qPrintable(all.join(u'\n')));
        const QStringList names{QStringLiteral("info"), QStringLiteral("warning"),
                                QStringLiteral("error")};
        if (hit)
            QCOMPARE(names[int(hit->severity)], severity);
        QVERIFY(!m_connection->isInTransaction());
    }

    void sizesAreTold()
    {
        const auto hazards = found("CREATE INDEX ON app.big (name)");
        QVERIFY2(hazards[0].detail.contains(QStringLiteral("200,000 rows (")),
                 qPrintable(hazards[0].detail));
        QVERIFY(hazards[0].detail.contains(QStringLiteral("MiB) of app.big")));
        QVERIFY(found("CREATE INDEX ON app.part (id)")[0].detail.contains(
            QStringLiteral("100,000 rows")));
    }

    void namesAreOnlyNames()
    {
        QVERIFY(found("CREATE TABLE app.\"x'); DROP TABLE app.big; --\" (id bigint PRIMARY KEY)")
                    .empty());
        QVERIFY(found("UPDATE app.big SET name = '' WHERE id = 7; DROP TABLE \"odd \"\"name\"")
                    .size() <= 1);
        found("SELECT pg_sleep(1) FROM app.big; DELETE FROM app.big WHERE pg_sleep(0.1) IS NULL");
        QCOMPARE(m_cluster->psql(QStringLiteral("stage"), "SELECT count(*) FROM app.big").trimmed(),
                 QByteArray("200000"));
    }

    /// A transaction of the caller's is not ended, and a read-only stage can be linted.
    void onlyReads()
    {
        m_connection->execScript("BEGIN READ ONLY");
        QVERIFY(!found("ALTER TABLE app.big ALTER flag SET NOT NULL").empty());
        QVERIFY(m_connection->isInTransaction());
        m_connection->execScript("ROLLBACK");
    }

    void aLockedTableIsNotWaitedFor()
    {
        auto other = postgres::Connection::open(m_cluster->info(QStringLiteral("stage")));
        other.execScript("BEGIN; LOCK TABLE app.small");
        QVERIFY(!found("CREATE INDEX ON app.big (name); ALTER TABLE app.small ADD UNIQUE (kind)")
                     .empty());
        other.execScript("ROLLBACK");
    }

private:
    std::vector<Hazard> found(const QByteArray &sql)
    {
        const MigrationSet set = setOf({sql});
        return lint({&set, {0}, {}}, &*m_connection);
    }

    std::unique_ptr<TestCluster> m_cluster;
    std::optional<postgres::Connection> m_connection;
    bool m_isOld = true; // up to PostgreSQL 15, which the parser knows all of
};

QTEST_GUILESS_MAIN(LintStageTest)
#include "lint_stage_test.moc"
