// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/backup/database_objects.h"

namespace arborist::backup {

/// What a restore in place takes away before it runs the dump's own statements. pg_restore --clean
/// would drop constraint by constraint, which fails for partitions and other heirs; here whole
/// objects go.
struct Clearing {
    bool isWhole = false; ///< everything that is the application's, not only what the dump makes
    std::vector<DatabaseObject> objects;
    QStringList dependents; ///< that go along and do not come back

    /// Looks, in the transaction that is open on the connection.
    static Clearing find(const Archive &archive, bool isWhole, postgres::Connection &connection);

    /// Names of those that are not this role's to drop.
    QStringList foreign() const;
    /// Drops, in the transaction that is open. Throws a refusing Error where by now something would
    /// go along that `agreed` does not have.
    void run(const Archive &archive, const QStringList &agreed, postgres::Connection &connection);
    /// Behind the dump's statements.
    void finish(const Archive &archive, postgres::Connection &connection) const;

private:
    QByteArrayList m_again; ///< default privileges
};

/// Whether everything in the database may be dropped by this role, so that a backup of all of it
/// can take its place. Empty if so, else some names.
QStringList notOwned(postgres::Connection &connection);

} // namespace arborist::backup
