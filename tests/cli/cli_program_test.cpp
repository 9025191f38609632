// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/postgres/embedded_server.h"
#include "tests/cli/cli_runner.h"
#include "tests/support/test_cluster.h"
#include <QFile>
#include <QJsonArray>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <sys/stat.h>
#include <unistd.h>

using namespace arborist;
using namespace arborist::testing;

/// The real program as a process of its own: exit codes, signals, the demo from start to end.
class CliProgramTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        // As root the embedded server's account has to pass.
        ::chmod(QFile::encodeName(m_folder.path()).constData(), ::geteuid() == 0 ? 0711 : 0700);
        qputenv("ARBORIST_DATA_DIR", QFile::encodeName(m_folder.filePath(QStringLiteral("data"))));
        qunsetenv("ARBORIST_STAGE");
        qunsetenv("DEVSTRIDE_STAGE");
    }

    void cleanupTestCase() { postgres::EmbeddedServer::stop(); }

    void theDemoFromStartToEnd()
    {
        const CliRun start = runProgram(words("demo start --items 2k --json"));
        QVERIFY2(start.exitCode == 0, start.err.constData());
        const QJsonObject json = start.json();
        const QString folder = json.value(QStringLiteral("folder")).toString();
        const QString address = json.value(QStringLiteral("url")).toString();
        QVERIFY(QFile::exists(folder));
        QVERIFY(address.startsWith(u"postgresql://"));
        QVERIFY(postgres::EmbeddedServer::isRunning());

        const CliRun url = runProgram(words("demo url"));
        QCOMPARE(url.exitCode, 0);
        QCOMPARE(url.out, address.toUtf8() + '\n');
        const CliRun production = runProgram(words("--target production demo url"));
        QCOMPARE(production.exitCode, 0);
        QVERIFY(production.out != url.out);

        const CliRun scan =
            runProgram({QStringLiteral("--workspace"), folder, QStringLiteral("scan"),
                        QStringLiteral("--check"), QStringLiteral("--json")});
        QCOMPARE(scan.exitCode, 4);
        QVERIFY(scan.json().value(QStringLiteral("items")).toInt() > 1900);
        QCOMPARE(scan.err, QByteArray());
        const CliRun byUrl = runProgram({QStringLiteral("--db"), address, QStringLiteral("scan")});
        QCOMPARE(byUrl.exitCode, 0);
        const CliRun stages = runProgram({QStringLiteral("--workspace"), folder,
                                          QStringLiteral("stages"), QStringLiteral("--json")});
        QCOMPARE(stages.exitCode, 0);
        QVERIFY(stages.out.contains("\"production\""));

        // A demo that was made anew is still the demo, and not a stranger in its place.
        const QStringList repair{QStringLiteral("--workspace"), folder, QStringLiteral("repair"),
                                 QStringLiteral("dates"), QStringLiteral("--yes")};
        QCOMPARE(runProgram(repair).exitCode, 0);
        QCOMPARE(runProgram(words("demo start --items 3k")).exitCode, 0);
        const CliRun repaired = runProgram(repair);
        QVERIFY2(repaired.exitCode == 0, repaired.err.constData());

        // The recipes of the demo: each finds its rows once, and can be taken back.
        for (const QString &recipe :
             {QStringLiteral("sidebar-defaults"), QStringLiteral("time-entries")}) {
            const QStringList line{QStringLiteral("--workspace"), folder, QStringLiteral("--json"),
                                   QStringLiteral("repair"), recipe};
            const auto rows = [&] {
                const CliRun plan = runProgram(line + words("--dry-run"));
                return plan.json()[u"steps"].toArray().at(0).toObject()[u"rows"].toInt(-1);
            };
            const int found = rows();
            QVERIFY(found > 0);
            QCOMPARE(runProgram(line + words("--yes")).exitCode, 0);
            QCOMPARE(rows(), 0);
            QCOMPARE(runProgram(line + words("--yes")).exitCode, 0);
            QCOMPARE(runProgram(line.mid(0, 3) + words("undo last --yes")).exitCode, 0);
            QCOMPARE(rows(), found);
        }

        QCOMPARE(runProgram(words("demo stop")).exitCode, 0);
        QVERIFY(!postgres::EmbeddedServer::isRunning());
        QCOMPARE(runProgram(words("demo url")).exitCode, 1);
        QCOMPARE(runProgram(words("demo stop")).exitCode, 0);
    }

    void interruptsCancel_data()
    {
        QTest::addColumn<int>("number");
        QTest::newRow("Ctrl-C") << SIGINT;
        QTest::newRow("terminated") << SIGTERM;
    }

    void interruptsCancel()
    {
        QFETCH(int, number);
        TestCluster cluster;
        const auto info = cluster.createDatabase(QStringLiteral("busy"));
        cluster.psql(QStringLiteral("busy"),
                     "CREATE TABLE items (id int PRIMARY KEY, parent_id int REFERENCES items)");
        // Somebody's lock makes the scan wait for as long as we like.
        QProcess locker;
        locker.start(QStringLiteral("psql"), {QStringLiteral("-X"), info.toUrl()});
        locker.write("BEGIN; LOCK TABLE items; SELECT 'locked';\n");
        while (locker.waitForReadyRead() && !locker.peek(4096).contains("locked")) {
        }
        QProcess scan;
        scan.start(QStringLiteral(ARBORISTCTL), {QStringLiteral("--db"), info.toUrl(),
                                                 QStringLiteral("scan"), QStringLiteral("--json")});
        const QByteArray waiting =
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'items'::regclass";
        QTRY_COMPARE_WITH_TIMEOUT(cluster.psql(QStringLiteral("busy"), waiting).trimmed(),
                                  QByteArray("1"), 30000);
        ::kill(pid_t(scan.processId()), number);
        QVERIFY(scan.waitForFinished());
        QCOMPARE(scan.exitStatus(), QProcess::NormalExit);
        QCOMPARE(scan.exitCode(), 5);
        QVERIFY(scan.readAllStandardOutput().startsWith("{\"error\":"));
        QTRY_COMPARE(cluster.psql(QStringLiteral("busy"), waiting).trimmed(), QByteArray("0"));
        locker.kill();
        locker.waitForFinished();
    }

    void withoutAProjectItIsWrongUsage()
    {
        const CliRun run = runProgram(words("scan"));
        QCOMPARE(run.exitCode, 2);
        QCOMPARE(run.out, QByteArray());
        QVERIFY(!run.err.isEmpty());
    }

private:
    CliRun runProgram(const QStringList &arguments) const
    {
        QProcess program;
        program.setWorkingDirectory(m_folder.path());
        program.start(QStringLiteral(ARBORISTCTL), arguments);
        program.waitForFinished(300000);
        CliRun run;
        run.exitCode = program.exitStatus() == QProcess::NormalExit ? program.exitCode() : -1;
        run.out = program.readAllStandardOutput();
        run.err = program.readAllStandardError();
        return run;
    }

    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(CliProgramTest)
#include "cli_program_test.moc"
