// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/lint/hazard.h"
#include "tests/migrations/scripts.h"
#include <QSet>
#include <QTest>

using namespace arborist;
using namespace arborist::migrations;

namespace {

struct Example {
    const char *rule;
    QByteArray finds; ///< SQL in which the rule finds something
    QByteArray quiet; ///< SQL in which it does not
    Tool tool = Tool::Sql;
    bool inTransaction = true;
};

const QByteArray kLong(70, 'a');

/// What the text alone shows. The rest is in lint_stage_test.
const std::vector<Example> kExamples{
    {"index-blocks-writes", "CREATE INDEX i ON t (a)",
     "CREATE INDEX CONCURRENTLY i ON t (a); CREATE TABLE u (a int); CREATE INDEX ON u (a)"},
    {"drop-index-blocks", "DROP INDEX app.i",
     "DROP INDEX CONCURRENTLY i; CREATE TABLE u (a int); CREATE INDEX j ON u (a); DROP INDEX j"},
    {"reindex-blocks", "REINDEX TABLE t", "REINDEX TABLE CONCURRENTLY t"},
    {"foreign-key-without-index", "CREATE TABLE u (a int REFERENCES t)",
     "CREATE TABLE u (a int REFERENCES t, b int, FOREIGN KEY (a, b) REFERENCES v);"
     "CREATE INDEX ON u (b, a, c); CREATE INDEX ON u (a)"},
    {"foreign-key-validates", "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u",
     "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u NOT VALID;"
     "CREATE TABLE v (a int); ALTER TABLE v ADD FOREIGN KEY (a) REFERENCES u"},
    {"check-validates", "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0)",
     "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID"},
    {"unique-builds-index", "ALTER TABLE t ADD UNIQUE (a)",
     "ALTER TABLE t ADD CONSTRAINT c UNIQUE USING INDEX i"},
    {"set-not-null-scans", "ALTER TABLE t ALTER a SET NOT NULL",
     "ALTER TABLE t ADD CONSTRAINT c CHECK (a IS NOT NULL); ALTER TABLE t ALTER a SET NOT NULL"},
    {"validate-in-same-transaction",
     "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID; ALTER TABLE t VALIDATE CONSTRAINT c",
     "ALTER TABLE t VALIDATE CONSTRAINT c"},
    {"column-type-rewrites", "ALTER TABLE t ALTER a TYPE bigint",
     "CREATE TABLE u (a int); ALTER TABLE u ALTER a TYPE bigint; ALTER TABLE t ALTER a SET DEFAULT "
     "1"},
    {"volatile-default", "ALTER TABLE t ADD a uuid DEFAULT gen_random_uuid()",
     "ALTER TABLE t ADD a timestamptz DEFAULT now(), ADD b int DEFAULT 1, ADD c date DEFAULT "
     "CURRENT_DATE, ADD d text DEFAULT lower('X')"},
    {"volatile-default", "ALTER TABLE t ADD a bigserial", "CREATE TABLE u (a bigserial)"},
    {"volatile-default", "ALTER TABLE t ADD a bigint GENERATED ALWAYS AS IDENTITY",
     "ALTER TABLE t ADD a bigint"},
    {"stored-generated-column", "ALTER TABLE t ADD a int GENERATED ALWAYS AS (b + 1) STORED",
     "CREATE TABLE u (b int, a int GENERATED ALWAYS AS (b + 1) STORED)"},
    {"not-null-without-default", "ALTER TABLE t ADD a int NOT NULL",
     "ALTER TABLE t ADD a int NOT NULL DEFAULT 0, ADD b int; CREATE TABLE u (a int);"
     "ALTER TABLE u ADD c int NOT NULL"},
    {"table-rewrite", "ALTER TABLE t SET UNLOGGED", "ALTER TABLE t SET (fillfactor = 70)"},
    {"cluster-or-vacuum-full", "VACUUM FULL t", "VACUUM t; VACUUM (FULL false) t"},
    {"cluster-or-vacuum-full", "CLUSTER t USING i", "VACUUM (ANALYZE) t"},
    {"lock-table", "LOCK TABLE t", "CREATE TABLE u (a int); LOCK TABLE u"},
    {"refresh-blocks-reads", "REFRESH MATERIALIZED VIEW v",
     "REFRESH MATERIALIZED VIEW CONCURRENTLY v"},
    {"detach-partition-blocks", "ALTER TABLE t DETACH PARTITION p",
     "ALTER TABLE t DETACH PARTITION p CONCURRENTLY"},
    {"attach-partition-scans", "ALTER TABLE t ATTACH PARTITION p DEFAULT",
     "CREATE TABLE p (a int); ALTER TABLE t ATTACH PARTITION p DEFAULT"},
    {"drop-table", "DROP TABLE t", "CREATE TABLE u (a int); DROP TABLE u; DROP VIEW v"},
    {"drop-column", "ALTER TABLE t DROP COLUMN a", "ALTER TABLE t DROP CONSTRAINT a"},
    {"drop-schema", "DROP SCHEMA s CASCADE", "CREATE SCHEMA s; DROP SCHEMA s CASCADE"},
    {"drop-cascade", "DROP VIEW v CASCADE", "DROP VIEW v"},
    {"drop-type", "DROP TYPE app.mood", "CREATE TYPE mood AS ENUM ('a')"},
    {"truncate", "TRUNCATE t", "CREATE TABLE u (a int); TRUNCATE u"},
    {"truncate-cascade", "TRUNCATE t CASCADE", "TRUNCATE t"},
    {"delete-without-where", "DELETE FROM t",
     "DELETE FROM t WHERE true; DELETE FROM t USING u WHERE t.a = u.a; CREATE TABLE v (a int); "
     "DELETE FROM v"},
    {"update-without-where", "UPDATE t SET a = 1",
     "UPDATE t SET a = 1 WHERE b; UPDATE t SET a = b FROM c"},
    {"rename-table", "ALTER TABLE t RENAME TO u",
     "CREATE TABLE t (a int); ALTER TABLE t RENAME TO u"},
    {"rename-table", "ALTER VIEW t RENAME TO u", "ALTER INDEX t RENAME TO u"},
    {"rename-column", "ALTER TABLE t RENAME a TO b", "ALTER TABLE t RENAME CONSTRAINT a TO b"},
    {"rename-enum-value", "ALTER TYPE m RENAME VALUE 'a' TO 'b'", "ALTER TYPE m ADD VALUE 'b'"},
    {"rename-other", "ALTER TYPE m RENAME TO n", "ALTER TABLE t RENAME TO u"},
    {"move-to-schema", "ALTER TABLE t SET SCHEMA s",
     "CREATE TABLE t (a int); ALTER TABLE t SET SCHEMA s"},
    {"transaction-control", "SELECT 1; COMMIT; SELECT 2", "SAVEPOINT a; SELECT 'COMMIT'"},
    {"needs-no-transaction", "CREATE INDEX CONCURRENTLY i ON t (a)", "CREATE INDEX i ON t (a)"},
    {"needs-no-transaction", "VACUUM t", "ANALYZE t", Tool::Drizzle},
    {"alone-with-others", "SELECT 1; VACUUM t", "VACUUM t", Tool::Dbmate, false},
    {"enum-value-used", "ALTER TYPE m ADD VALUE 'b'; UPDATE t SET a = 'b' WHERE c",
     "ALTER TYPE m ADD VALUE 'b'; UPDATE t SET a = 'c' WHERE c"},
    {"setting-leaks", "SET search_path = app",
     "SET LOCAL search_path = app; SET CONSTRAINTS ALL DEFERRED;"
     "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; RESET search_path"},
    {"not-repeatable", "CREATE TABLE u (a int)",
     "CREATE TABLE IF NOT EXISTS u (a int); DROP TABLE IF EXISTS v; ALTER TABLE t ADD IF NOT "
     "EXISTS a int; CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a)",
     Tool::Goose, false},
    {"byte-order-mark", "\xef\xbb\xbfSELECT 1", "SELECT '\xef\xbb\xbf'"},
    {"invalid-utf8", "SELECT '\xff'", "SELECT '\xc3\xa4'"},
    {"nul-byte", QByteArray("SELECT 1;\0", 10), "SELECT 1;"},
    {"conflict-markers", "<<<<<<< HEAD\nSELECT 1\n=======\nSELECT 2\n>>>>>>> other\n",
     "SELECT 1\n-- =======\n"},
    {"down-section", "CREATE TABLE a (b int);\n-- Down\nDROP TABLE a",
     "-- Downtime: none\nSELECT 1", Tool::Drizzle},
    {"breakpoint-in-text", "SELECT 'a--> statement-breakpoint'; SELECT 2",
     "SELECT 'a';--> statement-breakpoint\nSELECT 2", Tool::DrizzleV1},
    {"syntax", "SELEKT 1", "SELECT 1"},
    {"name-too-long", "CREATE TABLE " + kLong + " (b int)",
     "CREATE TABLE a (b int CHECK (b <> '" + kLong + "')); INSERT INTO a VALUES ('" + kLong + "')"},
    {"name-collides", "CREATE TABLE t (a int, \"" + kLong + "1\" int, \"" + kLong + "2\" int)",
     "CREATE TABLE " + kLong + " (b int); COMMENT ON TABLE " + kLong + " IS 'x'"},
    {"server-wide-role", "CREATE ROLE r", "CREATE SCHEMA r"},
    {"row-security-off", "ALTER TABLE t DISABLE ROW LEVEL SECURITY",
     "ALTER TABLE t ENABLE ROW LEVEL SECURITY"},
    {"triggers-off", "ALTER TABLE t DISABLE TRIGGER ALL", "ALTER TABLE t ENABLE TRIGGER ALL"},
    {"triggers-off", "SET LOCAL session_replication_role = replica", "SET LOCAL work_mem = '1MB'"},
    {"grant-to-public", "GRANT SELECT ON t TO PUBLIC",
     "GRANT SELECT ON t TO r; REVOKE ALL ON t FROM PUBLIC"},
    {"definer-search-path", "CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS ''",
     "CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = '' AS '';"
     "CREATE FUNCTION g() RETURNS int LANGUAGE sql AS ''"},
    {"password-in-file", "ALTER ROLE r PASSWORD 'hidden-word'", "ALTER ROLE r PASSWORD NULL"},
    {"required-columns", "CREATE TABLE reports (id int)",
     "CREATE TABLE reports (id int, session_id text); ALTER TABLE reports ADD created_by_user_id "
     "text; CREATE TABLE other (id int)"},
    {"no-primary-key", "CREATE TABLE u (a int)",
     "CREATE TABLE u (a int PRIMARY KEY); CREATE TABLE v (a int); ALTER TABLE v ADD PRIMARY KEY "
     "(a); CREATE TABLE w PARTITION OF v DEFAULT; CREATE TABLE x (LIKE u INCLUDING ALL); CREATE "
     "TEMP TABLE y (a int)"},
    {"prefer-bigint", "CREATE TABLE u (a serial PRIMARY KEY)",
     "CREATE TABLE u (a bigint PRIMARY KEY, b int)"},
    {"prefer-identity", "CREATE TABLE u (a bigserial)",
     "CREATE TABLE u (a bigint GENERATED ALWAYS AS IDENTITY)"},
    {"prefer-timestamptz", "ALTER TABLE t ADD a timestamp", "ALTER TABLE t ADD a timestamptz"},
    {"prefer-text", "CREATE TABLE u (a varchar(10))", "CREATE TABLE u (a varchar, b text)"},
    {"prefer-jsonb", "CREATE TABLE u (a json)", "CREATE TABLE u (a jsonb)"},
    {"prefer-numeric", "CREATE TABLE u (a money)", "CREATE TABLE u (a numeric(12, 2))"},
    {"unknown-rule", "-- arborist:ignore drop-tabel\nDROP TABLE t",
     "-- arborist:ignore drop-table\nDROP TABLE t"},
};

/// Rules that need a stage: lint_stage_test has their examples.
const QSet<QString> kOfStage{
    QStringLiteral("unique-duplicates"),   QStringLiteral("set-not-null-fails"),
    QStringLiteral("column-type-narrows"), QStringLiteral("large-change"),
    QStringLiteral("newer-syntax"),        QStringLiteral("missing-extension"),
    QStringLiteral("missing-role"),        QStringLiteral("missing-schema")};

std::vector<Hazard> lintText(const QByteArray &sql, Tool tool = Tool::Sql,
                             bool inTransaction = true)
{
    const MigrationSet set = setOf({sql}, tool, inTransaction);
    return lint({&set,
                 {0},
                 {{{QStringLiteral("reports")},
                   {QStringLiteral("session_id"), QStringLiteral("created_by_user_id")}}}},
                nullptr);
}

QStringList rulesIn(const std::vector<Hazard> &hazards)
{
    QStringList rules;
    for (const Hazard &hazard : hazards)
        rules += hazard.rule;
    return rules;
}

} // namespace

class LintTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void rulesHaveTheirWords()
    {
        const std::vector<RuleInfo> rules = lintRules();
        QVERIFY(rules.size() >= 60);
        QSet<QString> ids;
        for (const RuleInfo &rule : rules) {
            QVERIFY2(!ids.contains(rule.id), qPrintable(rule.id));
            ids.insert(rule.id);
            QVERIFY(!rule.title.isEmpty() && !rule.hazard.isEmpty() && !rule.safer.isEmpty());
            QVERIFY2(!rule.title.endsWith(u'.') && rule.hazard.endsWith(u'.'), qPrintable(rule.id));
            const bool hasExample = std::ranges::any_of(kExamples, [&](const Example &example) {
                return rule.id == QLatin1String(example.rule);
            });
            QVERIFY2(hasExample != kOfStage.contains(rule.id), qPrintable(rule.id));
        }
    }

    void examples_data()
    {
        QTest::addColumn<int>("number");
        for (std::size_t i = 0; i < kExamples.size(); ++i)
            QTest::addRow("%s %zu", kExamples[i].rule, i) << int(i);
    }

    void examples()
    {
        QFETCH(int, number);
        const Example &example = kExamples[std::size_t(number)];
        const QString rule = QString::fromLatin1(example.rule);
        const auto found = lintText(example.finds, example.tool, example.inTransaction);
        QVERIFY2(rulesIn(found).contains(rule), qPrintable(rulesIn(found).join(u' ')));
        const auto quiet = lintText(example.quiet, example.tool, example.inTransaction);
        QVERIFY2(!rulesIn(quiet).contains(rule), qPrintable(rulesIn(quiet).join(u' ')));
        for (const Hazard &hazard : found) {
            QVERIFY(hazard.line >= 1 && hazard.column >= 1 && hazard.endLine >= hazard.line);
            QVERIFY(!hazard.title.isEmpty() && !hazard.safer.isEmpty() && !hazard.file.isEmpty());
            QVERIFY(!hazard.detail.contains(QStringLiteral("hidden-word")));
        }
    }

    void placesAreThoseOfTheStatement()
    {
        const auto found = lintText("SELECT 1;\n/* ä */ DROP TABLE\n  t;\n");
        QCOMPARE(rulesIn(found), QStringList{QStringLiteral("drop-table")});
        QCOMPARE(found[0].line, 2);
        QCOMPARE(found[0].column, 9);
        QCOMPARE(found[0].endLine, 3);
        QCOMPARE(found[0].severity, Severity::Error);
        QCOMPARE(found[0].migration, QStringLiteral("0000_m"));
    }

    void whatTheRunMakesIsNew()
    {
        const MigrationSet set = setOf(
            {"CREATE TABLE public.a (b int PRIMARY KEY)", "CREATE INDEX ON a (b); DROP TABLE a"});
        QCOMPARE(lint({&set, {0, 1}, {}}, nullptr).size(), std::size_t(1)); // prefer-bigint
        const auto apart = lint({&set, {0, 1}, {}, false}, nullptr);
        QCOMPARE(rulesIn(apart), (QStringList{QStringLiteral("prefer-bigint"),
                                              QStringLiteral("index-blocks-writes"),
                                              QStringLiteral("drop-table")}));
        QCOMPARE(
            rulesIn(lint({&set, {1}, {}}, nullptr)),
            (QStringList{QStringLiteral("index-blocks-writes"), QStringLiteral("drop-table")}));
    }

    void suppressions_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<int>("left"); // of two
        const QByteArray two = "DROP TABLE t;\n\nDROP TABLE u CASCADE;\n";
        QTest::newRow("none") << two << 3;
        QTest::newRow("above") << "-- arborist:ignore drop-table\n\n" + two << 2;
        QTest::newRow("on the line")
            << QByteArray("DROP TABLE t; -- arborist:ignore drop-table: not used since spring\n"
                          "DROP TABLE u")
            << 1;
        QTest::newRow("within") << QByteArray("DROP TABLE\n -- arborist:ignore drop-table\n t")
                                << 0;
        QTest::newRow("several")
            << QByteArray(
                   "-- arborist:ignore drop-table, drop-cascade it is empty\nDROP TABLE u CASCADE")
            << 0;
        QTest::newRow("file") << two + "-- arborist:ignore-file drop-table,drop-cascade" << 0;
        QTest::newRow("another rule") << "-- arborist:ignore drop-column\n" + two << 3;
        QTest::newRow("unknown") << "--arborist:ignore-file everything\n" + two << 4;
        QTest::newRow("no comment") << "SELECT 'arborist:ignore drop-table';\n" + two << 3;
        QTest::newRow("itself")
            << "-- arborist:ignore-file unknown-rule, drop-table, drop-cascade, other\n" + two << 0;
    }

    void suppressions()
    {
        QFETCH(QByteArray, sql);
        QFETCH(int, left);
        QCOMPARE(int(lintText(sql).size()), left);
    }

    void whatTheTextDoesNotSayIsNoHazard()
    {
        QVERIFY(lintText("").empty());
        QVERIFY(lintText("-- nothing\n").empty());
        QVERIFY(lintText("INSERT INTO t SELECT * FROM u; ALTER TABLE t ADD a text;"
                         "ALTER TABLE t ALTER b SET DEFAULT 1; COMMENT ON TABLE t IS 'x';"
                         "CREATE VIEW v AS SELECT 1; GRANT SELECT ON v TO r")
                    .empty());
    }

    void noBytesAreTooOdd()
    {
        // A word that Qt takes for nothing, in a statement long enough to look for names in.
        for (const char *sql : {"SELECT 1, 2, 3, 4, 5 AS \xef\xbb\xbf // "
                                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                                "// \xef\xbb\xbf\x9f "
                                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
            QVERIFY(!rulesIn(lintText(sql)).contains(QStringLiteral("name-too-long")));
    }

    void aScriptOnlyItsToolCanRunIsPassedOver()
    {
        MigrationSet set = setOf({"DROP TABLE t"}, Tool::TypeOrm);
        set.migrations[0].up.reset();
        set.migrations[0].isRunnable = false;
        QVERIFY(lint({&set, {0}, {}}, nullptr).empty());
    }
};

QTEST_GUILESS_MAIN(LintTest)
#include "lint_test.moc"
