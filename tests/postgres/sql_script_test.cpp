// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/postgres/sql_script.h"
#include "tests/postgres/error_of.h"
#include <QTest>

using namespace arborist;
using namespace arborist::postgres;

class SqlScriptTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void statementsAreToldApart()
    {
        const auto statements =
            parseScript(QString::fromUtf8("-- über alles; kein Ende\n"
                                          "SELECT ';' AS \"a;b\";\n"
                                          "/* one /* two; */ */ UPDATE public.items\n"
                                          "  SET title = $$ä; 🌳$$;\n"
                                          "\n"
                                          "INSERT INTO \"Odd \"\"name\" VALUES (1)"),
                        QStringLiteral("x.sql"));
        QCOMPARE(statements.size(), size_t(3));
        QCOMPARE(statements[0].kind, QStringLiteral("SelectStmt"));
        QCOMPARE(statements[0].text, QStringLiteral("SELECT ';' AS \"a;b\""));
        QCOMPARE(statements[0].line, 2);
        QCOMPARE(statements[1].kind, QStringLiteral("UpdateStmt"));
        QCOMPARE(statements[1].table, QStringLiteral("public.items"));
        QCOMPARE(statements[1].line, 3);
        QVERIFY(statements[1].text.endsWith(QString::fromUtf8("$$ä; 🌳$$")));
        QCOMPARE(statements[2].kind, QStringLiteral("InsertStmt"));
        QCOMPARE(statements[2].table, QStringLiteral("Odd \"name"));
        QCOMPARE(statements[2].line, 6);
    }

    void whatIsInThem()
    {
        const QString script = QString::fromUtf8(
            "/* 🌳 */ SELECT pg_catalog.Lower(x), \"Odd\"(y) FROM t WHERE z = count(1);\n"
            "WITH gone AS (DELETE FROM a WHERE true RETURNING 1) SELECT 1;\n"
            "UPDATE b SET c = 1; DELETE FROM d WHERE e;\n"
            "EXPLAIN ANALYZE INSERT INTO f VALUES (1); SELECT 1 INTO g;\n"
            "MERGE INTO h USING i ON true WHEN MATCHED THEN DELETE;\n"
            "SET LOCAL Work_Mem = '5MB'; SET TRANSACTION READ WRITE; RESET ALL");
        const auto all = parseScript(script, {});
        QCOMPARE(all.size(), size_t(10));
        QCOMPARE(all[0].functions, (QStringList{QStringLiteral("lower"), QStringLiteral("Odd"),
                                                QStringLiteral("count")}));
        QVERIFY(!all[0].writes && all[0].hasCondition);
        QVERIFY(all[1].writes && all[1].deletes && !all[1].hasCondition);
        QVERIFY(all[2].writes && !all[2].deletes && !all[2].hasCondition);
        QVERIFY(all[3].deletes && all[3].hasCondition);
        QVERIFY(all[4].writes);
        QCOMPARE(all[4].explains, QStringLiteral("InsertStmt"));
        QVERIFY(all[5].writes);
        QVERIFY(all[6].writes && all[6].deletes);
        QCOMPARE(all[7].setting, QStringLiteral("work_mem"));
        QCOMPARE(all[8].setting, QStringLiteral("TRANSACTION"));
        QCOMPARE(all[9].setting, QString());
        for (const SqlStatement &statement : all)
            QCOMPARE(script.mid(statement.begin, statement.text.size()), statement.text);
        QCOMPARE(firstWord(QStringLiteral(" -- no\n /* no */ yes")), 17);
    }

    void nothingIsNoStatement()
    {
        for (const char *text : {"", "  \n", ";;;", "-- nothing", "/* nothing */"})
            QVERIFY(parseScript(QString::fromLatin1(text), QStringLiteral("x.sql")).empty());
    }

    void aSyntaxErrorNamesItsLine()
    {
        const auto error = errorOf([] {
            parseScript(QString::fromUtf8("SELECT 'ä';\nSELECT 1;\nSELEKT 2"),
                        QStringLiteral("x.sql"));
        });
        QCOMPARE(error.where(), QStringLiteral("x.sql:3"));
        QCOMPARE(error.position(), 23);
        QVERIFY(error.message().contains(QStringLiteral("SELEKT")));
        QVERIFY(!error.hint().isEmpty());
    }
};

QTEST_GUILESS_MAIN(SqlScriptTest)
#include "sql_script_test.moc"
