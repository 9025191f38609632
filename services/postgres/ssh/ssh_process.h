// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <sys/types.h>

namespace arborist::postgres {

/// One running ssh without a terminal, a shell or this program's secrets: of the environment it
/// gets what finding its configuration, keys and proxies takes, and no more. It ends with the
/// thread that started it, so also when this program crashes or is killed.
class SshProcess
{
public:
    /// Throws Error when ssh is not installed or cannot be started.
    explicit SshProcess(const QStringList &arguments);
    /// Ends it: SIGTERM, and SIGKILL for one that does not obey within 2 s.
    ~SshProcess();
    SshProcess(const SshProcess &) = delete;
    SshProcess &operator=(const SshProcess &) = delete;

    int errorPipe() const { return m_errorPipe; } ///< its standard error, non-blocking
    int exitWatch() const { return m_exitWatch; } ///< readable once it has ended
    qint64 id() const { return m_pid; }
    /// What has come on its standard error since the last call.
    QByteArray readErrors();
    bool hasEnded() const;

private:
    pid_t m_pid = -1;
    int m_errorPipe = -1;
    int m_exitWatch = -1;
};

} // namespace arborist::postgres
