// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/postgres/ssh/ssh_process.h"

#include "services/core/error.h"
#include "services/postgres/ssh/ssh_text.h"
#include <QProcessEnvironment>
#include <QStandardPaths>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

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
const QString kNoConnection = QStringLiteral("08001");

} // namespace

SshProcess::SshProcess(const QStringList &arguments)
{
    const QString program = QStandardPaths::findExecutable(QStringLiteral("ssh"));
    if (program.isEmpty())
        throw Error(SshText::tr("The program ssh is not installed."),
                    SshText::tr("Install it (Debian: apt install openssh-client)."))
            .setSqlState(kNoConnection);
    QProcessEnvironment environment;
    for (const char *name : kept) {
        if (const QByteArray value = qgetenv(name); !value.isEmpty())
            environment.insert(QString::fromLatin1(name), QString::fromLocal8Bit(value));
    }
    int errors[2];
    if (::pipe2(errors, O_CLOEXEC) != 0)
        throw Error(qt_error_string()).setSqlState(kNoConnection);
    try {
        m_process.emplace(QStringList{program} + arguments, environment,
                          ChildProgram::Channels{-1, -1, errors[1]});
    } catch (Error &error) {
        ::close(errors[0]);
        ::close(errors[1]);
        throw error.setSqlState(kNoConnection);
    }
    ::close(errors[1]);
    m_errorPipe = errors[0];
    ::fcntl(m_errorPipe, F_SETFL, O_NONBLOCK);
}

SshProcess::~SshProcess()
{
    m_process->terminate();
    pollfd watch{exitWatch(), POLLIN, 0};
    ::poll(&watch, 1, obeyMs);
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
    pollfd watch{exitWatch(), POLLIN, 0};
    return ::poll(&watch, 1, 0) == 1;
}

} // namespace arborist::postgres
