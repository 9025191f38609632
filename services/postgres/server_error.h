// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/error.h"
#include "services/postgres/connection_info.h"

struct pg_conn;
struct pg_result;

namespace arborist::postgres {

/// The Error of a statement that the server refused: its words, SQLSTATE, position, detail and
/// context, and what the user can do.
Error serverError(const pg_result *result, const ConnectionInfo &info);

/// The Error of a connection that broke in the middle of a call. `result` is the last thing the
/// server said ("terminating connection due to administrator command"), or null.
Error lostConnectionError(const pg_conn *connection, const pg_result *result,
                          const ConnectionInfo &info);

/// libpq's own failure on a connection that stands (too many parameters, out of memory).
Error libpqError(const pg_conn *connection, const ConnectionInfo &info);

/// A server's words as a sentence: first letter upper case, a full stop, no secrets.
QString asSentence(QString text);

/// The text without secrets, the connection's own password among them.
QString withoutSecrets(QString text, const ConnectionInfo &info);

} // namespace arborist::postgres
