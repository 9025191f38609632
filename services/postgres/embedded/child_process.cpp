// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/postgres/embedded/child_process.h"

#include "services/core/error.h"
#include "services/postgres/embedded/server_text.h"
#include <QFile>
#include <QProcess>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace arborist::postgres {
namespace {

QProcessEnvironment cleanEnvironment(const ServerAccount &account)
{
    // No more than it needs: a server outlives us, and our variables may hold addresses and keys.
    const QProcessEnvironment ours = QProcessEnvironment::systemEnvironment();
    QProcessEnvironment environment;
    for (const char *needed :
         {"PATH", "LD_LIBRARY_PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "TZ"}) {
        const QString name = QString::fromLatin1(needed);
        if (ours.contains(name))
            environment.insert(name, ours.value(name));
    }
    environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
    if (account.dropped) {
        environment.insert(QStringLiteral("HOME"), QStringLiteral("/"));
        environment.insert(QStringLiteral("USER"), account.name);
        environment.insert(QStringLiteral("LOGNAME"), account.name);
    }
    return environment;
}

/// Between fork and exec: only async-signal-safe calls.
void detachFromParent(const ServerAccount &account)
{
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    for (const int number : {SIGINT, SIGTERM, SIGQUIT, SIGHUP, SIGPIPE, SIGCHLD})
        ::signal(number, SIG_DFL);
    // Locks and files that the caller inherited must not live on in a server.
    ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
    ::umask(077);
    if (!account.become())
        ::_exit(126);
}

void prepare(QProcess &process, const QString &program, const QStringList &arguments,
             const ServerAccount &account)
{
    process.setProgram(program);
    process.setArguments(arguments);
    process.setProcessEnvironment(cleanEnvironment(account));
    process.setWorkingDirectory(QStringLiteral("/"));
    process.setStandardInputFile(QProcess::nullDevice());
}

/// The strings and the array of pointers that exec wants; made before fork.
class CStrings
{
public:
    explicit CStrings(const QStringList &strings)
    {
        for (const QString &string : strings)
            m_bytes.push_back(string.toLocal8Bit());
        for (QByteArray &bytes : m_bytes)
            m_pointers.push_back(bytes.data());
        m_pointers.push_back(nullptr);
    }
    char *const *data() const { return m_pointers.data(); }

private:
    std::vector<QByteArray> m_bytes;
    std::vector<char *> m_pointers;
};

/// What the children of startDetached() tell: the server's process id, or an errno.
struct Message {
    int failed = 0;
    int value = 0;
};

bool readMessage(int descriptor, Message &message)
{
    ssize_t size = 0;
    do
        size = ::read(descriptor, &message, sizeof message);
    while (size < 0 && errno == EINTR);
    return size == sizeof message;
}

/// In the forked child: only async-signal-safe calls.
[[noreturn]] void execServer(const CStrings &argv, const CStrings &environment,
                             const ServerAccount &account, int output, int report)
{
    const int input = ::open("/dev/null", O_RDONLY);
    if (input >= 0 && ::dup2(input, 0) >= 0 && ::dup2(output, 1) >= 0 && ::dup2(output, 2) >= 0 &&
        ::chdir("/") == 0) {
        detachFromParent(account);
        ::execve(argv.data()[0], argv.data(), environment.data());
    }
    const Message message{1, errno};
    ::_exit(::write(report, &message, sizeof message) == sizeof message ? 127 : 126);
}

Error startError(const QString &program, int code)
{
    Error error(ServerText::tr("%1 cannot be started: %2.").arg(program, qt_error_string(code)));
    error.setWhere(program);
    return error;
}

} // namespace

ChildResult runChild(const QString &program, const QStringList &arguments,
                     const ServerAccount &account, const std::stop_token &stop)
{
    QProcess process;
    prepare(process, program, arguments, account);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.setChildProcessModifier([&account] {
        ::setpgid(0, 0);
        detachFromParent(account);
        ::prctl(PR_SET_PDEATHSIG, SIGTERM); // after the change of account, which clears it
    });
    process.start();
    if (!process.waitForStarted())
        return {-1, process.errorString()};
    while (!process.waitForFinished(50) && process.state() != QProcess::NotRunning) {
        if (!stop.stop_requested())
            continue;
        const auto group = pid_t(process.processId());
        ::kill(-group, SIGTERM);
        process.waitForFinished(5000);
        ::kill(-group, SIGKILL); // also what it started itself and left
        process.waitForFinished();
        throw Error::cancelled();
    }
    const bool exited = process.exitStatus() == QProcess::NormalExit;
    return {exited ? process.exitCode() : -1, QString::fromUtf8(process.readAll())};
}

pid_t startDetached(const QString &program, const QStringList &arguments,
                    const ServerAccount &account, const QString &log)
{
    // QProcess::startDetached() does not call a child modifier, so it cannot change the account.
    const CStrings argv(QStringList{program} + arguments);
    const CStrings environment(cleanEnvironment(account).toStringList());
    const QByteArray logName = QFile::encodeName(log);
    const int output = ::open(logName.constData(), O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW);
    int report[2];
    if (output < 0 || ::pipe2(report, O_CLOEXEC) != 0) {
        const int code = errno;
        ::close(output);
        throw startError(program, code);
    }
    const pid_t child = ::fork();
    if (child == 0) {
        // Twice, so that the server is nobody's child, and in a session without a terminal.
        ::setsid();
        const pid_t server = ::fork();
        if (server == 0)
            execServer(argv, environment, account, output, report[1]);
        const Message message{server < 0, server < 0 ? errno : server};
        ::_exit(::write(report[1], &message, sizeof message) == sizeof message ? 0 : 1);
    }
    const int forkError = errno;
    ::close(output);
    ::close(report[1]);
    pid_t pid = 0;
    int failure = child < 0 ? forkError : 0;
    // Ends when the server's exec has closed the last copy of the other end.
    for (Message message; readMessage(report[0], message);)
        (message.failed ? failure : pid) = message.value;
    ::close(report[0]);
    if (child > 0)
        ::waitpid(child, nullptr, 0);
    if (failure != 0 || pid == 0)
        throw startError(program, failure);
    return pid;
}

} // namespace arborist::postgres
