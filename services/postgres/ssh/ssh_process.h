// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/child_program.h"
#include <QByteArray>
#include <QStringList>
#include <optional>

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

    int errorPipe() const { return m_errorPipe; }            ///< its standard error, non-blocking
    int exitWatch() const { return m_process->exitWatch(); } ///< readable once it has ended
    qint64 id() const { return m_process->id(); }
    /// What has come on its standard error since the last call.
    QByteArray readErrors();
    bool hasEnded() const;

private:
    std::optional<ChildProgram> m_process;
    int m_errorPipe = -1;
};

} // namespace arborist::postgres
