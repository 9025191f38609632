// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/migrations/author/terminal_process.h"
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <atomic>
#include <csignal>
#include <thread>

using namespace arborist;
using migrations::ConsoleCommand;
using migrations::ConsoleEnd;
using migrations::plainText;
using migrations::TerminalProcess;
using Console = ConsoleCommand::Console;

namespace {

ConsoleCommand shell(const QString &script, Console console = Console::Terminal)
{
    ConsoleCommand command;
    command.words = {QStringLiteral("sh"), QStringLiteral("-c"), script};
    command.folder = QDir::tempPath();
    command.environment.insert(QStringLiteral("PATH"), QStringLiteral("/usr/bin:/bin"));
    command.console = console;
    return command;
}

bool isAlive(qint64 pid)
{
    QFile status(QStringLiteral("/proc/%1/stat").arg(pid));
    return status.open(QIODevice::ReadOnly) && !status.readAll().contains(") Z ");
}

/// Runs it on the calling thread; what it wrote.
struct Ran {
    ConsoleEnd end;
    QByteArray output;
};
Ran run(TerminalProcess &process, const std::function<void(const QByteArray &)> &seen = {})
{
    Ran ran;
    ran.end = process.run(
        [&](const QByteArray &bytes) {
            ran.output += bytes;
            if (seen)
                seen(ran.output);
        },
        {});
    return ran;
}

} // namespace

class TerminalProcessTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void handsOverOutputAndCode();
    void isATerminal();
    void asksAndIsAnswered();
    void takesWhatWasTypedBefore();
    void isResized();
    void pipesAreNoTerminal();
    void givesNoOtherEnvironment();
    void tellsOfASignal();
    void controlCReachesIt();
    void stopEndsTheWholeGroup_data();
    void stopEndsTheWholeGroup();
    void killEndsWhatIgnoresSignals();
    void doesNotWaitForWhatItLeaves();
    void muchOutputAndInput();
    void inheritedUsesOurs();
    void saysWhatIsMissing();
    void showsTextWithoutSequences_data();
    void showsTextWithoutSequences();
};

void TerminalProcessTest::handsOverOutputAndCode()
{
    TerminalProcess process(shell(QStringLiteral("echo out; echo err >&2; exit 7")));
    const Ran ran = run(process);
    QCOMPARE(ran.end.exitCode, 7);
    QCOMPARE(ran.end.signal, 0);
    QCOMPARE(ran.output, QByteArray("out\r\nerr\r\n"));
}

void TerminalProcessTest::isATerminal()
{
    TerminalProcess process(
        shell(QStringLiteral("test -t 0 && test -t 1 && test -t 2 && tty && echo $TERM && echo "
                             "fine </dev/tty >/dev/tty")));
    const Ran ran = run(process);
    QCOMPARE(ran.end.exitCode, 0);
    QVERIFY2(ran.output.startsWith("/dev/pts/"), ran.output);
    QVERIFY2(ran.output.endsWith("xterm-256color\r\nfine\r\n"), ran.output);
}

void TerminalProcessTest::asksAndIsAnswered()
{
    TerminalProcess process(shell(
        QStringLiteral("printf 'name? '; read name; printf 'age? '; read age; echo $name/$age")));
    bool named = false, aged = false;
    const Ran ran = run(process, [&](const QByteArray &output) {
        if (!named && output.contains("name? ")) {
            named = true;
            process.write("Ada\n");
        }
        if (!aged && output.contains("age? ")) {
            aged = true;
            process.write("36\n");
        }
    });
    QVERIFY2(ran.output.endsWith("Ada/36\r\n"), ran.output);
}

void TerminalProcessTest::takesWhatWasTypedBefore()
{
    TerminalProcess process(shell(QStringLiteral("read line; echo got $line")));
    process.write("early\n");
    QVERIFY(run(process).output.endsWith("got early\r\n"));
    process.write("late\n"); // after its end: nothing happens
    process.resize(20, 20);
    process.kill();
}

void TerminalProcessTest::isResized()
{
    ConsoleCommand command = shell(QStringLiteral("stty size; read go; stty size"));
    command.columns = 77;
    command.rows = 11;
    TerminalProcess process(command);
    bool done = false;
    const Ran ran = run(process, [&](const QByteArray &output) {
        if (!done && output.contains("11 77")) {
            done = true;
            process.resize(132, 43);
            process.write("\n");
        }
    });
    QVERIFY2(ran.output.contains("43 132"), ran.output);
}

void TerminalProcessTest::pipesAreNoTerminal()
{
    TerminalProcess process(
        shell(QStringLiteral("test -t 0 || test -t 1 || echo no terminal; cat; (echo x >/dev/tty) "
                             "2>/dev/null || echo none at all; echo err >&2"),
              Console::Pipe));
    process.write("nobody reads this");
    const Ran ran = run(process);
    QCOMPARE(ran.end.exitCode, 0);
    QCOMPARE(ran.output, QByteArray("no terminal\nnone at all\nerr\n"));
}

void TerminalProcessTest::givesNoOtherEnvironment()
{
    qputenv("PGPASSWORD", "secret-of-ours");
    ConsoleCommand command = shell(QStringLiteral("env; ls /proc/self/fd"));
    command.environment.insert(QStringLiteral("GIVEN"), QStringLiteral("as it is"));
    TerminalProcess process(command);
    const Ran ran = run(process);
    qunsetenv("PGPASSWORD");
    QVERIFY2(ran.output.contains("GIVEN=as it is"), ran.output);
    QVERIFY2(!ran.output.contains("secret"), ran.output);
    // 0, 1, 2 and the one that ls opens.
    QVERIFY2(!ran.output.contains("\n4\r"), ran.output);
}

void TerminalProcessTest::tellsOfASignal()
{
    TerminalProcess process(shell(QStringLiteral("kill -9 $$")));
    const Ran ran = run(process);
    QCOMPARE(ran.end.exitCode, -1);
    QCOMPARE(ran.end.signal, SIGKILL);
}

void TerminalProcessTest::controlCReachesIt()
{
    TerminalProcess process(shell(QStringLiteral("echo ready; exec sleep 600")));
    bool done = false;
    const Ran ran = run(process, [&](const QByteArray &output) {
        if (!done && output.contains("ready")) {
            done = true;
            process.write("\x03");
        }
    });
    QCOMPARE(ran.end.signal, SIGINT);
}

void TerminalProcessTest::stopEndsTheWholeGroup_data()
{
    QTest::addColumn<Console>("console");
    QTest::newRow("terminal") << Console::Terminal;
    QTest::newRow("pipe") << Console::Pipe;
}

void TerminalProcessTest::stopEndsTheWholeGroup()
{
    QFETCH(Console, console);
    TerminalProcess process(shell(QStringLiteral("sleep 600 & echo $!; wait"), console));
    std::stop_source stop;
    QByteArray output;
    QVERIFY_THROWS_EXCEPTION(Error, process.run(
                                        [&](const QByteArray &bytes) {
                                            output += bytes;
                                            if (output.contains('\n'))
                                                stop.request_stop();
                                        },
                                        stop.get_token()));
    QTRY_VERIFY_WITH_TIMEOUT(!isAlive(output.trimmed().toLongLong()), 20'000);
}

void TerminalProcessTest::killEndsWhatIgnoresSignals()
{
    TerminalProcess process(
        shell(QStringLiteral("trap '' TERM INT HUP; echo ready; while :; do sleep 1; done")));
    const Ran ran = run(process, [&](const QByteArray &) { process.kill(); });
    QCOMPARE(ran.end.signal, SIGKILL);
}

void TerminalProcessTest::doesNotWaitForWhatItLeaves()
{
    TerminalProcess process(
        shell(QStringLiteral("trap '' HUP; sleep 600 & echo $!; exit 3"), Console::Pipe));
    const Ran ran = run(process);
    QCOMPARE(ran.end.exitCode, 3);
    QTRY_VERIFY_WITH_TIMEOUT(!isAlive(ran.output.trimmed().toLongLong()), 20'000);
}

void TerminalProcessTest::muchOutputAndInput()
{
    // More than any buffer of the kernel, both ways at once.
    TerminalProcess process(
        shell(QStringLiteral("stty raw -echo; echo ready; head -c 300000 | wc -c; head -c 3000000 "
                             "/dev/zero | tr '\\0' x")));
    bool done = false;
    const Ran ran = run(process, [&](const QByteArray &output) {
        if (!done && output.contains("ready")) {
            done = true;
            process.write(QByteArray(300'000, 'y'));
        }
    });
    QCOMPARE(ran.end.exitCode, 0);
    QVERIFY(ran.output.contains("300000"));
    QCOMPARE(ran.output.count('x'), 3'000'000);
}

void TerminalProcessTest::inheritedUsesOurs()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("out"));
    TerminalProcess process(
        shell(QStringLiteral("echo done > '%1'; exit 4").arg(file), Console::Inherited));
    const Ran ran = run(process);
    QCOMPARE(ran.end.exitCode, 4);
    QVERIFY(ran.output.isEmpty());
    QVERIFY(QFile::exists(file));
}

void TerminalProcessTest::saysWhatIsMissing()
{
    ConsoleCommand command = shell({});
    command.words = {QStringLiteral("no-such-program-anywhere")};
    TerminalProcess nothing(command);
    try {
        run(nothing);
        QFAIL("it was started");
    } catch (const Error &error) {
        QVERIFY(error.message().contains(QStringLiteral("no-such-program-anywhere")));
        QVERIFY(error.hint().contains(QStringLiteral("PATH")));
    }
    command.words = {QStringLiteral("true")};
    command.folder = QStringLiteral("/no/such/folder");
    TerminalProcess nowhere(command);
    QVERIFY_THROWS_EXCEPTION(Error, run(nowhere));
    const QTemporaryDir folder;
    QFile script(folder.filePath(QStringLiteral("broken")));
    QVERIFY(script.open(QIODevice::WriteOnly));
    script.write("#!/no/such/interpreter\n");
    script.close();
    script.setPermissions(QFileDevice::ReadOwner | QFileDevice::ExeOwner);
    command.folder = folder.path();
    command.words = {QStringLiteral("./broken")};
    TerminalProcess broken(command);
    QVERIFY_THROWS_EXCEPTION(Error, run(broken));
}

void TerminalProcessTest::showsTextWithoutSequences_data()
{
    QTest::addColumn<QByteArray>("output");
    QTest::addColumn<QString>("text");
    QTest::newRow("colours") << QByteArray("\x1b[32mgreen\x1b[0m\r\n\x1b[1;31mred\x1b[0m")
                             << QStringLiteral("green\nred");
    QTest::newRow("drawn over") << QByteArray("10 %\r50 %\r100 %\r\n") << QStringLiteral("100 %");
    QTest::newRow("shorter") << QByteArray("working\r\x1b[Kdone") << QStringLiteral("done");
    QTest::newRow("lines up") << QByteArray("a?\n> x\n  y\n\x1b[3A\x1b[Ja: y\n")
                              << QStringLiteral("a: y");
    QTest::newRow("title") << QByteArray("\x1b]0;title\atext") << QStringLiteral("text");
    QTest::newRow("cut off") << QByteArray("text\x1b[3") << QStringLiteral("text");
    QTest::newRow("not UTF-8") << QByteArray("a\xff"
                                             "b")
                               << QStringLiteral("a\uFFFDb");
}

void TerminalProcessTest::showsTextWithoutSequences()
{
    QFETCH(QByteArray, output);
    QFETCH(QString, text);
    QCOMPARE(plainText(output), text);
}

QTEST_GUILESS_MAIN(TerminalProcessTest)
#include "terminal_process_test.moc"
