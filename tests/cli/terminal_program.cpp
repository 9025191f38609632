// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/terminal_program.h"

#include <QFile>
#include <cerrno>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

namespace arborist::testing {

CliRun runOnTerminal(const QString &program, const QStringList &arguments, const Answers &answers)
{
    leavePipeline();
    QByteArrayList words{QFile::encodeName(program)};
    for (const QString &argument : arguments)
        words << argument.toUtf8();
    std::vector<char *> argv;
    for (QByteArray &word : words)
        argv.push_back(word.data());
    argv.push_back(nullptr);

    CliRun run;
    int terminal = -1;
    const pid_t child = ::forkpty(&terminal, nullptr, nullptr, nullptr);
    if (child < 0)
        return run;
    if (child == 0) {
        ::execv(argv[0], argv.data());
        ::_exit(127);
    }
    size_t answered = 0;
    qsizetype seen = 0;
    char buffer[4096];
    for (;;) {
        const ssize_t size = ::read(terminal, buffer, sizeof buffer);
        if (size <= 0) { // EIO once the program has closed its side
            if (size < 0 && errno == EINTR)
                continue;
            break;
        }
        run.out.append(buffer, qsizetype(size));
        if (answered == answers.size())
            continue;
        const qsizetype at = run.out.indexOf(answers[answered].first, seen);
        if (at < 0)
            continue;
        seen = run.out.size();
        const QByteArray &line = answers[answered++].second;
        [[maybe_unused]] const ssize_t written =
            ::write(terminal, line.data(), size_t(line.size()));
    }
    ::close(terminal);
    int status = 0;
    ::waitpid(child, &status, 0);
    run.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return run;
}

} // namespace arborist::testing
