// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/postgres/connection_info.h"
#include "services/postgres/waker.h"
#include <memory>

struct pg_conn;

namespace arborist::postgres {

class SshTunnel;

/// A connection in non-blocking mode that the caller owns, and the tunnel that it goes through.
struct Connected {
    pg_conn *connection = nullptr;
    std::shared_ptr<SshTunnel> tunnel; ///< null without one
};

/// Connects, and fills what `info` left out (service file, PG* variables) with what was used.
/// Throws Error, cancelled too.
Connected connectTo(ConnectionInfo &info, Waker &waker);

} // namespace arborist::postgres
