// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/author/terminal_process.h"
#include <csignal>
#include <sys/types.h>

namespace arborist::migrations {

/// A started program: its descriptors and its process group. Killed with its group when the object
/// goes before reap().
class ConsoleChild
{
public:
    /// Throws Error when the program is not found, or the system refuses to start it.
    explicit ConsoleChild(const ConsoleCommand &command);
    ~ConsoleChild();
    ConsoleChild(const ConsoleChild &) = delete;
    ConsoleChild &operator=(const ConsoleChild &) = delete;

    /// Our end of its terminal or pipe, which does not block; -1 where it uses ours.
    int descriptor() const { return m_descriptor; }
    /// Becomes readable when it has ended; -1 where the kernel does not offer that.
    int endDescriptor() const { return m_end; }
    /// Whether it has ended; it stays a zombie, so that its group's number is nobody else's.
    bool hasEnded() const;
    /// To the whole group; for one that shares our group, to it alone.
    void signal(int number) const;
    ConsoleEnd reap();

private:
    void start(const ConsoleCommand &command, const QString &program, int childEnd);

    pid_t m_pid = -1;
    bool m_leads = true;
    int m_descriptor = -1;
    int m_end = -1;
};

} // namespace arborist::migrations
