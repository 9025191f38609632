// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/cli_runner.h"
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace arborist::testing;

/// What goes wrong before there is a database: exit code 2, and a hint.
class CliUsageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        qputenv("ARBORIST_DATA_DIR", QFile::encodeName(m_folder.filePath(QStringLiteral("data"))));
        for (const char *name :
             {"ARBORIST_STAGE", "DEVSTRIDE_STAGE", "DB_CONNECTION_STRING", "DATABASE_URL"})
            qunsetenv(name);
        QDir(m_folder.path()).mkdir(QStringLiteral("empty"));
        QVERIFY(QDir::setCurrent(m_folder.filePath(QStringLiteral("empty"))));
    }

    void wrongUsageIsTwo_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("says");
        const auto add = [](const char *line, const char *says) {
            QTest::newRow(*line == '\0' ? "nothing" : line)
                << QString::fromUtf8(line) << QString::fromUtf8(says);
        };
        add("", "A command is missing");
        add("--json", "A command is missing");
        add("polish", "There is no command “polish”");
        add("--json polish --yes", "There is no command “polish”");
        add("stages trust prod", "There is no project");
        add("stages trust", "stages trust STAGE");
        add("stages distrust prod", "stages trust STAGE");
        add("stages trust prod more", "ACTION");
        add("--frobnicate", "--frobnicate");
        add("scan --frobnicate", "--frobnicate");
        add("scan --hierarchy", "--hierarchy");
        add("scan surplus", "surplus");
        add("demo", "ACTION");
        add("demo dance", "dance");
        add("demo start --items 10", "--items");
        add("demo start --items many", "--items");
        add("demo start --dry-run", "no plan");
        add("repair", "VERB");
        add("repair everything", "There is no repair “everything”");
        add("repair aggregations --kinds S2", "no kind “S2”");
        add("repair hierarchy --kinds D1,Z9", "no kind “Z9”");
        add("repair dates --orphans delete", "Use --orphans with: repair orphans");
        add("repair orphans --orphans eat", "reattach, promote, delete");
        add("undo", "RUN");
        add("undo 20200101-000000-0000", "There is no run “20200101-000000-0000”");
        add("audit", "ACTION");
        add("audit forge", "forge");
        add("history --limit 0", "--limit");
        add("scan", "There is no project");
        add("--workspace /nonexistent/folder scan", "/nonexistent/folder");
        add("--db postgresql:///x --target y scan", "exclude each other");
        add("--db http://h/x scan", "PostgreSQL connection string");
    }

    void wrongUsageIsTwo()
    {
        QFETCH(QString, line);
        QFETCH(QString, says);
        const QStringList arguments = line.split(u' ', Qt::SkipEmptyParts);
        const CliRun run = runInProcess(arguments);
        QCOMPARE(run.exitCode, 2);
        QVERIFY2(run.err.contains(says.toUtf8()), run.err.constData());
        QVERIFY(run.err.contains("Hint: "));
        if (!arguments.contains(QStringLiteral("--json")))
            QCOMPARE(run.out, QByteArray());
        else
            QVERIFY(run.json().value(QStringLiteral("error")).isObject());
    }

    void commandsOfLaterAreUnknown_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name :
             {"migrate",   "rollback", "create",  "generate", "push",    "baseline",
              "lint",      "validate", "compare", "seed",     "reset",   "wipe",
              "export",    "import",   "backup",  "restore",  "backups", "copy-org",
              "purge-org", "branches", "set",     "setup"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }

    void commandsOfLaterAreUnknown()
    {
        QFETCH(QString, name);
        QCOMPARE(runInProcess({name}).exitCode, 2);
    }

    void helpAndVersionAreNoErrors()
    {
        const CliRun help = runInProcess({QStringLiteral("--help")});
        QCOMPARE(help.exitCode, 0);
        for (const char *word :
             {"stages",  "current",   "status",    "scan",          "repair",      "undo",
              "history", "audit",     "query",     "demo",          "--workspace", "--target",
              "--env",   "--db",      "--json",    "--dry-run",     "--plan",      "--yes",
              "--force", "--confirm", "--journal", "--no-progress", "--verbose"})
            QVERIFY2(help.out.contains(word), word);
        const CliRun scan = runInProcess(words("scan --help"));
        QCOMPARE(scan.exitCode, 0);
        QVERIFY(scan.out.contains("--organization"));
        const CliRun version = runInProcess({QStringLiteral("--version")});
        QCOMPARE(version.exitCode, 0);
        QVERIFY(version.out.startsWith("arboristctl "));
    }

    void aPasswordIsNeverPrinted_data()
    {
        QTest::addColumn<QString>("url");
        for (const char *url :
             {"postgresql://me:s3cr3tword@127.0.0.1:1/x", "postgresql://me:s3cr3tword@[bad/x",
              "host=127.0.0.1 port=1 user=me password=s3cr3tword dbname=x",
              "host=127.0.0.1 password=s3cr3tword nonsense", "mysql://me:s3cr3tword@h/x",
              "postgresql://me@127.0.0.1:1/x?password=s3cr3tword",
              "postgresql://127.0.0.1:1/x?password=s3cr3tword&bogus=1"})
            QTest::newRow(url) << QString::fromLatin1(url);
    }

    void aPasswordIsNeverPrinted()
    {
        QFETCH(QString, url);
        for (const char *command : {"scan", "status", "status --check", "stages", "current"}) {
            for (const QStringList &more : {QStringList(), QStringList(QStringLiteral("--json")),
                                            QStringList(QStringLiteral("--verbose"))}) {
                const CliRun run =
                    runInProcess(QStringList{QStringLiteral("--db"), url} + words(command) + more);
                QVERIFY2(!run.all().contains("s3cr3tword"), run.all().constData());
            }
        }
    }

    void noServerIsAFailure()
    {
        const QStringList db{QStringLiteral("--db"),
                             QStringLiteral("postgresql://me@127.0.0.1:1/x")};
        const CliRun scan = runInProcess(db + words("scan --json"));
        QCOMPARE(scan.exitCode, 1);
        const QJsonObject error = scan.json().value(QStringLiteral("error")).toObject();
        QCOMPARE(error.value(QStringLiteral("sqlstate")).toString(), QStringLiteral("08001"));
        QVERIFY(!error.value(QStringLiteral("message")).toString().isEmpty());
        QVERIFY(!error.value(QStringLiteral("hint")).toString().isEmpty());
        QCOMPARE(error.value(QStringLiteral("where")).toString(), QStringLiteral("127.0.0.1:1"));

        const CliRun status = runInProcess(db + words("status --json"));
        QCOMPARE(status.exitCode, 1);
        QCOMPARE(status.json().value(QStringLiteral("connected")), QJsonValue(false));
        QVERIFY(status.json().value(QStringLiteral("error")).isObject());
        QCOMPARE(runInProcess(db + words("status --check")).exitCode, 4);

        // A list tells of what cannot be reached; that is its job.
        const CliRun stages = runInProcess(db + words("stages"));
        QCOMPARE(stages.exitCode, 0);
        QVERIFY(stages.out.contains("No server answers"));
        QCOMPARE(runInProcess(db + words("current")).exitCode, 0);
    }

    void theDemoDoesNotRunUnasked()
    {
        const CliRun url = runInProcess(words("demo url"));
        QCOMPARE(url.exitCode, 1);
        QVERIFY(url.err.contains("arboristctl demo start"));
        QCOMPARE(url.out, QByteArray());
        const CliRun stop = runInProcess(words("demo stop --json"));
        QCOMPARE(stop.exitCode, 0);
        QCOMPARE(stop.json().value(QStringLiteral("stopped")), QJsonValue(false));
    }

private:
    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(CliUsageTest)
#include "cli_usage_test.moc"
