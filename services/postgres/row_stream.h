// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/postgres/connection.h"

namespace arborist::postgres {

class Session;

/// Receives the answer of the statement that was just sent, row by row: see Connection::stream().
Result streamRows(Session &session, const RowReceiver &receiver);

} // namespace arborist::postgres
