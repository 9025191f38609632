// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/postgres/connection.h"
#include <functional>

namespace arborist::operations {

/// Throws a refusing Error unless the connection keeps its session of the server from one
/// transaction to the next. Asked where something in between answers in the server's name: a
/// pooler that hands out sessions by the transaction could send what is written to another server
/// than what was checked, and settings and temporary tables to strangers. Found out by further
/// connections, which hold transactions open meanwhile: the session of a pinned one stays its own.
/// Takes up to 3 s where the pooler has no session left. The connection must not be in a
/// transaction.
void requirePinned(postgres::Connection &connection,
                   const std::function<postgres::Connection()> &connect);

} // namespace arborist::operations
