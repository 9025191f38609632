// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/sql/leading_words.h"
#include "services/migrations/sql/statement.h"
#include "services/postgres/sql_tree.h"
#include "tests/migrations/scripts.h"
#include <QTest>

using namespace arborist;
using namespace arborist::migrations;

namespace {

/// What statementsOf() says of each: "kind@line:column".
QStringList seen(const std::vector<Statement> &statements)
{
    QStringList list;
    for (const Statement &statement : statements) {
        list += QStringLiteral("%1@%2:%3")
                    .arg(statement.kind)
                    .arg(statement.line)
                    .arg(statement.column);
    }
    return list;
}

std::vector<Statement> inOnePiece(const QByteArray &sql)
{
    return statementsOf(scriptOf({sql}));
}

} // namespace

class StatementTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void placesAreExact()
    {
        const QByteArray file =
            "-- über; nichts\r\n"
            "CREATE TABLE \"ä;b\" (x text DEFAULT ';🌳'); ALTER TABLE a ADD b int;\r\n"
            "--> statement-breakpoint\r\n"
            "/* a; /* b; */ */ CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $x$\r\n"
            "  SELECT 1; -- $$ ;\r\n"
            "$x$;\r\n"
            "  INSERT INTO a VALUES (E'\\';', $1$) --> statement-breakpoint UPDATE a SET b = 1 -- "
            "end";
        const Script script = drizzleScript(file);
        const std::vector<Statement> statements = statementsOf(script);
        QCOMPARE(
            seen(statements),
            (QStringList{QStringLiteral("CreateStmt@2:1"), QStringLiteral("AlterTableStmt@2:43"),
                         QStringLiteral("CreateFunctionStmt@4:19"), QStringLiteral("@7:3"),
                         QStringLiteral("UpdateStmt@7:63")}));
        for (const Statement &statement : statements) {
            QCOMPARE(QString::fromUtf8(file.mid(statement.offset, statement.size)), statement.text);
            const FilePlace place = placeAt(file, statement.offset);
            QCOMPARE(place.line, statement.line);
            QCOMPARE(place.column, statement.column);
            const Piece &piece = script.pieces[std::size_t(statement.piece)];
            QVERIFY(statement.offset >= piece.offset &&
                    statement.offset + statement.size <= piece.offset + piece.sql.size());
        }
        QVERIFY(statements[2].text.endsWith(QStringLiteral("$x$")));
    }

    void nothingIsNoStatement()
    {
        for (const char *sql : {"", " \r\n", "-- a", "/* ; */;;", "\n-- a;\n/* b */\n"})
            QVERIFY2(inOnePiece(sql).empty(), sql);
    }

    void whatIsNotUnderstoodIsStillSplit()
    {
        const auto statements =
            inOnePiece("SELECT 1;\nSELEKT ';' 2;\n-- x\nCREATE TABLE a (b int);");
        QCOMPARE(seen(statements),
                 (QStringList{QStringLiteral("SelectStmt@1:1"), QStringLiteral("@2:1"),
                              QStringLiteral("CreateStmt@4:1")}));
        QCOMPARE(statements[1].text, QStringLiteral("SELEKT ';' 2"));
        QCOMPARE(seen(inOnePiece("CREATE RULE r AS ON INSERT TO a DO (SELECT 1; SELECT 2); SELEKT;"
                                 "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT "
                                 "CASE WHEN true THEN 1 END; END; SELECT 1")),
                 (QStringList{QStringLiteral("RuleStmt@1:1"), QStringLiteral("@1:58"),
                              QStringLiteral("CreateFunctionStmt@1:65"),
                              QStringLiteral("SelectStmt@1:159")}));
        QCOMPARE(inOnePiece("\xef\xbb\xbfSELECT 1")[0].text.toUtf8(),
                 QByteArray("\xef\xbb\xbfSELECT 1"));
        QCOMPARE(seen(inOnePiece("\xef\xbb\xbfSELECT 1")), QStringList{QStringLiteral("@1:1")});
    }

    void placement_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<bool>("alone");
        const auto row = [](const char *sql, bool alone) {
            QTest::newRow(sql) << QByteArray(sql) << alone;
        };
        row("CREATE INDEX CONCURRENTLY a ON b (c)", true);
        row("create unique index /* x */ concurrently on b (c)", true);
        row("CREATE INDEX \"concurrently\" ON b (c)", false);
        row("CREATE INDEX a ON b (c) WHERE d = 'CONCURRENTLY'", false);
        row("DROP INDEX CONCURRENTLY a", true);
        row("DROP INDEX a", false);
        row("REINDEX TABLE CONCURRENTLY a", true);
        row("REINDEX (VERBOSE, CONCURRENTLY) TABLE a", true);
        row("REINDEX (CONCURRENTLY off) TABLE a", false);
        row("REINDEX TABLE a", false);
        row("REINDEX DATABASE a", true);
        row("REINDEX SYSTEM a", true);
        row("REINDEX SCHEMA a", true);
        row("VACUUM", true);
        row("VACUUM (ANALYZE) a", true);
        row("ANALYZE a", false);
        row("CLUSTER", true);
        row("CLUSTER a USING b", false);
        row("CREATE DATABASE a", true);
        row("DROP DATABASE a", true);
        row("CREATE TABLESPACE a LOCATION '/x'", true);
        row("DROP TABLESPACE a", true);
        row("ALTER SYSTEM SET work_mem = '5MB'", true);
        row("ALTER DATABASE a SET TABLESPACE b", true);
        row("ALTER DATABASE a SET work_mem = '5MB'", false);
        row("ALTER TABLE a DETACH PARTITION b CONCURRENTLY", true);
        row("ALTER TABLE a DETACH PARTITION b", false);
        row("ALTER TABLE a DETACH PARTITION b FINALIZE", false);
        row("CREATE SUBSCRIPTION a CONNECTION 'x' PUBLICATION b", true);
        row("CREATE SUBSCRIPTION a CONNECTION 'x' PUBLICATION b WITH (create_slot = false)", false);
        row("CREATE SUBSCRIPTION a CONNECTION 'x' PUBLICATION b WITH (connect = false)", false);
        row("ALTER SUBSCRIPTION a REFRESH PUBLICATION", true);
        row("ALTER SUBSCRIPTION a DISABLE", false);
        row("DISCARD ALL", true);
        row("DISCARD PLANS", false);
        row("ALTER TABLE a RENAME TO b", false);
        row("CREATE TABLE a AS SELECT 1", false);
        row("ALTER TABLE ALL IN TABLESPACE a SET TABLESPACE b", false);
        row("COMMIT PREPARED 'a'", true);
        row("REFRESH MATERIALIZED VIEW CONCURRENTLY a", false);
        row("ALTER TYPE a ADD VALUE 'b'", false);
        row("CREATE ROLE a", false);
        row("COMMENT ON TABLE a IS 'VACUUM; REINDEX CONCURRENTLY'", false);
    }

    void placement()
    {
        QFETCH(QByteArray, sql);
        QFETCH(bool, alone);
        const auto statements = inOnePiece(sql);
        QCOMPARE(statements.size(), std::size_t(1));
        QVERIFY(!statements[0].kind.isEmpty());
        QCOMPARE(statements[0].placement == Placement::Alone, alone);
        QCOMPARE(statements[0].placementReason.isEmpty(), !alone);
    }

    void transactionControl()
    {
        for (const char *sql : {"BEGIN", "START TRANSACTION", "COMMIT", "END", "ROLLBACK", "ABORT",
                                "PREPARE TRANSACTION 'a'"})
            QVERIFY2(inOnePiece(sql)[0].controlsTransaction, sql);
        for (const char *sql : {"SAVEPOINT a", "RELEASE a", "ROLLBACK TO a", "SELECT 'COMMIT'"})
            QVERIFY2(!inOnePiece(sql)[0].controlsTransaction, sql);
    }

    void newEnumValues_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<bool>("uses");
        const auto row = [](const char *sql, bool uses) {
            QTest::newRow(sql) << QByteArray(sql) << uses;
        };
        row("INSERT INTO t VALUES ('new')", true);
        row("ALTER TABLE t ALTER s SET DEFAULT 'new'", true);
        row("ALTER TABLE t ALTER s SET DEFAULT 'new'::app.state", true);
        row("CREATE TABLE u (s state DEFAULT 'new')", true);
        row("CREATE TABLE u (s text DEFAULT 'new')", false);
        row("CREATE TABLE u (s state[] DEFAULT '{old,new}')", true);
        row("ALTER TABLE t ADD CHECK (s <> 'new')", true);
        row("CREATE INDEX i ON t (s) WHERE s = 'new'", true);
        row("SELECT 'new'::text", false);
        row("DO $$ BEGIN INSERT INTO t VALUES ('new'); END $$", true);
        row("CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN x := 'new'; END $$",
            false);
        row("COMMENT ON TABLE t IS 'new'", false);
        row("ALTER TYPE state ADD VALUE 'newer' AFTER 'new'", false);
        row("INSERT INTO t VALUES ('old')", false);
        row("ALTER TYPE state RENAME VALUE 'new' TO 'x'", false);
    }

    void newEnumValues()
    {
        QFETCH(QByteArray, sql);
        QFETCH(bool, uses);
        const QByteArray add = "ALTER TYPE app.state ADD VALUE 'new'";
        for (const Script &script : {scriptOf({add + ";\n" + sql}), scriptOf({add, sql})}) {
            const auto statements = statementsOf(script);
            QCOMPARE(statements.size(), std::size_t(2));
            QCOMPARE(statements[1].placement == Placement::OwnCommit, uses);
        }
        NewEnumValues values;
        QCOMPARE(statementsOf(scriptOf({add}), &values)[0].placement, Placement::Anywhere);
        QCOMPARE(values.size(), std::size_t(1));
        QCOMPARE(statementsOf(scriptOf({sql}), &values)[0].placement == Placement::OwnCommit, uses);
    }

    void aCommitMakesValuesSafe()
    {
        const auto statements =
            inOnePiece("ALTER TYPE a ADD VALUE 'x'; COMMIT; INSERT INTO t VALUES ('x')");
        QCOMPARE(statements[2].placement, Placement::Anywhere);
        const auto twice = inOnePiece("ALTER TYPE a ADD VALUE 'x'; INSERT INTO t VALUES ('x');"
                                      "INSERT INTO t VALUES ('x')");
        QCOMPARE(twice[1].placement, Placement::OwnCommit);
        QCOMPARE(twice[2].placement, Placement::Anywhere);
    }

    /// What is said from the words alone is what the parser would say.
    void wordsAndTreeAgree_data()
    {
        QTest::addColumn<QByteArray>("sql");
        for (const char *sql :
             {"CREATE TABLE b (c int)", "CREATE TABLE IF NOT EXISTS b PARTITION OF a DEFAULT",
              "ALTER TABLE a ADD b int", "ALTER TABLE ONLY a DETACH PARTITION b",
              "INSERT INTO a VALUES (1)", "update a set b = 1", "DELETE FROM a", "SELECT 1 INTO b",
              "MERGE INTO h USING i ON true WHEN MATCHED THEN DELETE", "COMMENT ON TABLE a IS 'x'",
              "DO $$ $$", "CREATE INDEX ON a (b)", "CREATE /* x */ UNIQUE INDEX b ON a (b)",
              "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS ''",
              "CREATE OR REPLACE PROCEDURE f() LANGUAGE sql AS ''", "CREATE VIEW a AS SELECT 1",
              "CREATE OR REPLACE VIEW a AS SELECT 1", "CREATE POLICY p ON a",
              "CREATE TRIGGER a AFTER INSERT ON b EXECUTE FUNCTION c()"})
            QTest::newRow(sql) << QByteArray(sql);
    }

    void wordsAndTreeAgree()
    {
        QFETCH(QByteArray, sql);
        const postgres::SqlTree tree(sql);
        QCOMPARE(tree.size(), 1);
        QCOMPARE(kindByWords(sql), QString::fromUtf8(tree.statement().kind()));
    }

    void traps_data()
    {
        QTest::addColumn<QByteArray>("sql");
        const auto repeat = [](const char *text, int times) {
            return QByteArray(text).repeated(times);
        };
        QTest::newRow("parentheses")
            << "SELECT " + repeat("(", 200'000) + "1" + repeat(")", 200'000);
        QTest::newRow("operators") << "SELECT 1" + repeat("+1", 300'000);
        QTest::newRow("not") << "SELECT " + repeat("NOT ", 100'000) + "true";
        QTest::newRow("joins") << "SELECT 1 FROM a" + repeat(" JOIN b ON true", 100'000);
        QTest::newRow("case") << "SELECT " + repeat("CASE WHEN ", 100'000);
        QTest::newRow("open comments") << repeat("/*", 500'000);
        QTest::newRow("closed comments")
            << repeat("/*", 200'000) + repeat("*/", 200'000) + "SELECT 1";
        QTest::newRow("operator run") << "SELECT 1 " + repeat("+-", 200'000) + "1";
        QTest::newRow("open string") << "SELECT 1; SELECT '" + repeat("a;", 100'000);
        QTest::newRow("open dollar") << QByteArray("SELECT $a$ ; SELECT 1; $b$");
        QTest::newRow("nul") << QByteArray("SELECT 1;\0SELECT 2;", 19);
        QTest::newRow("invalid UTF-8")
            << QByteArray("SELECT '\xff\xfe'; SELECT \"\xe2\x82\"; \xf0\x9f");
        QTest::newRow("name") << "SELECT " + repeat("\xc3\xa4", 100'000);
        QTest::newRow("large insert") << "INSERT INTO t VALUES (1,'a')" +
                                             repeat(",\n(1,'aaaaaaaaaaaaaaaaaaaaaaaa')", 300'000);
        QTest::newRow("many") << repeat("SELECT 1;\n", 50'000);
        QTest::newRow("semicolons") << repeat(";", 1'000'000);
    }

    /// They end, without a crash, and their places stay within the file.
    void traps()
    {
        QFETCH(QByteArray, sql);
        for (const Statement &statement : inOnePiece(sql)) {
            QVERIFY(statement.offset >= 0 && statement.size > 0);
            QVERIFY(statement.offset + statement.size <= sql.size());
        }
    }

    void largeInsertsKeepTheirKind()
    {
        const auto statements =
            inOnePiece("INSERT INTO t VALUES (1)" + QByteArray(",(1)").repeated(50'000));
        QCOMPARE(seen(statements), QStringList{QStringLiteral("InsertStmt@1:1")});
    }
};

QTEST_GUILESS_MAIN(StatementTest)
#include "statement_test.moc"
