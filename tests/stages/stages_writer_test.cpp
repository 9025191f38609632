// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/stages/stages_writer.h"
#include <QFile>
#include <QtTest/qtest.h>

using namespace arborist;
using namespace arborist::stages;

namespace {

const QString kLocal = QStringLiteral("local");

QString text(const char *utf8)
{
    return QString::fromUtf8(utf8);
}

} // namespace

/// What is not meant to change does not change by one byte.
class StagesWriterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void setsKeys_data();
    void setsKeys();
    void addsStages_data();
    void addsStages();
    void removesStages_data();
    void removesStages();
    void renamesStages_data();
    void renamesStages();
    void everyStageOfTheExample();
    void refuses();
};

void StagesWriterTest::setsKeys_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QVariant>("value");
    QTest::addColumn<QString>("after");
    const auto rowOf = [](const char *name, const char *before, const char *key,
                          const QVariant &value, const char *after) {
        QTest::newRow(name) << text(before) << text(key) << value << text(after);
    };
    const auto row = [&rowOf](const char *name, const char *before, const char *key,
                              const char *value, const char *after) {
        rowOf(name, before, key, value ? QVariant(text(value)) : QVariant(), after);
    };
    const char *none = nullptr;
    row("value", "[stages.local]\nurl = \"env:A\" # mine\n", "url", "env:B",
        "[stages.local]\nurl = \"env:B\" # mine\n");
    row("literal", "[stages.local]\nurl = 'env:A'\n", "url", "env:B",
        "[stages.local]\nurl = \"env:B\"\n");
    row("the same stays as written", "[stages.local]\nurl = 'env:A'\n", "url", "env:A",
        "[stages.local]\nurl = 'env:A'\n");
    rowOf("bool", "[stages.local]\nprotected=false\n", "protected", true,
          "[stages.local]\nprotected=true\n");
    rowOf("list", "[stages.local]\naddresses = [ # both\n  \"a\",\n  \"b\",\n]\ncolour = \"red\"\n",
          "addresses", QStringList{QStringLiteral("c")},
          "[stages.local]\naddresses = [\"c\"]\ncolour = \"red\"\n");
    row("new key", "[stages.local]\nurl = \"env:A\"\n\n# next\n[stages.b]\n", "colour", "red",
        "[stages.local]\nurl = \"env:A\"\ncolour = \"red\"\n\n# next\n[stages.b]\n");
    row("new key, indented", "[stages.local]\n  url = \"env:A\" # x\n", "colour", "red",
        "[stages.local]\n  url = \"env:A\" # x\n  colour = \"red\"\n");
    row("new key, empty table", "[stages.local]\n[stages.b]\nurl='x'\n", "colour", "red",
        "[stages.local]\ncolour = \"red\"\n[stages.b]\nurl='x'\n");
    row("new key, no last line end", "[stages.local]\nurl = 'env:A'", "colour", "red",
        "[stages.local]\nurl = 'env:A'\ncolour = \"red\"");
    row("new key, windows", "[stages.local]\r\nurl = 'env:A'\r\n\r\n[policy]\r\n", "colour", "red",
        "[stages.local]\r\nurl = 'env:A'\r\ncolour = \"red\"\r\n\r\n[policy]\r\n");
    row("byte order mark", "\xEF\xBB\xBF[stages.local]\nurl = 'a'\n", "url", "b",
        "\xEF\xBB\xBF[stages.local]\nurl = \"b\"\n");
    row("away", "[stages.local]\nurl = 'a' # mine\ncolour = \"red\"\n", "url", none,
        "[stages.local]\ncolour = \"red\"\n");
    row("away, not there", "[stages.local]\nurl = 'a'\n", "colour", none,
        "[stages.local]\nurl = 'a'\n");
    row("not the same key of another table",
        "[stages.a]\nurl = 'a'\n[stages.local]\nurl = 'b'\n[stages.c]\nurl = 'c'\n", "url", "x",
        "[stages.a]\nurl = 'a'\n[stages.local]\nurl = \"x\"\n[stages.c]\nurl = 'c'\n");
    row("not in a text of several lines",
        "x = \"\"\"\n[stages.local]\nurl = 'no'\n\"\"\"\n[stages.local]\nurl = 'a'\n", "url", "b",
        "x = \"\"\"\n[stages.local]\nurl = 'no'\n\"\"\"\n[stages.local]\nurl = \"b\"\n");
    row("not in a comment", "# [stages.local]\n# url = 'no'\n[stages.local]\nurl = 'a'\n", "url",
        "b", "# [stages.local]\n# url = 'no'\n[stages.local]\nurl = \"b\"\n");
    row("quoted name", "[stages.\"local\"]\nurl = 'a'\n", "colour", "red",
        "[stages.\"local\"]\nurl = 'a'\ncolour = \"red\"\n");
    row("spaces in the heading", "[ stages . 'local' ] # x\nurl = 'a'\n", "url", "b",
        "[ stages . 'local' ] # x\nurl = \"b\"\n");
    row("table below", "[stages.local]\nurl = 'a'\n[stages.local.aws]\nprofile = 'p'\n", "colour",
        "red", "[stages.local]\nurl = 'a'\ncolour = \"red\"\n[stages.local.aws]\nprofile = 'p'\n");
    row("only a table below", "[stages.local.aws]\nprofile = 'p'\n", "colour", "red",
        "[stages.local.aws]\nprofile = 'p'\n\n[stages.local]\ncolour = \"red\"\n");
    row("inline", "[stages]\nlocal = { url = 'a', colour = \"red\" }\n", "url", "b",
        "[stages]\nlocal = { url = \"b\", colour = \"red\" }\n");
    row("inline, new", "[stages]\nlocal = { url = 'a' } # x\n", "colour", "red",
        "[stages]\nlocal = { url = 'a', colour = \"red\" } # x\n");
    row("inline, empty", "[stages]\nlocal = {}\n", "colour", "red",
        "[stages]\nlocal = { colour = \"red\" }\n");
    row("inline, first away", "[stages]\nlocal = { url = 'a', colour = \"red\" }\n", "url", none,
        "[stages]\nlocal = { colour = \"red\" }\n");
    row("inline, last away", "[stages]\nlocal = { url = 'a', colour = \"red\" }\n", "colour", none,
        "[stages]\nlocal = { url = 'a' }\n");
    row("dotted", "[stages]\nlocal.url = 'a'\nb.url = 'b'\n", "url", "x",
        "[stages]\nlocal.url = \"x\"\nb.url = 'b'\n");
    row("dotted, new", "[stages]\nlocal.url = 'a'\nb.url = 'b'\n", "colour", "red",
        "[stages]\nlocal.url = 'a'\nlocal.colour = \"red\"\nb.url = 'b'\n");
    row("dotted from the top", "stages.local.url = 'a'\n[policy]\n", "colour", "red",
        "stages.local.url = 'a'\nstages.local.colour = \"red\"\n[policy]\n");
    row("escapes", "[stages.local]\nurl = 'a'\n", "url", "a\"b\\c\nd",
        "[stages.local]\nurl = \"a\\\"b\\\\c\\u000ad\"\n");
    row("not latin", "# größe ✓ 𝄞\n[stages.local]\nurl = 'a' # ✓\n", "url", "ü𝄞",
        "# größe ✓ 𝄞\n[stages.local]\nurl = \"ü𝄞\" # ✓\n");
}

void StagesWriterTest::setsKeys()
{
    QFETCH(QString, before);
    QFETCH(QString, key);
    QFETCH(QVariant, value);
    QFETCH(QString, after);
    QCOMPARE(withStageKeys(before, kLocal, {{key, value}}), after);
    QCOMPARE(withStageKeys(after, kLocal, {{key, value}}), after);
}

void StagesWriterTest::addsStages_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    QTest::newRow("no file") << QString() << text("[stages.local]\nurl = \"env:A\"\n");
    QTest::newRow("after the last stage")
        << text("[stages.b]\nurl = 'b' # b\n\n[policy]\n")
        << text("[stages.b]\nurl = 'b' # b\n\n[stages.local]\nurl = \"env:A\"\n\n[policy]\n");
    QTest::newRow("at the end") << text("[workspace]\nname = 'x'")
                                << text("[workspace]\nname = 'x'\n\n[stages.local]\nurl = "
                                        "\"env:A\"\n");
    QTest::newRow("windows") << text("[stages.b]\r\nurl = 'b'\r\n")
                             << text("[stages.b]\r\nurl = 'b'\r\n\r\n[stages.local]\r\nurl = "
                                     "\"env:A\"\r\n");
}

void StagesWriterTest::addsStages()
{
    QFETCH(QString, before);
    QFETCH(QString, after);
    QVERIFY(!declaresStage(before, kLocal));
    const QString added = withStageKeys(
        before, kLocal,
        {{QStringLiteral("url"), QStringLiteral("env:A")}, {QStringLiteral("colour"), {}}});
    QCOMPARE(added, after);
    QVERIFY(declaresStage(added, kLocal));
}

void StagesWriterTest::removesStages_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    const auto row = [](const char *name, const char *before, const char *after) {
        QTest::newRow(name) << text(before) << text(after);
    };
    row("between", "[stages.a]\nurl='a'\n\n[stages.local]\nurl='l' # l\n\n# next\n[stages.b]\n",
        "[stages.a]\nurl='a'\n\n# next\n[stages.b]\n");
    row("first", "[stages.local]\nurl='l'\n\n[stages.b]\n", "[stages.b]\n");
    row("last", "[stages.a]\nurl='a'\n\n[stages.local]\nurl='l'\n", "[stages.a]\nurl='a'\n");
    row("only", "[stages.local]\nurl='l'\n", "");
    row("with tables below",
        "[stages.local]\nurl='l'\n[stages.b]\n[stages.local.aws]\nprofile='p'\n[policy]\n",
        "[stages.b]\n[policy]\n");
    row("inline", "[stages]\nlocal = {url='l'}\nb = {url='b'}\n", "[stages]\nb = {url='b'}\n");
    row("dotted", "[stages]\nlocal.url='l'\nb.url='b'\nlocal.colour=\"red\"\n",
        "[stages]\nb.url='b'\n");
    row("named as the default",
        "[workspace]\nname = 'x'\ndefault_stage = 'local'\n"
        "source_stage = 'b'\n[stages.local]\n[stages.b]\n",
        "[workspace]\nname = 'x'\nsource_stage = 'b'\n[stages.b]\n");
}

void StagesWriterTest::removesStages()
{
    QFETCH(QString, before);
    QFETCH(QString, after);
    QCOMPARE(withoutStage(before, kLocal), after);
}

void StagesWriterTest::renamesStages_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QString>("after");
    const auto row = [](const char *name, const char *before, const char *to, const char *after) {
        QTest::newRow(name) << text(before) << text(to) << text(after);
    };
    row("heading", "[stages.local] # local\nurl='l'\n", "dev", "[stages.dev] # local\nurl='l'\n");
    row("tables below", "[stages.local]\n[stages.local.aws]\n[stages.localhost]\n", "dev",
        "[stages.dev]\n[stages.dev.aws]\n[stages.localhost]\n");
    row("needs quotes", "[stages.local]\n", "größe.1", "[stages.\"größe.1\"]\n");
    row("had quotes", "[stages.'local']\n", "dev", "[stages.dev]\n");
    row("inline", "[stages]\nlocal = {}\n", "dev", "[stages]\ndev = {}\n");
    row("dotted", "stages.local.url = 'x'\nstages.local.colour = \"red\"\n", "dev",
        "stages.dev.url = 'x'\nstages.dev.colour = \"red\"\n");
    row("named as default and source",
        "[workspace]\ndefault_stage = \"local\"\nsource_stage = 'local' # x\n[stages.local]\n",
        "dev", "[workspace]\ndefault_stage = \"dev\"\nsource_stage = \"dev\" # x\n[stages.dev]\n");
}

void StagesWriterTest::renamesStages()
{
    QFETCH(QString, before);
    QFETCH(QString, to);
    QFETCH(QString, after);
    QCOMPARE(withStageRenamed(before, kLocal, to), after);
    if (!after.contains(u'"'))
        QVERIFY(declaresStage(after, to));
}

/// A long file with all sections: each change leaves all other lines alone.
void StagesWriterTest::everyStageOfTheExample()
{
    QFile file(QFINDTESTDATA("example.toml"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString before = QString::fromUtf8(file.readAll());
    for (const QString &stage : {QStringLiteral("local"), QStringLiteral("staging")}) {
        QVERIFY(declaresStage(before, stage));
        const QString after =
            withStageKeys(before, stage, {{QStringLiteral("ssh_host"), QStringLiteral("other")}});
        const QStringList was = before.split(u'\n');
        const QStringList is = after.split(u'\n');
        qsizetype same = 0;
        for (const QString &line : is)
            same += was.contains(line) ? 1 : 0;
        QCOMPARE(same, is.size() - 1);
        QVERIFY(!withoutStage(before, stage).contains(QStringLiteral("[stages.") + stage));
        withStageRenamed(before, stage, QStringLiteral("renamed"));
    }
}

void StagesWriterTest::refuses()
{
    const QList<StageKey> red{{QStringLiteral("colour"), QStringLiteral("red")}};
    try {
        withStageKeys(text("[stages.local]\nurl = \n"), kLocal, red);
        QFAIL("no error");
    } catch (const Error &error) {
        QVERIFY2(error.message().startsWith(u"arborist.toml:2:"), error.what());
    }
    // A form in which the place cannot be found: refused, not guessed.
    QVERIFY_THROWS_EXCEPTION(Error, withStageKeys(text("stages = { local = { } }\n"), kLocal, red));
    QVERIFY_THROWS_EXCEPTION(Error, withStageKeys(text("stages = { }\n"), kLocal, red));
    QVERIFY_THROWS_EXCEPTION(Error, withStageKeys(text("stages = 1\n"), kLocal, red));
    QVERIFY_THROWS_EXCEPTION(Error, withoutStage(text("[stages.b]\n"), kLocal));
    QVERIFY_THROWS_EXCEPTION(Error, withStageRenamed(text("[stages.b]\n"), kLocal, {}));
    QVERIFY_THROWS_EXCEPTION(
        Error, withStageRenamed(text("[stages.local]\n[stages.b]\n"), kLocal, QStringLiteral("b")));
}

QTEST_GUILESS_MAIN(StagesWriterTest)
#include "stages_writer_test.moc"
