// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/postgres/connection.h"

namespace arborist::demo {

/// Brings an empty database to the demo project's schema, by the project's own migrations and with
/// the ledger that drizzle-orm (up to 0.45) would leave: schema drizzle, table
/// __drizzle_migrations, one row a migration with the SHA-256 of its file and the journal's `when`.
class MigrationApplier
{
public:
    explicit MigrationApplier(postgres::Connection &connection) : m_connection(connection) {}
    /// Leaves the newest `pending` ones unapplied.
    void apply(int pending);

private:
    void applyOne(const QString &tag, qint64 when);

    postgres::Connection &m_connection;
};

} // namespace arborist::demo
