// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/postgres/connection_info.h"
#include "services/postgres/waker.h"

struct pg_conn;

namespace arborist::postgres {

/// Connects, and fills what `info` left out (service file, PG* variables) with what was used.
/// Returns a connection in non-blocking mode that the caller owns. Throws Error, cancelled too.
pg_conn *connectTo(ConnectionInfo &info, Waker &waker);

} // namespace arborist::postgres
