// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/cli_runner.h"
#include "tests/cli/terminal_program.h"
#include "tests/operations/operations_fixture.h"
#include <QFile>
#include <QJsonArray>
#include <QProcess>
#include <QTest>

using namespace arborist;
using namespace arborist::testing;

/// `arboristctl query`: what it prints, where, and with which exit code.
class CliQueryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_fixture = std::make_unique<OperationsFixture>();
        m_fixture->reset();
        m_fixture->writeFile(QStringLiteral("queries/few.sql"),
                             "-- The first items.\nSELECT id, value FROM items WHERE id <= 3 ORDER "
                             "BY id;\n");
        m_fixture->writeFile(QStringLiteral("queries/one.sql"),
                             "-- One item: --param id=NUMBER\nSELECT value FROM items WHERE id = "
                             ":id");
        m_fixture->writeProject(m_fixture->url(QStringLiteral("local")).toUtf8(),
                                m_fixture->url(QStringLiteral("production")).toUtf8(),
                                "[queries]\nfew = \"queries/few.sql\"\none = \"queries/one.sql\"\n"
                                "gone = \"queries/gone.sql\"\n");
    }
    void cleanupTestCase() { m_fixture.reset(); }
    void init()
    {
        psql("TRUNCATE items; INSERT INTO items SELECT g, 'old-' || g FROM generate_series(1, 100) "
             "g");
    }

    void savedQueriesAreListed()
    {
        const CliRun text = run({QStringLiteral("--list")});
        QCOMPARE(text.exitCode, 0);
        for (const char *part : {"few ", "The first items.", "one ", "id ", "gone.sql cannot be"})
            QVERIFY2(text.out.contains(part), text.out.constData());
        const QJsonArray list =
            run({QStringLiteral("--list"), QStringLiteral("--json")}).json()[u"queries"].toArray();
        QCOMPARE(list.size(), 3);
        QCOMPARE(list[1][u"parameters"][0].toString(), QStringLiteral("id"));
    }

    void aSavedQuery()
    {
        const CliRun table = run({QStringLiteral("few")});
        QVERIFY2(table.exitCode == 0, table.err.constData());
        QVERIFY2(table.out.startsWith("id  value\n 1  old-1\n 2  old-2\n 3  old-3\n(3 rows, "),
                 table.out.constData());
        QCOMPARE(table.err, QByteArray());
        QCOMPARE(run({QStringLiteral("few"), QStringLiteral("--csv")}).out,
                 QByteArray("id,value\n1,old-1\n2,old-2\n3,old-3\n"));
        QCOMPARE(run({QStringLiteral("few"), QStringLiteral("--tsv")}).out,
                 QByteArray("id\tvalue\n1\told-1\n2\told-2\n3\told-3\n"));
        QCOMPARE(run({QStringLiteral("few"), QStringLiteral("--markdown")}).out,
                 QByteArray("| id | value |\n| --: | --- |\n| 1 | old-1 |\n| 2 | old-2 |\n"
                            "| 3 | old-3 |\n"));
        const QJsonObject json = run({QStringLiteral("few"), QStringLiteral("--json")}).json();
        QCOMPARE(json[u"columns"][0][u"type"].toString(), QStringLiteral("integer"));
        QCOMPARE(json[u"rows"][2][u"value"].toString(), QStringLiteral("old-3"));
        QCOMPARE(json[u"row_count"].toInt(), 3);
        QCOMPARE(json[u"truncated"].toBool(), false);
    }

    void valuesAreGiven()
    {
        const CliRun found = run({QStringLiteral("one"), QStringLiteral("--param"),
                                  QStringLiteral("id=7"), QStringLiteral("--csv")});
        QCOMPARE(found.out, QByteArray("value\nold-7\n"));
        const CliRun several =
            sql(":a || :b AS x",
                {QStringLiteral("--param"), QStringLiteral("a=it's"), QStringLiteral("--param"),
                 QStringLiteral("b==\" = 1"), QStringLiteral("--tsv")});
        QCOMPARE(several.out, QByteArray("x\nit's=\" = 1\n"));
        const CliRun missing = run({QStringLiteral("one")});
        QCOMPARE(missing.exitCode, 2);
        QVERIFY(missing.err.contains("--param id="));
        QVERIFY(missing.err.contains("one.sql:2:36"));
    }

    void severalResults()
    {
        const QString text = QStringLiteral("SELECT 1 AS a; SET work_mem = '5MB'; SELECT 2 AS b");
        QCOMPARE(run({QStringLiteral("--sql"), text, QStringLiteral("--csv")}).out,
                 QByteArray("a\n1\n\nb\n2\n"));
        const QJsonArray results = run({QStringLiteral("--sql"), text, QStringLiteral("--json")})
                                       .json()[u"results"]
                                       .toArray();
        QCOMPARE(results.size(), 2);
        QCOMPARE(results[1][u"rows"][0][u"b"].toInt(), 2);
        QVERIFY(run({QStringLiteral("--sql"), text}).out.contains("(SET, "));
    }

    void aLongTableIsWhole()
    {
        const CliRun done = sql("g, repeat('x', g / 1000) AS x FROM generate_series(1, 20000) g");
        const QList<QByteArray> lines = done.out.split('\n');
        QCOMPARE(lines.size(), 20000 + 3);
        QVERIFY(lines[20000].startsWith("20000  xxxxxxxxxxxxxxxxxxxx"));
        const CliRun some =
            sql("generate_series(1, 1000000) AS n",
                {QStringLiteral("--limit"), QStringLiteral("2"), QStringLiteral("--csv")});
        QCOMPARE(some.exitCode, 0);
        QCOMPARE(some.out, QByteArray("n\n1\n2\n"));
        QVERIFY(some.err.contains("There are more rows"));
    }

    void nullAndNothing()
    {
        QVERIFY(
            sql("NULL AS a, '' AS b, E'x\\ny\\033[31m' AS c").out.contains("NULL     x y [31m\n"));
        QCOMPARE(sql("NULL AS a, '' AS b", {QStringLiteral("--csv")}).out,
                 QByteArray("a,b\n,\"\"\n"));
        QVERIFY(sql("1 AS a").out.startsWith("a\n1\n(1 row, "));
        QVERIFY(sql("1 AS a WHERE false").out.startsWith("a\n(0 rows, "));
        QCOMPARE(sql("1 AS a WHERE false", {QStringLiteral("--json")}).json()[u"row_count"].toInt(),
                 0);
    }

    void noticesGoBeside()
    {
        m_fixture->cluster().psql(QStringLiteral("local"),
                                  "CREATE FUNCTION loud() RETURNS int LANGUAGE plpgsql AS "
                                  "$$BEGIN RAISE WARNING 'careful'; RETURN 1; END$$");
        const CliRun told = sql("loud() AS a", {QStringLiteral("--csv")});
        QCOMPARE(told.out, QByteArray("a\n1\n"));
        QCOMPARE(told.err, QByteArray("WARNING: careful\n"));
    }

    void whatGoesWrong_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char *name, const QStringList &words, int code,
                            const char *says) {
            QTest::newRow(name) << words << code << QByteArray(says);
        };
        const QString sqlOption = QStringLiteral("--sql");
        row("nothing", {}, 2, "A query is named");
        row("too much", {QStringLiteral("few"), sqlOption, QStringLiteral("SELECT 1")}, 2,
            "A query is named");
        row("unknown", {QStringLiteral("many")}, 2, "Queries: few, one, gone");
        row("no file", {QStringLiteral("gone")}, 1, "gone.sql cannot be read");
        row("column", {sqlOption, QStringLiteral("SELECT nope")}, 1, "line 1, column 8");
        row("syntax", {sqlOption, QStringLiteral("SELEKT 1")}, 1, "SELEKT");
        row("write", {sqlOption, QStringLiteral("DELETE FROM items")}, 3, "--write");
        row("hidden write",
            {sqlOption, QStringLiteral("WITH x AS (DELETE FROM items RETURNING 1) TABLE x")}, 3,
            "--write");
        row("commit", {sqlOption, QStringLiteral("COMMIT")}, 3, "no BEGIN, COMMIT");
        row("time",
            {sqlOption, QStringLiteral("SELECT 1"), QStringLiteral("--timeout"),
             QStringLiteral("soon")},
            2, "--timeout");
        row("timeout",
            {sqlOption, QStringLiteral("SELECT pg_sleep(60)"), QStringLiteral("--timeout"),
             QStringLiteral("1s")},
            1, "57014");
        row("formats",
            {sqlOption, QStringLiteral("SELECT 1"), QStringLiteral("--csv"),
             QStringLiteral("--json")},
            2, "exclude each other");
        row("parameter",
            {sqlOption, QStringLiteral("SELECT 1"), QStringLiteral("--param"), QStringLiteral("x")},
            2, "name=value");
        row("dry run", {sqlOption, QStringLiteral("SELECT 1"), QStringLiteral("--dry-run")}, 2,
            "--write");
        row("change as csv",
            {QStringLiteral("--write"), sqlOption, QStringLiteral("DELETE FROM items"),
             QStringLiteral("--csv")},
            2, "no rows");
        row("no such file", {QStringLiteral("--file"), QStringLiteral("/nowhere.sql")}, 1,
            "/nowhere.sql cannot be read");
    }

    void whatGoesWrong()
    {
        QFETCH(QStringList, words);
        QFETCH(int, code);
        QFETCH(QByteArray, says);
        const CliRun failed = run(words);
        QCOMPARE(failed.exitCode, code);
        QVERIFY2(failed.err.contains(says), failed.err.constData());
        QVERIFY(failed.err.contains("Hint:") || failed.err.contains("Where:") ||
                says == "exclude each other");
        QCOMPARE(count(), QByteArray("100"));
    }

    void anErrorAmidTheRows()
    {
        const CliRun json =
            sql("1 / (5000 - g) AS x FROM generate_series(1, 6000) g", {QStringLiteral("--json")});
        QCOMPARE(json.exitCode, 1);
        QCOMPARE(json.json()[u"error"][u"sqlstate"].toString(), QStringLiteral("22012"));
        QVERIFY(json.json()[u"rows"].isArray());
        QVERIFY(json.err.contains("22012"));
        const CliRun list = run({QStringLiteral("--sql"), QStringLiteral("SELECT 1; SELECT 1 / 0"),
                                 QStringLiteral("--json")});
        QCOMPARE(list.json()[u"results"].toArray().size(), 2);
        QCOMPARE(list.json()[u"error"][u"where"].toString(), QStringLiteral("line 1, column 11"));
    }

    void filesAndPipes()
    {
        QProcess program;
        program.start(QStringLiteral(ARBORISTCTL),
                      QStringList{QStringLiteral("--workspace"), m_fixture->workspace().folder(),
                                  QStringLiteral("query"), QStringLiteral("--file"),
                                  QStringLiteral("-"), QStringLiteral("--csv")});
        program.write("SELECT 'ü' AS a;");
        program.closeWriteChannel();
        QVERIFY(program.waitForFinished(60000));
        QCOMPARE(program.readAllStandardOutput(), QByteArray("a\nü\n"));

        program.setStandardOutputFile(QStringLiteral("/dev/full"));
        program.start(QStringLiteral(ARBORISTCTL),
                      QStringList{QStringLiteral("--workspace"), m_fixture->workspace().folder(),
                                  QStringLiteral("query"), QStringLiteral("few"),
                                  QStringLiteral("--csv")});
        QVERIFY(program.waitForFinished(60000));
        QCOMPARE(program.exitCode(), 1);
        QVERIFY(program.readAllStandardError().contains("The output cannot be written"));
    }

    void rowsGoToAFile()
    {
        const QString file = m_fixture->path(QStringLiteral("out.json"));
        const CliRun done = run({QStringLiteral("few"), QStringLiteral("--output"), file});
        QVERIFY2(done.exitCode == 0, done.err.constData());
        QVERIFY(done.out.contains("3 rows"));
        QFile written(file);
        QVERIFY(written.open(QIODevice::ReadOnly));
        QCOMPARE(written.readAll(), QByteArray("[\n{\"id\":1,\"value\":\"old-1\"},\n{\"id\":2,"
                                               "\"value\":\"old-2\"},\n{\"id\":3,\"value\":"
                                               "\"old-3\"}\n]\n"));
    }

    void aChangeIsPlannedRunAndTakenBack()
    {
        const QStringList change{QStringLiteral("--write"), QStringLiteral("--sql"),
                                 QStringLiteral("UPDATE items SET value = :v WHERE id < 11"),
                                 QStringLiteral("--param"), QStringLiteral("v=new-x")};
        const CliRun plan =
            run(change + QStringList{QStringLiteral("--dry-run"), QStringLiteral("--json")});
        QCOMPARE(plan.exitCode, 0);
        QCOMPARE(plan.json()[u"operation"].toString(), QStringLiteral("change by SQL"));
        QVERIFY(plan.json()[u"steps"][0][u"sql"].toString().startsWith(u"UPDATE items"));
        QCOMPARE(run(change).exitCode, 3);
        QCOMPARE(run(change + QStringList{QStringLiteral("--yes"), QStringLiteral("--plan"),
                                          QStringLiteral("0123")})
                     .exitCode,
                 3);
        QCOMPARE(renewed(), QByteArray("0"));
        const CliRun done =
            run(change + QStringList{QStringLiteral("--yes"), QStringLiteral("--plan"),
                                     plan.json()[u"hash"].toString(), QStringLiteral("--json")});
        QVERIFY2(done.exitCode == 0, done.err.constData());
        QCOMPARE(done.json()[u"steps"][0][u"rows"].toInt(), 10);
        QCOMPARE(renewed(), QByteArray("10"));
        const CliRun undone = runInProcess(
            {QStringLiteral("--workspace"), m_fixture->workspace().folder(), QStringLiteral("undo"),
             done.json()[u"run"].toString(), QStringLiteral("--yes")});
        QVERIFY2(undone.exitCode == 0, undone.err.constData());
        QCOMPARE(renewed(), QByteArray("0"));
    }

    void aDeletionWantsTheName()
    {
        const QStringList change{QStringLiteral("--write"), QStringLiteral("--sql"),
                                 QStringLiteral("DELETE FROM items WHERE id = 1")};
        QCOMPARE(run(change + QStringList{QStringLiteral("--yes")}).exitCode, 3);
        QCOMPARE(count(), QByteArray("100"));
        QCOMPARE(run(change + QStringList{QStringLiteral("--confirm"), QStringLiteral("local")})
                     .exitCode,
                 0);
        QCOMPARE(count(), QByteArray("99"));
    }

    void onATerminalItAsks()
    {
        const CliRun done = runOnTerminal(QStringLiteral(ARBORISTCTL),
                                          {QStringLiteral("--workspace"),
                                           m_fixture->workspace().folder(), QStringLiteral("query"),
                                           QStringLiteral("--write"), QStringLiteral("--sql"),
                                           QStringLiteral("UPDATE items SET value = 'new-y'")},
                                          {{"Go on? [y/N] ", "y\n"}});
        QVERIFY2(done.exitCode == 0, done.out.constData());
        QVERIFY(done.out.contains("Update every row of items"));
        QCOMPARE(renewed(), QByteArray("100"));
    }

private:
    CliRun run(const QStringList &more) const
    {
        return runInProcess(QStringList{QStringLiteral("--workspace"),
                                        m_fixture->workspace().folder(), QStringLiteral("query")} +
                            more);
    }
    CliRun sql(const char *what, const QStringList &more = {}) const
    {
        return run(QStringList{QStringLiteral("--sql"),
                               QStringLiteral("SELECT ") + QString::fromUtf8(what)} +
                   more);
    }
    QByteArray psql(const char *text) const
    {
        return m_fixture->cluster().psql(QStringLiteral("local"), text).trimmed();
    }
    QByteArray count() const { return psql("SELECT count(*) FROM items"); }
    QByteArray renewed() const
    {
        return psql("SELECT count(*) FROM items WHERE value LIKE 'new-%'");
    }

    std::unique_ptr<OperationsFixture> m_fixture;
};

QTEST_GUILESS_MAIN(CliQueryTest)
#include "cli_query_test.moc"
