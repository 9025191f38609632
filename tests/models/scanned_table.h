// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/hierarchy/snapshot.h"
#include "tests/support/test_cluster.h"

namespace arborist {

/// Creates public.<table> in the database with the columns of a tracker's items, fills it by
/// `rows` (a script), and scans it. `declared`: the usual rules hold whatever the data say, else
/// they are fitted to the data, which takes a table that is mostly right.
class ScannedTable
{
public:
    ScannedTable(const TestCluster &cluster, const QString &database, const QByteArray &table,
                 const QByteArray &rows, bool declared = false);

    hierarchy::SnapshotPtr snapshot;

    hierarchy::Item item(const char *id) const;

    /// Scans a table that is there, its columns recognized by their names.
    static hierarchy::SnapshotPtr scan(const TestCluster &cluster, const QString &database,
                                       const QByteArray &table, bool declared = false);

    /// Definition of public.<table>, and of public.organizations if it is not there.
    static QByteArray definition(const QByteArray &table);
    /// An INSERT of `count` items in three organizations, of random shape with about 12 levels,
    /// the derived values right but for about one in fifteen; the same each time.
    static QByteArray forest(const QByteArray &table, int count);
};

} // namespace arborist
