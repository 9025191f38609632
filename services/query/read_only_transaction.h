// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/postgres/rollback_guard.h"
#include <chrono>
#include <optional>

namespace arborist::query {

/// A transaction that only reads, rolled back at its end. It holds a snapshot from the beginning,
/// after which the server lets nobody make it writable. The session begins further transactions,
/// should there be any, as read-only ones, too.
class ReadOnlyTransaction
{
public:
    /// `timeout` is for each statement; zero: none. `stop` is the connection's stop token.
    ReadOnlyTransaction(postgres::Connection &connection, std::stop_token stop,
                        std::chrono::milliseconds timeout);
    ~ReadOnlyTransaction();
    ReadOnlyTransaction(const ReadOnlyTransaction &) = delete;
    ReadOnlyTransaction &operator=(const ReadOnlyTransaction &) = delete;

private:
    postgres::Connection &m_connection;
    std::stop_token m_stop;
    std::optional<postgres::RollbackGuard> m_guard;
    bool m_guardsSession;
};

} // namespace arborist::query
