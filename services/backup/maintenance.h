// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/postgres/connection.h"

namespace arborist::backup {

/// A connection to a database of the same server that takes part in nothing ("postgres", else
/// "template1"), for what cannot be done to a database while one is connected to it. That it is the
/// same server is proved by finding the session of `checked` there. Throws Error where neither
/// database lets this role in, or the server is another one.
postgres::Connection openMaintenance(postgres::Connection &checked, std::stop_token stop);

/// The same for whoever has no connection to compare with: `info` leads to any database of the
/// server.
postgres::Connection openMaintenance(const postgres::ConnectionInfo &info, std::stop_token stop);

/// A connection to another database of the very server that `checked` is connected to; proved in
/// the same way.
postgres::Connection openBeside(postgres::Connection &checked, const QString &database,
                                std::stop_token stop);

} // namespace arborist::backup
