// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/backup/manifest.h"
#include "services/core/operation_context.h"
#include "services/postgres/connection.h"
#include "services/postgres/rollback_guard.h"

namespace arborist::backup {

/// One table of the database as pg_dump names it.
struct DumpedTable {
    QString schema, relation;
    QString name;          ///< quoted where SQL wants it
    qint64 bytes = 0;      ///< heap and TOAST: what a dump reads
    qint64 totalBytes = 0; ///< with indexes
    qint64 estimate = 0;   ///< rows, as the statistics have it
    bool unlogged = false;
};

/// Tables whose rows a dump holds, the largest first. Throws Error.
std::vector<DumpedTable> dumpedTables(postgres::Connection &connection);

/// SHA-256 (hexadecimal) of the schema as text: equal in a database that was restored from the
/// dump. Opens no transaction of its own, but wants one: search_path is set for it.
QString schemaPrint(postgres::Connection &connection);
/// The same in a transaction of its own.
QString schemaPrint(postgres::Connection &connection, const std::stop_token &stop);

/// Whether the database has another schema than the one that was backed up. Servers of two major
/// versions tell theirs differently: then it cannot be known, and is not said. Throws Error.
bool differsInSchema(postgres::Connection &connection, const Manifest &manifest,
                     const std::stop_token &stop);

/// One state of the database, seen by everybody who takes part: pg_dump by --snapshot, our own
/// connections by join(). Who takes part in it is on this very server: its name means nothing on
/// another one. The connection is in a transaction as long as this lives.
class Snapshot
{
public:
    /// Throws Error.
    Snapshot(postgres::Connection &connection, const std::stop_token &stop);

    const QString &id() const { return m_id; }
    bool onStandby() const { return m_onStandby; }
    /// Fills in encoding, locale, extensions, server version, schema, and what else a manifest
    /// tells beside rows.
    void describe(Manifest &manifest);

    /// Begins a transaction on another connection that sees the same state.
    void join(postgres::Connection &connection) const;

private:
    postgres::Connection &m_connection;
    postgres::RollbackGuard m_guard;
    QString m_id;
    bool m_onStandby = false;
};

/// Counts the rows of tables one by one. Throws Error; RLS that would hide some is one.
std::vector<ManifestTable> countRows(postgres::Connection &connection,
                                     const std::vector<DumpedTable> &tables,
                                     const std::stop_token &stop);

} // namespace arborist::backup
