// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/postgres/connection.h"
#include <QElapsedTimer>
#include <chrono>

namespace arborist::backup {

/// Notices that a program cannot connect because somebody waits to lock a system table (VACUUM FULL
/// of the whole database) until the session of the snapshot ends: each would wait for the other for
/// ever, and nobody else could connect meanwhile. PostgreSQL's own look for deadlocks does not see
/// what waits outside of the server.
class ShutOutWatch
{
public:
    /// `snapshot`: the session whose end is waited for; it is asked now and then.
    explicit ShutOutWatch(postgres::Connection &snapshot,
                          std::chrono::milliseconds patience = std::chrono::seconds(15));

    /// The program has said something: it is connected.
    void heard() { m_isConnected = true; }
    /// Throws Error, with who is in the way, once the program has been silent for too long.
    void tick();

private:
    postgres::Connection &m_snapshot;
    std::chrono::milliseconds m_patience;
    QElapsedTimer m_silent;
    bool m_isConnected = false;
};

} // namespace arborist::backup
