// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/postgres/ssh/ssh_process.h"

#include "services/core/error.h"
#include "services/postgres/ssh/ssh_text.h"
#include <QFile>
#include <QStandardPaths>
#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace arborist::postgres {

namespace {

/// Names of profiles and files only, for a ProxyCommand that goes through a cloud's session
/// manager; never a key, a token, or anything of PG*.
constexpr std::array kept{"HOME",
                          "PATH",
                          "USER",
                          "LOGNAME",
                          "SHELL",
                          "LANG",
                          "LC_ALL",
                          "LC_CTYPE",
                          "TZ",
                          "TMPDIR",
                          "XDG_RUNTIME_DIR",
                          "SSH_AUTH_SOCK",
                          "KRB5CCNAME",
                          "KRB5_CONFIG",
                          "AWS_PROFILE",
                          "AWS_REGION",
                          "AWS_DEFAULT_REGION",
                          "AWS_CONFIG_FILE",
                          "AWS_SHARED_CREDENTIALS_FILE"};

constexpr int obeyMs = 2000;

std::vector<char *> pointersTo(std::vector<QByteArray> &strings)
{
    std::vector<char *> pointers;
    pointers.reserve(strings.size() + 1);
    for (QByteArray &string : strings)
        pointers.push_back(string.data());
    pointers.push_back(nullptr);
    return pointers;
}

/// In the forked child: only async-signal-safe calls.
[[noreturn]] void become(char *const *arguments, char *const *environment, int errors, pid_t parent)
{
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    for (const int number : {SIGINT, SIGTERM, SIGQUIT, SIGHUP, SIGPIPE, SIGCHLD})
        ::signal(number, SIG_DFL);
    // No terminal: Ctrl-C is meant for us, and nothing may be asked behind the user's back.
    ::setsid();
    const int nothing = ::open("/dev/null", O_RDWR);
    const bool set = nothing >= 0 && ::dup2(nothing, 0) >= 0 && ::dup2(nothing, 1) >= 0 &&
                     ::dup2(errors, 2) >= 0 && ::chdir("/") == 0;
    ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (set && ::getppid() == parent)
        ::execve(arguments[0], arguments, environment);
    ::_exit(127);
}

Error startError(const QString &reason)
{
    return Error(SshText::tr("ssh cannot be started: %1.").arg(reason)).setSqlState(u"08001"_qs);
}

} // namespace

SshProcess::SshProcess(const QStringList &arguments)
{
    const QString program = QStandardPaths::findExecutable(QStringLiteral("ssh"));
    if (program.isEmpty())
        throw Error(SshText::tr("The program ssh is not installed."),
                    SshText::tr("Install it (Debian: apt install openssh-client)."))
            .setSqlState(QStringLiteral("08001"));
    std::vector<QByteArray> texts{QFile::encodeName(program)};
    for (const QString &argument : arguments)
        texts.push_back(argument.toLocal8Bit());
    std::vector<QByteArray> variables;
    for (const char *name : kept) {
        if (const QByteArray value = qgetenv(name); !value.isEmpty())
            variables.push_back(QByteArray(name) + '=' + value);
    }
    const std::vector<char *> argv = pointersTo(texts);
    const std::vector<char *> environment = pointersTo(variables);
    int errors[2];
    if (::pipe2(errors, O_CLOEXEC) != 0)
        throw startError(qt_error_string());
    const pid_t self = ::getpid();
    m_pid = ::fork();
    if (m_pid == 0)
        become(argv.data(), environment.data(), errors[1], self);
    const QString reason = qt_error_string();
    ::close(errors[1]);
    m_errorPipe = errors[0];
    ::fcntl(m_errorPipe, F_SETFL, O_NONBLOCK);
    if (m_pid > 0)
        m_exitWatch = int(::syscall(SYS_pidfd_open, m_pid, 0));
    if (m_exitWatch >= 0)
        return;
    if (m_pid > 0) {
        ::kill(m_pid, SIGKILL);
        ::waitpid(m_pid, nullptr, 0);
    }
    ::close(m_errorPipe);
    throw startError(reason);
}

SshProcess::~SshProcess()
{
    ::kill(m_pid, SIGTERM);
    pollfd watch{m_exitWatch, POLLIN, 0};
    if (::poll(&watch, 1, obeyMs) != 1)
        ::kill(m_pid, SIGKILL);
    while (::waitpid(m_pid, nullptr, 0) < 0 && errno == EINTR) {
    }
    ::close(m_exitWatch);
    ::close(m_errorPipe);
}

QByteArray SshProcess::readErrors()
{
    QByteArray all;
    std::array<char, 4096> part{};
    for (;;) {
        const ssize_t size = ::read(m_errorPipe, part.data(), part.size());
        if (size > 0)
            all.append(part.data(), size);
        else if (size == 0 || errno != EINTR)
            return all;
    }
}

bool SshProcess::hasEnded() const
{
    pollfd watch{m_exitWatch, POLLIN, 0};
    return ::poll(&watch, 1, 0) == 1;
}

} // namespace arborist::postgres
