// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace arborist::postgres {
class Connection;
}

namespace arborist::migrations {

/// Throws a refusing Error where a pooler stands between us and the server: it may give each
/// transaction another session, and locks and settings of a session to strangers. The hint has the
/// direct address where that can be told. The connection must not be in a transaction.
void requireDirect(postgres::Connection &connection);

} // namespace arborist::migrations
