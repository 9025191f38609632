// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stop_token>

namespace arborist::postgres {

class Connection;

/// Rolls back the transaction that is open on the connection when it goes, if one is: after
/// COMMIT none is. A roll-back must go through although the connection was told to stop.
class RollbackGuard
{
public:
    /// `stop` is the connection's stop token.
    RollbackGuard(Connection &connection, std::stop_token stop);
    ~RollbackGuard();
    RollbackGuard(const RollbackGuard &) = delete;
    RollbackGuard &operator=(const RollbackGuard &) = delete;

private:
    Connection &m_connection;
    std::stop_token m_stop;
};

} // namespace arborist::postgres
