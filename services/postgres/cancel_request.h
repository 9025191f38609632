// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

struct pg_conn;

namespace arborist::postgres {

/// Asks the server to stop what a connection runs. PQcancel blocks (on a dead network for
/// minutes), so it runs on a thread of its own that nobody ever waits for.
class CancelRequest
{
public:
    explicit CancelRequest(pg_conn *connection);

    /// Becomes readable once the server has taken the request; -1 if none could be sent.
    int fd() const;
    bool isDone() const;

private:
    struct State;
    std::shared_ptr<State> m_state;
};

} // namespace arborist::postgres
