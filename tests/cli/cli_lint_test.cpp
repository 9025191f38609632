// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/cli_runner.h"
#include "tests/operations/operations_fixture.h"
#include <QFile>
#include <QJsonArray>
#include <QTest>

using namespace arborist;
using namespace arborist::testing;

namespace {

const QByteArray kJournal =
    R"({"version":"7","dialect":"postgresql","entries":[
{"idx":0,"version":"7","when":1000,"tag":"0000_items","breakpoints":true},
{"idx":1,"version":"7","when":2000,"tag":"0001_more","breakpoints":true}]})";

} // namespace

/// `arboristctl lint`: what it looks at, what it says, and its exit code.
class CliLintTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_fixture = std::make_unique<OperationsFixture>(); }
    void cleanupTestCase() { m_fixture.reset(); }
    void init()
    {
        m_fixture->reset();
        psql("SET client_min_messages = error; DROP SCHEMA IF EXISTS drizzle CASCADE");
        writeProject(m_fixture->url(QStringLiteral("local")).toUtf8());
        m_fixture->writeFile(QStringLiteral("drizzle/meta/_journal.json"), kJournal);
        m_fixture->writeFile(QStringLiteral("drizzle/0000_items.sql"), "DROP TABLE items;");
        m_fixture->writeFile(
            QStringLiteral("drizzle/0001_more.sql"),
            "CREATE TABLE reports (id bigint PRIMARY KEY);--> statement-breakpoint\n"
            "  CREATE INDEX ON items (value);");
    }

    void aJournalInConflictIsAnError()
    {
        m_fixture->writeFile(QStringLiteral("drizzle/meta/_journal.json"),
                             "<<<<<<< HEAD\n{\"entries\":[]}\n=======\n{\"entries\":[]}\n"
                             ">>>>>>> theirs\n");
        const CliRun run = lint({});
        QVERIFY2(run.exitCode == 4, run.all().constData());
        QVERIFY2(run.out.contains("drizzle/meta/_journal.json:1:1: error: "), run.out.constData());
    }

    void whatIsPendingIsLinted()
    {
        const CliRun run = lint({});
        QVERIFY2(run.exitCode == 4, run.all().constData());
        QVERIFY2(run.out.startsWith("drizzle/0000_items.sql:1:1: error: "), run.out.constData());
        QVERIFY(run.out.contains("100 rows ("));
        QVERIFY(run.out.contains("drizzle/0001_more.sql:1:1: error: A table lacks columns"));
        QVERIFY(!run.out.contains("[index-blocks-writes]")); // small: a note
        QVERIFY(
            lint({QStringLiteral("--notes")}).out.contains("drizzle/0001_more.sql:2:3: info: "));
        psql(
            "CREATE SCHEMA drizzle; CREATE TABLE drizzle.__drizzle_migrations (id serial PRIMARY "
            "KEY, hash text NOT NULL, created_at bigint); INSERT INTO drizzle.__drizzle_migrations "
            "(hash, created_at) VALUES ('x', 1000)");
        const QJsonObject json = lint({QStringLiteral("--json")}).json();
        QCOMPARE(json[u"target"].toString(), QStringLiteral("local"));
        QCOMPARE(json[u"migrations"].toInt(), 1);
        QCOMPARE(json[u"errors"].toInt(), 1);
        const QJsonObject hazard = json[u"hazards"][0].toObject();
        QCOMPARE(hazard[u"rule"].toString(), QStringLiteral("required-columns"));
        QCOMPARE(hazard[u"file"].toString(), QStringLiteral("drizzle/0001_more.sql"));
        for (const char *key :
             {"severity", "migration", "line", "column", "end_line", "title", "detail", "safer"})
            QVERIFY2(hazard.contains(QLatin1String(key)), key);
    }

    void filesAreLinted()
    {
        const QString more = path(QStringLiteral("drizzle/0001_more.sql"));
        QJsonObject json = lint({more, QStringLiteral("--json")}).json();
        QCOMPARE(json[u"migrations"].toInt(), 1);
        QCOMPARE(json[u"errors"].toInt(), 1);
        m_fixture->writeFile(QStringLiteral("other.sql"), "VACUUM FULL items;\nSELECT 1");
        const QString other = path(QStringLiteral("other.sql"));
        const CliRun run = lint({other});
        QCOMPARE(run.exitCode, 0);
        QVERIFY2(run.out.contains("other.sql:1:1: warning: ") &&
                     run.out.contains("needs-no-transaction"),
                 run.out.constData());
        QCOMPARE(lint({other, QStringLiteral("--strict")}).exitCode, 4);
        QCOMPARE(lint({path(QStringLiteral("gone.sql"))}).exitCode, 2);
        m_fixture->writeFile(QStringLiteral("cut.sql"), "SELECT 'a--> statement-breakpoint';");
        QCOMPARE(lint({path(QStringLiteral("cut.sql"))}).exitCode, 4);
    }

    void withoutAStageTheTextDecides()
    {
        const CliRun text = lint({QStringLiteral("--text-only")});
        QCOMPARE(text.exitCode, 4);
        QVERIFY2(text.out.contains("index-blocks-writes") &&
                     text.out.contains("by their text alone") && !text.out.contains("100 rows"),
                 text.out.constData());
        writeProject("postgresql:///gone?host=/nowhere");
        const CliRun unreachable = lint({});
        QCOMPARE(unreachable.exitCode, 4);
        QVERIFY2(unreachable.err.contains("by their text alone"), unreachable.err.constData());
        QCOMPARE(unreachable.out, text.out);
        QCOMPARE(lint({QStringLiteral("--target"), QStringLiteral("nothing")}).exitCode, 2);
        // A pipeline has no .env.
        QFile::remove(path(QStringLiteral(".env")));
        m_fixture->writeFile(QStringLiteral("arborist.toml"), kRequire);
        QCOMPARE(lint({}).out, text.out);
        QCOMPARE(lint({QStringLiteral("--db"), m_fixture->url(QStringLiteral("local"))}).exitCode,
                 4);
    }

    void formats()
    {
        const QByteArray github = lint({QStringLiteral("--format"), QStringLiteral("github")}).out;
        QVERIFY2(github.startsWith("::error file=drizzle/0000_items.sql,line=1,col=1"),
                 github.constData());
        const QByteArray junit = lint({QStringLiteral("--format"), QStringLiteral("junit")}).out;
        QVERIFY2(junit.contains("<testsuite name=\"arboristctl lint\"") &&
                     junit.contains("file=\"drizzle/0001_more.sql\" line=\"2\""),
                 junit.constData());
        QCOMPARE(lint({QStringLiteral("--format"), QStringLiteral("xml")}).exitCode, 2);
        const QJsonObject rules = runInProcess({QStringLiteral("lint"), QStringLiteral("--rules"),
                                                QStringLiteral("--json")})
                                      .json();
        QVERIFY(rules[u"rules"].toArray().size() >= 60);
    }

    void commentsSuppress()
    {
        m_fixture->writeFile(
            QStringLiteral("drizzle/0000_items.sql"),
            "-- arborist:ignore drop-table: moved to another database\nDROP TABLE items;");
        m_fixture->writeFile(QStringLiteral("drizzle/0001_more.sql"), "SELECT 1;");
        const CliRun run = lint({QStringLiteral("--strict")});
        QVERIFY2(run.exitCode == 0, run.all().constData());
        QVERIFY(run.out.contains("Errors: 0, warnings: 0"));
    }

private:
    static constexpr const char *kRequire =
        "[migrations]\ntool = \"drizzle\"\nfolder = \"drizzle\"\nrequire_columns = [{ tables = "
        "[\"reports\"], columns = [\"session_id\"] }]\n";

    void writeProject(const QByteArray &url)
    {
        m_fixture->writeFile(QStringLiteral(".env"), "DB_CONNECTION_STRING=" + url + "\n");
        m_fixture->writeFile(QStringLiteral("arborist.toml"),
                             QByteArray("[stages.local]\nurl = \"env:DB_CONNECTION_STRING\"\n") +
                                 kRequire);
    }

    CliRun lint(QStringList arguments)
    {
        return runInProcess(
            QStringList{QStringLiteral("--workspace"), path(QString()), QStringLiteral("lint")} +
            arguments);
    }

    /// In the project.
    QString path(const QString &name) const
    {
        return m_fixture->path(QStringLiteral("project/") + name);
    }

    void psql(const QByteArray &sql) { m_fixture->cluster().psql(QStringLiteral("local"), sql); }

    std::unique_ptr<OperationsFixture> m_fixture;
};

QTEST_GUILESS_MAIN(CliLintTest)
#include "cli_lint_test.moc"
