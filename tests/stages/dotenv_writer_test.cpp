// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/stages/dotenv.h"
#include "services/stages/dotenv_writer.h"
#include <QtTest/qtest.h>

using namespace arborist;
using stages::Dotenv;
using stages::withVariable;

/// Sets A in a text.
class DotenvWriterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sets_data();
    void sets();
    void everyValueComesBack_data();
    void everyValueComesBack();
    void refuses();
};

void DotenvWriterTest::sets_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("after");
    const auto row = [](const char *name, const char *before, const char *value,
                        const char *after) {
        QTest::newRow(name) << QString::fromUtf8(before) << QString::fromUtf8(value)
                            << QString::fromUtf8(after);
    };
    row("plain", "A=1\nB=2\n", "3", "A=3\nB=2\n");
    row("last of several", "A=1\nA=2\n", "3", "A=1\nA=3\n");
    row("export", "export A=1\n", "3", "export A=3\n");
    row("spaces", "  A  =  1  \n", "3", "  A  =  3  \n");
    row("colon", "A: 1\n", "3", "A: 3\n");
    row("comment behind", "A=1 # why\n", "3", "A=3 # why\n");
    row("comment behind nothing", "A=# why\n", "3", "A=3 # why\n");
    row("comment behind quotes", "A=\"1\"   # why # not\n", "3", "A=\"3\"   # why # not\n");
    row("double stays", "A=\"1\"\n", "3", "A=\"3\"\n");
    row("single stays", "A='1'\n", "3", "A='3'\n");
    row("backtick stays", "A=`1`\n", "3", "A=`3`\n");
    row("single that cannot stay", "A='1'\n", "it's", "A=\"it's\"\n");
    row("double that cannot stay", "A=\"1\"\n", "a\"b", "A='a\"b'\n");
    row("dollar", "A=\"1\"\n", "pa$s", "A='pa$s'\n");
    row("needs quotes", "A=1\n", "one two", "A=\"one two\"\n");
    row("bare address where addresses are bare", "A=postgres://h/d?x=1&y=2\n",
        "postgres://i/e?x=1&y=2", "A=postgres://i/e?x=1&y=2\n");
    row("an address gets quotes for the shell", "A=1\n", "postgres://i/e?x=1&y=2",
        "A=\"postgres://i/e?x=1&y=2\"\n");
    row("empty", "A=1\n", "", "A=\"\"\n");
    row("of an empty one", "A=\n", "3", "A=3\n");
    row("several lines to one", "A=\"1\n2\n\"\nB=2\n", "3", "A=\"3\"\nB=2\n");
    row("one line to several", "A=1\nB=2\n", "x\ny", "A=\"x\\ny\"\nB=2\n");
    row("windows", "B=2\r\nA=1\r\n# end\r\n", "3", "B=2\r\nA=3\r\n# end\r\n");
    row("windows, several lines", "A=\"1\r\n2\"\r\nB=\"x\r\ny\"\r\n", "3",
        "A=\"3\"\r\nB=\"x\r\ny\"\r\n");
    row("old mac", "B=2\rA=1\rC=3", "3", "B=2\rA=3\rC=3");
    row("mixed", "B=2\r\n\nA=1\nC=3\r\n", "3", "B=2\r\n\nA=3\nC=3\r\n");
    row("byte order mark",
        "\xEF\xBB\xBF"
        "A=1\n",
        "3",
        "\xEF\xBB\xBF"
        "A=3\n");
    row("no last line end", "B=2\nA=1", "3", "B=2\nA=3");
    row("added", "B=2\n", "3", "B=2\nA=3\n");
    row("added to nothing", "", "3", "A=3\n");
    row("added after no line end", "B=2", "3", "B=2\nA=3\n");
    row("added, windows", "B=2\r\nC=3", "3", "B=2\r\nC=3\r\nA=3\r\n");
    row("added among exports", "export B=2\nexport C=3\n", "3",
        "export B=2\nexport C=3\nexport A=3\n");
    row("a comment is no variable", "# A=1\n", "3", "# A=1\nA=3\n");
    row("inside of another value", "B=\"\nA=1\n\"\nA=2\n", "3", "B=\"\nA=1\n\"\nA=3\n");
    row("others made from it follow", "A=1\nB=${A}\n", "3", "A=3\nB=${A}\n");
    row("not latin", "# größe ✓\nA=ä\nB=ö\n", "ü", "# größe ✓\nA=ü\nB=ö\n");
}

void DotenvWriterTest::sets()
{
    QFETCH(QString, before);
    QFETCH(QString, value);
    QFETCH(QString, after);
    QCOMPARE(withVariable(before, QStringLiteral(".env"), QStringLiteral("A"), value), after);
    // Again: nothing more to do.
    QCOMPARE(withVariable(after, QStringLiteral(".env"), QStringLiteral("A"), value), after);
}

void DotenvWriterTest::everyValueComesBack_data()
{
    QTest::addColumn<QString>("value");
    int number = 0;
    for (const char *value : {"postgresql://u:p%40ss@h:5432/db?sslmode=require&application_name=x",
                              "a#b",
                              " #",
                              "#",
                              "a b",
                              " a ",
                              "\ta",
                              "'",
                              "\"",
                              "`",
                              "'\"",
                              "'\"`",
                              "'\"`$x",
                              "\\",
                              "a\\",
                              "\\n",
                              "\\'",
                              "${A}",
                              "$A",
                              "${B:-x}",
                              "a$",
                              "$$",
                              "line\nline",
                              "line\r\nline",
                              "\n",
                              "\"\n'\n`",
                              "a\\\"b",
                              "export A=1",
                              "A=1",
                              "größe ✓ 𝄞",
                              "!history",
                              "~",
                              "*",
                              "a;b",
                              "(x)"})
        QTest::newRow(qPrintable(QString::number(++number))) << QString::fromUtf8(value);
}

void DotenvWriterTest::everyValueComesBack()
{
    QFETCH(QString, value);
    for (const char *before :
         {"", "A=1", "A=1 # one\nB=2\n", "A=\"1\" # one\r\nB=2\r\n", "A='1'\nB=2\n", "A=`1`\nB=2\n",
          "export A=\nB=2\n", "B='x\ny'\nA=\"1\n2\""}) {
        const QString text = withVariable(QString::fromUtf8(before), QStringLiteral(".env"),
                                          QStringLiteral("A"), value);
        const Dotenv was = Dotenv::parse(QString::fromUtf8(before), QStringLiteral(".env"));
        const Dotenv is = Dotenv::parse(text, QStringLiteral(".env"));
        QCOMPARE(is.find(QStringLiteral("A"))->value, value);
        if (was.find(QStringLiteral("B")))
            QCOMPARE(is.find(QStringLiteral("B"))->value, was.find(QStringLiteral("B"))->value);
    }
}

void DotenvWriterTest::refuses()
{
    const auto set = [](const char *text, const char *name, const char *value) {
        return withVariable(QString::fromUtf8(text), QStringLiteral(".env"),
                            QString::fromUtf8(name), QString::fromUtf8(value));
    };
    QVERIFY_THROWS_EXCEPTION(Error, set("A=1", "", "x"));
    QVERIFY_THROWS_EXCEPTION(Error, set("A=1", "A B", "x"));
    QVERIFY_THROWS_EXCEPTION(Error, set("A=1", "A\nB", "x"));
    QVERIFY_THROWS_EXCEPTION(Error, set("A=\"secret", "A", "x"));
    try {
        set("no assignment", "A", "hush");
        QFAIL("no error");
    } catch (const Error &error) {
        QVERIFY2(error.message().startsWith(u".env:1:"), error.what());
        QVERIFY(!(error.message() + error.hint()).contains(u"hush"));
    }
}

QTEST_GUILESS_MAIN(DotenvWriterTest)
#include "dotenv_writer_test.moc"
