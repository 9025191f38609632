// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/error.h"
#include "services/postgres/connection_info.h"

struct pg_conn;

namespace arborist::postgres {

/// Why connecting failed, and what to do. Needs a connection attempt with verbosity
/// PQERRORS_VERBOSE: SQLSTATE and the server's routine are told in no other way, and unlike the
/// words they are the same in every language.
Error connectError(const pg_conn *connection, const ConnectionInfo &info);

/// True where the server was not reached or the connection to it broke, so that the same may work
/// later.
bool isLostConnection(const Error &error);

/// The server did not answer in time.
Error connectTimeout(const ConnectionInfo &info, int seconds);

/// The name service does not know the host; `reason` is its own words.
Error noSuchHost(const ConnectionInfo &info, const QString &host, const QString &reason);

} // namespace arborist::postgres
