// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/operation_context.h"
#include <QString>
#include <mutex>
#include <thread>

namespace arborist::journal {

/// Finds out, on a connection and thread of its own, for whom a session waits: once the wait has
/// timed out, the server no longer knows. Works while it lives.
class BlockerWatch
{
public:
    /// `session` is the waiting session's pg_backend_pid().
    BlockerWatch(const OperationContext &context, qint64 session);
    ~BlockerWatch();
    BlockerWatch(const BlockerWatch &) = delete;
    BlockerWatch &operator=(const BlockerWatch &) = delete;

    /// "process 4711, psql, since 2026-11-21 08:15:02"; empty while nobody was seen.
    QString blocker() const;

private:
    void watch(const std::stop_token &stop, qint64 session);

    OperationContext m_context;
    mutable std::mutex m_mutex;
    QString m_blocker;
    std::jthread m_thread;
};

} // namespace arborist::journal
