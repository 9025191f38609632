// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QProcessEnvironment>
#include <QString>
#include <QStringList>
#include <sys/types.h>

namespace arborist {

/// A running program that must not outlive us: no shell, no terminal, a process group of its own.
/// It gets SIGTERM when the thread that started it ends, so also when this program crashes or is
/// killed.
class ChildProgram
{
public:
    struct Channels {
        int input = -1;  ///< what it reads; -1: nothing
        int output = -1; ///< where it writes; -1: nowhere
        int errors = -1;
    };

    /// Throws Error when it cannot be started. The channels stay the caller's.
    ChildProgram(const QStringList &command, const QProcessEnvironment &environment,
                 const Channels &channels);
    /// Kills it and its group, if they live.
    ~ChildProgram();
    ChildProgram(const ChildProgram &) = delete;
    ChildProgram &operator=(const ChildProgram &) = delete;

    int exitWatch() const { return m_exitWatch; } ///< readable once it has ended
    qint64 id() const { return m_pid; }
    /// SIGINT, SIGTERM and SIGKILL for the whole group.
    void interrupt() const;
    void terminate() const;
    void kill() const;
    /// Waits for its end; the status as waitpid() tells it.
    int wait();

private:
    pid_t m_pid = -1;
    int m_exitWatch = -1;
    bool m_ended = false;
};

} // namespace arborist
