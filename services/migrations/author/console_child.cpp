// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/author/console_child.h"

#include "services/core/error.h"
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace arborist::migrations {

namespace {

using Console = ConsoleCommand::Console;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(ConsoleChild)
};

Error notStarted(const QString &program, const QString &why, const QString &hint)
{
    return Error(Text::tr("%1 could not be started: %2.").arg(program, why), hint);
}

Error notStarted(const QString &program, int code)
{
    return notStarted(program, QString::fromLocal8Bit(std::strerror(code)),
                      Text::tr("Try the command in a terminal."));
}

QString findProgram(const ConsoleCommand &command)
{
    const QString name = command.words.value(0);
    if (!QFileInfo(command.folder).isDir())
        throw notStarted(name, Text::tr("there is no folder %1").arg(command.folder),
                         Text::tr("Check the project's folders."));
    QString found;
    if (name.contains(u'/')) {
        const QFileInfo file(QDir(command.folder).filePath(name));
        if (file.isFile() && file.isExecutable())
            found = file.absoluteFilePath();
    } else if (!name.isEmpty()) {
        found = QStandardPaths::findExecutable(
            name,
            command.environment.value(QStringLiteral("PATH")).split(u':', Qt::SkipEmptyParts));
    }
    if (found.isEmpty())
        throw notStarted(name, Text::tr("it was not found"),
                         Text::tr("Install it, or start Arborist where PATH leads to it: a "
                                  "program started from the desktop may have another PATH than "
                                  "your terminal."));
    return found;
}

/// Our end and the program's end of a new terminal.
std::array<int, 2> openTerminal(const QString &program)
{
    const int ours = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    std::array<char, 128> name{};
    if (ours < 0)
        throw notStarted(program, errno);
    const bool fine = ::grantpt(ours) == 0 && ::unlockpt(ours) == 0 &&
                      ::ptsname_r(ours, name.data(), name.size()) == 0;
    const int theirs = fine ? ::open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC) : -1;
    if (theirs < 0) {
        const int code = errno;
        ::close(ours);
        throw notStarted(program, code);
    }
    return {ours, theirs};
}

std::array<int, 2> openPipe(const QString &program)
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        throw notStarted(program, errno);
    return ends;
}

/// Words as exec() wants them; `keep` owns the bytes.
std::vector<char *> pointersTo(std::vector<QByteArray> &keep)
{
    std::vector<char *> pointers;
    for (QByteArray &word : keep)
        pointers.push_back(word.data());
    pointers.push_back(nullptr);
    return pointers;
}

std::vector<QByteArray> environmentOf(const ConsoleCommand &command)
{
    QProcessEnvironment environment = command.environment;
    if (command.console == Console::Terminal)
        environment.insert(QStringLiteral("TERM"), QStringLiteral("xterm-256color"));
    else if (command.console == Console::Pipe)
        environment.insert(QStringLiteral("TERM"), QStringLiteral("dumb"));
    std::vector<QByteArray> all;
    for (const QString &pair : environment.toStringList())
        all.push_back(pair.toLocal8Bit());
    return all;
}

/// What the new process does before it becomes the program: async-signal-safe calls only.
struct Start {
    const char *program;
    char *const *words;
    char *const *environment;
    const char *folder;
    Console console;
    int end;    ///< terminal or pipe; -1: inherited
    int report; ///< gets errno where it fails

    bool prepare() const noexcept
    {
        sigset_t none;
        sigemptyset(&none);
        ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
        for (const int number : {SIGPIPE, SIGINT, SIGQUIT, SIGTERM, SIGHUP})
            ::signal(number, SIG_DFL);
        if (::chdir(folder) != 0)
            return false;
        if (console == Console::Inherited)
            return true;
        if (::setsid() < 0)
            return false;
        if (console == Console::Terminal && ::ioctl(end, TIOCSCTTY, 0) != 0)
            return false;
        const int input = console == Console::Terminal ? end : ::open("/dev/null", O_RDONLY);
        return ::dup2(input, STDIN_FILENO) >= 0 && ::dup2(end, STDOUT_FILENO) >= 0 &&
               ::dup2(end, STDERR_FILENO) >= 0;
    }

    [[noreturn]] void go() const noexcept
    {
        if (prepare())
            ::execve(program, words, environment);
        const int code = errno;
        [[maybe_unused]] const auto written = ::write(report, &code, sizeof code);
        ::_exit(127);
    }
};

} // namespace

ConsoleChild::ConsoleChild(const ConsoleCommand &command)
    : m_leads(command.console != Console::Inherited)
{
    const QString program = findProgram(command);
    int theirs = -1;
    if (command.console != Console::Inherited) {
        const bool atTerminal = command.console == Console::Terminal;
        const auto ends = atTerminal ? openTerminal(program) : openPipe(program);
        m_descriptor = ends[0];
        theirs = ends[1];
        const winsize size{ushort(command.rows), ushort(command.columns), 0, 0};
        if (atTerminal)
            ::ioctl(m_descriptor, TIOCSWINSZ, &size);
        ::fcntl(m_descriptor, F_SETFL, ::fcntl(m_descriptor, F_GETFL) | O_NONBLOCK);
    }
    try {
        start(command, program, theirs);
    } catch (...) {
        for (const int descriptor : {theirs, m_descriptor}) {
            if (descriptor >= 0)
                ::close(descriptor);
        }
        throw;
    }
    if (theirs >= 0)
        ::close(theirs);
    m_end = int(::syscall(SYS_pidfd_open, m_pid, 0));
}

void ConsoleChild::start(const ConsoleCommand &command, const QString &program, int childEnd)
{
    std::vector<QByteArray> words{QFile::encodeName(program)};
    for (const QString &word : command.words.mid(1))
        words.push_back(word.toLocal8Bit());
    std::vector<QByteArray> environment = environmentOf(command);
    const std::vector<char *> wordPointers = pointersTo(words);
    const std::vector<char *> environmentPointers = pointersTo(environment);
    const QByteArray folder = QFile::encodeName(command.folder);
    const std::array<int, 2> report = openPipe(program);
    const Start child{wordPointers[0],    wordPointers.data(), environmentPointers.data(),
                      folder.constData(), command.console,     childEnd,
                      report[1]};
    m_pid = ::fork();
    if (m_pid == 0)
        child.go();
    const int forkError = errno;
    ::close(report[1]);
    int code = 0;
    ssize_t got = 0;
    if (m_pid > 0) {
        do
            got = ::read(report[0], &code, sizeof code);
        while (got < 0 && errno == EINTR);
    }
    ::close(report[0]);
    if (m_pid < 0)
        throw notStarted(program, forkError);
    if (got > 0) {
        ::waitpid(m_pid, nullptr, 0);
        m_pid = -1;
        throw notStarted(program, code);
    }
}

ConsoleChild::~ConsoleChild()
{
    if (m_pid > 0) {
        signal(SIGKILL);
        reap();
    }
    for (const int descriptor : {m_descriptor, m_end}) {
        if (descriptor >= 0)
            ::close(descriptor);
    }
}

bool ConsoleChild::hasEnded() const
{
    siginfo_t info{};
    return ::waitid(P_PID, id_t(m_pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == m_pid;
}

void ConsoleChild::signal(int number) const
{
    ::kill(m_leads ? -m_pid : m_pid, number);
}

ConsoleEnd ConsoleChild::reap()
{
    int status = 0;
    while (::waitpid(m_pid, &status, 0) < 0 && errno == EINTR) {
    }
    m_pid = -1;
    if (WIFSIGNALED(status))
        return {-1, WTERMSIG(status)};
    return {WEXITSTATUS(status), 0};
}

} // namespace arborist::migrations
