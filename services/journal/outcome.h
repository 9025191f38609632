// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/journal/journal.h"
#include <optional>

namespace arborist::postgres {
class Connection;
}

namespace arborist::journal {

/// What became of a transaction that has just ended on this connection; nullopt if the server
/// does not tell.
std::optional<BatchState> outcomeOf(const QString &transaction, postgres::Connection &connection);

} // namespace arborist::journal
