// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/sql_text.h"

#include <QTest>

using namespace arborist;
using namespace arborist::sql_text;

class SqlTextTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void tokens_data();
    void tokens();
    void splitsStatements();
    void findsTheStatementUnderTheCursor();
};

void SqlTextTest::tokens_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QByteArray>("kinds");
    // w word, q quoted name, s string, n number, c comment, ; semicolon, y symbol; capital: open.
    QTest::newRow("words") << QByteArray("select a_b$1 Größe") << QByteArray("www");
    QTest::newRow("numbers") << QByteArray("1 2.5 .5 1e-7 0x1F $12") << QByteArray("nnnnnn");
    QTest::newRow("minus") << QByteArray("1-7") << QByteArray("nyn");
    QTest::newRow("string") << QByteArray("'it''s ; here'") << QByteArray("s");
    QTest::newRow("backslash is no escape") << QByteArray("'a\\' b") << QByteArray("sw");
    QTest::newRow("escape string") << QByteArray("e'a\\'; b' E'\\\\'") << QByteArray("ss");
    QTest::newRow("unicode string") << QByteArray("U&'d\\0061' u&\"x\"") << QByteArray("sq");
    QTest::newRow("quoted name") << QByteArray("\"a\"\"b;\"") << QByteArray("q");
    QTest::newRow("dollar quotes")
        << QByteArray("$$ a; ' $$ $x$ $y$ $$ ; $x$ a") << QByteArray("ssw");
    QTest::newRow("no dollar quote") << QByteArray("a $ b") << QByteArray("wyw");
    QTest::newRow("comments") << QByteArray("-- ; '\n/* ' /* ; */ */ a") << QByteArray("ccw");
    QTest::newRow("open string") << QByteArray("a 'b; c") << QByteArray("wS");
    QTest::newRow("open comment") << QByteArray("a /* b */ /* /* */") << QByteArray("wcC");
    QTest::newRow("open dollar quote") << QByteArray("$f$ a; $f") << QByteArray("S");
    QTest::newRow("open escape") << QByteArray("e'\\") << QByteArray("S");
    QTest::newRow("symbols") << QByteArray("a::b;(c)") << QByteArray("wyyw;ywy");
}

void SqlTextTest::tokens()
{
    QFETCH(QByteArray, sql);
    QFETCH(QByteArray, kinds);
    QByteArray found;
    qsizetype at = 0;
    while (at < sql.size()) {
        const Token token = tokenAt(sql, at);
        QCOMPARE(token.begin, at);
        QVERIFY(token.end > at && token.end <= sql.size());
        at = token.end;
        static constexpr char letters[] = " wqsnc;y";
        const char letter = letters[int(token.kind)];
        if (token.kind != Kind::Space)
            found += token.closed ? letter : char(letter - 32);
    }
    QCOMPARE(found, kinds);
}

void SqlTextTest::splitsStatements()
{
    const QByteArray sql =
        "-- first\nselect 1; ;\n/* alone; */\n;select ';';\n\nselect $$;$$ -- x\n";
    QByteArrayList texts;
    for (const Range &range : statements(sql))
        texts << sql.mid(range.begin, range.end - range.begin);
    QCOMPARE(texts, (QByteArrayList{"-- first\nselect 1", "select ';'", "select $$;$$"}));
    QVERIFY(statements("  ;; -- nothing").empty());
}

void SqlTextTest::findsTheStatementUnderTheCursor()
{
    const QByteArray sql = "select 1; \n\n  select 2;select 3";
    const auto at = [&](qsizetype position) {
        const Range range = statementAt(sql, position);
        return sql.mid(range.begin, range.end - range.begin);
    };
    QCOMPARE(at(0), QByteArray("select 1"));
    QCOMPARE(at(8), QByteArray("select 1"));
    QCOMPARE(at(9), QByteArray("select 1"));  // behind its semicolon
    QCOMPARE(at(10), QByteArray("select 1")); // on its line still
    QCOMPARE(at(11), QByteArray("select 2")); // the empty line belongs to what follows
    QCOMPARE(at(14), QByteArray("select 2"));
    QCOMPARE(at(sql.size()), QByteArray("select 3"));
    QVERIFY(statementAt("-- only words", 3).isEmpty());
    QVERIFY(statementAt("", 0).isEmpty());
    QVERIFY(!statementAt("select 1;\n\n", 11).isEmpty()); // the last, where nothing follows
}

QTEST_APPLESS_MAIN(SqlTextTest)
#include "sql_text_test.moc"
