// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/child_program.h"

#include "services/core/error.h"
#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace arborist {

namespace {

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
[[noreturn]] void become(char *const *arguments, char *const *environment,
                         const ChildProgram::Channels &channels, int failed, pid_t parent)
{
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    for (const int number : {SIGINT, SIGTERM, SIGQUIT, SIGHUP, SIGPIPE, SIGCHLD})
        ::signal(number, SIG_DFL);
    // Ctrl-C is meant for us, and nothing may be asked behind the user's back.
    ::setsid();
    ::umask(0077); // what it makes is the user's alone
    const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    const auto use = [nothing](int channel, int as) {
        return ::dup2(channel >= 0 ? channel : nothing, as) >= 0;
    };
    const bool set = nothing >= 0 && use(channels.input, 0) && use(channels.output, 1) &&
                     use(channels.errors, 2);
    ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (set && ::getppid() == parent)
        ::execve(arguments[0], arguments, environment);
    const int code = errno;
    [[maybe_unused]] const ssize_t told = ::write(failed, &code, sizeof code);
    ::_exit(127);
}

Error startError(const QString &program, int code)
{
    return Error(QCoreApplication::translate("ChildProgram", "%1 cannot be started: %2.")
                     .arg(program, qt_error_string(code)));
}

} // namespace

ChildProgram::ChildProgram(const QStringList &command, const QProcessEnvironment &environment,
                           const Channels &channels)
{
    std::vector<QByteArray> texts, variables;
    for (const QString &argument : command)
        texts.push_back(QFile::encodeName(argument));
    for (const QString &variable : environment.toStringList())
        variables.push_back(variable.toLocal8Bit());
    const std::vector<char *> argv = pointersTo(texts);
    const std::vector<char *> envp = pointersTo(variables);
    int failed[2];
    if (::pipe2(failed, O_CLOEXEC) != 0)
        throw startError(command.value(0), errno);
    const pid_t self = ::getpid();
    m_pid = ::fork();
    if (m_pid == 0)
        become(argv.data(), envp.data(), channels, failed[1], self);
    int code = m_pid < 0 ? errno : 0;
    ::close(failed[1]);
    if (m_pid > 0) {
        m_exitWatch = int(::syscall(SYS_pidfd_open, m_pid, 0));
        if (m_exitWatch < 0)
            code = errno;
        // Closed by execve(), so that it is known here to have worked.
        else if (::read(failed[0], &code, sizeof code) <= 0)
            code = 0;
    }
    ::close(failed[0]);
    if (code == 0)
        return;
    if (m_pid > 0) {
        kill();
        wait();
    }
    if (m_exitWatch >= 0)
        ::close(m_exitWatch);
    throw startError(command.value(0), code);
}

ChildProgram::~ChildProgram()
{
    kill();
    wait();
    ::close(m_exitWatch);
}

void ChildProgram::interrupt() const
{
    if (!m_ended)
        ::kill(-m_pid, SIGINT);
}

void ChildProgram::terminate() const
{
    if (!m_ended)
        ::kill(-m_pid, SIGTERM);
}

void ChildProgram::kill() const
{
    // Of its children, too, which may live on after it: the group's number is not given away while
    // it has members, and the leader has not been waited for.
    if (!m_ended) {
        ::kill(-m_pid, SIGKILL);
        ::kill(m_pid, SIGKILL); // before it had a group of its own
    }
}

int ChildProgram::wait()
{
    if (m_ended)
        return 0;
    siginfo_t info{};
    // Without taking its number back yet, so that kill() of what it left behind is safe.
    while (::waitid(P_PID, id_t(m_pid), &info, WEXITED | WNOWAIT) < 0 && errno == EINTR) {
    }
    ::kill(-m_pid, SIGKILL);
    int status = 0;
    while (::waitpid(m_pid, &status, 0) < 0 && errno == EINTR) {
    }
    m_ended = true;
    return status;
}

} // namespace arborist
