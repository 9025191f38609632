// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/stages/dotenv.h"
#include "services/stages/text_file.h"
#include <QFile>
#include <QTemporaryDir>
#include <QtTest/qtest.h>
#include <sys/stat.h>

using namespace arborist;
using stages::Dotenv;

namespace {

std::optional<QString> outside(const QString &name)
{
    if (name == u"HOME")
        return QStringLiteral("/home/phil");
    if (name == u"EMPTY")
        return QString();
    return std::nullopt;
}

} // namespace

class DotenvTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void values_data();
    void values();
    void lines();
    void errors_data();
    void errors();
    void errorsHoldNoValue();
    void growthIsBounded();
    void processIsTheFallback();
    void files();
};

void DotenvTest::values_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const char *text, const char *expected) {
        QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(expected);
    };
    row("plain", "A=1", "1");
    row("spaces around", "  A  =  1  ", "1");
    row("inner spaces stay", "A=one two", "one two");
    row("export", "export A=1", "1");
    row("export with tabs", "export\tA=1", "1");
    row("variable called export", "export=x\nA=1", "1");
    row("export of a name alone", "A=1\nexport A\n", "1");
    row("colon", "A: 1", "1");
    row("empty", "A=", "");
    row("empty, quoted", "A=\"\"", "");
    row("double", "A=\"one two\"", "one two");
    row("single", "A='one two'", "one two");
    row("backtick", "A=`say \"it's\"`", "say \"it's\"");
    row("other quotes inside", "A=\"it's `x`\"", "it's `x`");
    row("quote inside of a plain value", "A=it\"s", "it\"s");
    row("escapes", R"(A="a\nb\tc\"d\\e\$f")", "a\nb\tc\"d\\e$f");
    row("unknown escape stays", R"(A="\d")", "\\d");
    row("no escapes in single quotes", R"(A='a\nb')", "a\\nb");
    row("escaped quote in single quotes", R"(A='it\'s')", "it's");
    row("no escapes in a plain value", R"(A=a\nb)", "a\\nb");
    row("multiline double", "A=\"one\ntwo\"", "one\ntwo");
    row("multiline single", "A='one\ntwo'", "one\ntwo");
    row("multiline backtick", "A=`one\ntwo`", "one\ntwo");
    row("continued line", "A=\"one\\\ntwo\"", "onetwo");
    row("comment line", "# A=2\nA=1\n  # A=3", "1");
    row("comment behind", "A=1 # one", "1");
    row("comment behind quotes", "A=\"1 # 2\" # one", "1 # 2");
    row("hash without space", "A=postgres://h/db#x", "postgres://h/db#x");
    row("only a comment", "A= # nothing", "");
    row("windows line ends", "A=1\r\nB=2\r\n", "1");
    row("windows line ends in a value", "A=\"1\r\n2\"\r\n", "1\n2");
    row("old mac line ends", "B=2\rA=1\r", "1");
    row("byte order mark",
        "\xEF\xBB\xBF"
        "A=1",
        "1");
    row("last wins", "A=1\nA=2", "2");
    row("equals in the value", "A=a=b", "a=b");
    row("url", "A=postgresql://u:p%40@h:5432/db?sslmode=require&x=1",
        "postgresql://u:p%40@h:5432/db?sslmode=require&x=1");
    row("braces", "B=x\nA=${B}y", "xy");
    row("dollar", "B=x\nA=$B/y", "x/y");
    row("in double quotes", "B=x\nA=\"<${B}>\"", "<x>");
    row("not in single quotes", "B=x\nA='${B}'", "${B}");
    row("not in backticks", "B=x\nA=`${B}`", "${B}");
    row("escaped dollar", "B=x\nA=\\$B", "$B");
    row("defined below", "A=${B}\nB=x", "x");
    row("nearest above", "B=1\nA=${B}\nB=2", "1");
    row("adds to itself", "A=1\nA=${A}2", "12");
    row("outside", "A=$HOME/x", "/home/phil/x");
    row("file before outside", "HOME=here\nA=$HOME", "here");
    row("itself from outside", "HOME=x\nA=1", "1");
    row("unset in braces", "A=<${NONE}>", "<>");
    row("unset without braces stays", "A=pa$word", "pa$word");
    row("dollar at the end", "A=1$", "1$");
    row("dollar and digit", "A=cost$5", "cost$5");
    row("default, unset", "A=${NONE:-x}", "x");
    row("default, empty", "A=${EMPTY:-x}", "x");
    row("default, set", "A=${HOME:-x}", "/home/phil");
    row("dash default, unset", "A=${NONE-x}", "x");
    row("dash default, empty", "A=${EMPTY-x}", "");
    row("empty default", "A=<${NONE:-}>", "<>");
    row("nested default", "A=${NONE:-${NOR:-x}}", "x");
    row("default with text", "A=\"${NONE:-a b}c\"", "a bc");
    row("default with url", "A=${DATABASE_URL:-postgres://localhost:5432/app}",
        "postgres://localhost:5432/app");
    row("other, set", "A=${HOME:+x}", "x");
    row("other, unset", "A=<${NONE:+x}>", "<>");
    row("required, set", "A=${HOME:?}", "/home/phil");
    row("template of another tool", "A=${{ secrets.X }}", "${{ secrets.X }}");
    row("command stays text", "A=$(date)", "$(date)");
    row("chain", "H=h\nP=5\nU=${H}:${P}\nA=postgres://${U}/db", "postgres://h:5/db");
    row("not latin", "A=größe", "größe");
}

void DotenvTest::values()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);
    const Dotenv dotenv = Dotenv::parse(text, QStringLiteral(".env"), outside);
    const auto *value = dotenv.find(QStringLiteral("A"));
    QVERIFY(value);
    QCOMPARE(value->value, expected);
}

void DotenvTest::lines()
{
    const Dotenv dotenv = Dotenv::parse(QStringLiteral("# head\r\n\r\nA=1\r\nB=\"x\r\ny\r\n\"\r\n"
                                                       "C=2\r\n\r\nA=3 # again\r\nD.e-f=4"),
                                        QStringLiteral(".env.test"));
    const QMap<QString, stages::DotenvValue> expected{
        {QStringLiteral("A"), {QStringLiteral("3"), 9}},
        {QStringLiteral("B"), {QStringLiteral("x\ny\n"), 4}},
        {QStringLiteral("C"), {QStringLiteral("2"), 7}},
        {QStringLiteral("D.e-f"), {QStringLiteral("4"), 10}}};
    QCOMPARE(dotenv.values(), expected);
    QCOMPARE(dotenv.shownName(), QStringLiteral(".env.test"));
    QVERIFY(!dotenv.find(QStringLiteral("E")));
    QVERIFY(Dotenv::parse({}, QStringLiteral(".env")).values().isEmpty());
}

void DotenvTest::errors_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("start");
    const auto row = [](const char *name, const char *text, const char *start) {
        QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(start);
    };
    row("no equals sign", "A=1\nfoo bar\n", ".env:2: ");
    row("value without name", "A=1\n\n=5\n", ".env:3: ");
    row("address alone", "postgres://u:p@h/db", ".env:1: ");
    row("open double quote", "A=1\nB=\"x\nC=2\nD=3\n", ".env:2: ");
    row("open single quote", "B='x", ".env:1: ");
    row("open backtick", "\r\n\r\nB=`x", ".env:3: ");
    row("text behind quotes", "A=\"x\"y", ".env:1: ");
    row("text behind quotes of several lines", "A=\"x\n\"y", ".env:2: ");
    row("open brace", "A=1\nB=${A", ".env:2: ");
    row("required", "A=1\nB=${NONE:?}", ".env:2: ");
    row("circle", "A=1\nB=${C}\nC=${B}", ".env:2: ");
}

void DotenvTest::errors()
{
    QFETCH(QString, text);
    QFETCH(QString, start);
    try {
        Dotenv::parse(text, QStringLiteral(".env"), outside);
        QFAIL("no error");
    } catch (const Error &error) {
        QVERIFY2(error.message().startsWith(start), error.what());
        QCOMPARE(error.where() + QStringLiteral(": "), start);
    }
}

void DotenvTest::errorsHoldNoValue()
{
    for (const char *text :
         {"secret", "postgres://u:secret@h/db", "A=\"secret", "A='secret'secret", "A=secret${B"}) {
        try {
            Dotenv::parse(QString::fromUtf8(text), QStringLiteral(".env"));
            QFAIL("no error");
        } catch (const Error &error) {
            QVERIFY2(!(error.message() + error.hint()).contains(u"secret"), error.what());
        }
    }
}

void DotenvTest::growthIsBounded()
{
    QString doubling = QStringLiteral("V0=0123456789\n");
    for (int i = 1; i < 40; ++i)
        doubling += QStringLiteral("V%1=${V%2}${V%2}\n").arg(i).arg(i - 1);
    QVERIFY_THROWS_EXCEPTION(Error, Dotenv::parse(doubling, QStringLiteral(".env")));

    QString chain;
    for (int i = 0; i < 100'000; ++i)
        chain += QStringLiteral("V%1=${V%2}\n").arg(i).arg(i + 1);
    QVERIFY_THROWS_EXCEPTION(Error, Dotenv::parse(chain, QStringLiteral(".env")));
    QVERIFY_THROWS_EXCEPTION(Error, Dotenv::parse(QStringLiteral("A=") +
                                                      QStringLiteral("${X:-").repeated(50'000) +
                                                      QStringLiteral("}").repeated(50'000),
                                                  QStringLiteral(".env")));
}

void DotenvTest::processIsTheFallback()
{
    qputenv("ARBORIST_TEST_DOTENV", "from the process");
    const Dotenv dotenv =
        Dotenv::parse(QStringLiteral("A=${ARBORIST_TEST_DOTENV}"), QStringLiteral(".env"));
    qunsetenv("ARBORIST_TEST_DOTENV");
    QCOMPARE(dotenv.find(QStringLiteral("A"))->value, QStringLiteral("from the process"));
}

void DotenvTest::files()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral(".env"));
    const auto write = [&path](const QByteArray &bytes) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    };
    const auto read = [&path] { return Dotenv::read(path, QStringLiteral(".env")); };

    QVERIFY_THROWS_EXCEPTION(Error, read());
    write("A=gr\xF6\xDF"
          "e\n"); // Latin-1, as old editors write it
    QCOMPARE(read().find(QStringLiteral("A"))->value, QStringLiteral("größe"));
    write("\xFF\xFE"
          "A\0=\0"
          "1\0");
    try {
        read();
    } catch (const Error &error) {
        QVERIFY2(error.message().contains(u".env"), error.what());
    }
    write(QByteArray("A=1\0B=2", 7));
    QVERIFY_THROWS_EXCEPTION(Error, read());
    write(QByteArray(2 * 1024 * 1024, '#'));
    QVERIFY_THROWS_EXCEPTION(Error, read());

    // A folder and a pipe are no files to read; the pipe would block for ever.
    QVERIFY(QFile::remove(path));
    QCOMPARE(mkfifo(path.toLocal8Bit().constData(), 0600), 0);
    QVERIFY_THROWS_EXCEPTION(Error, read());
    QVERIFY_THROWS_EXCEPTION(Error, Dotenv::read(folder.path(), QStringLiteral(".env")));
}

QTEST_GUILESS_MAIN(DotenvTest)
#include "dotenv_test.moc"
