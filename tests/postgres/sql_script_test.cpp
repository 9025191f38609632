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
        QVERIFY(error.message().contains(QStringLiteral("SELEKT")));
        QVERIFY(!error.hint().isEmpty());
    }
};

QTEST_GUILESS_MAIN(SqlScriptTest)
#include "sql_script_test.moc"
