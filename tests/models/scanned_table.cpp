// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/scanned_table.h"

#include "services/hierarchy/discovery.h"
#include "services/hierarchy/scan.h"
#include "services/postgres/connection.h"
#include <algorithm>
#include <stdexcept>

namespace arborist {

using namespace hierarchy;

QByteArray ScannedTable::definition(const QByteArray &table)
{
    return "CREATE TABLE IF NOT EXISTS organizations (id bigint PRIMARY KEY, name text NOT NULL);"
           "INSERT INTO organizations VALUES (1, 'Tavenport Logistics'), (2, 'Bramblewick Foods'),"
           "  (3, 'Corvale Energy') ON CONFLICT DO NOTHING;"
           "CREATE TABLE " +
           table +
           " (id bigint PRIMARY KEY, parent_id bigint,"
           "  organization_id bigint NOT NULL REFERENCES organizations, title text NOT NULL,"
           "  status text NOT NULL, position integer, estimate numeric(10,2), start_date date,"
           "  end_date date, depth integer, path text, child_count integer,"
           "  descendant_count integer, done_count integer, estimate_sum numeric(12,2),"
           "  progress numeric(5,2), min_start date, max_end date, updated_at timestamptz);";
}

QByteArray ScannedTable::forest(const QByteArray &table, int count)
{
    const QByteArray number = QByteArray::number(count);
    return "SELECT setseed(0.5);"
           "INSERT INTO " +
           table +
           " (id, parent_id, organization_id, title, status, position, estimate, start_date,"
           "    end_date, updated_at)"
           "  SELECT i, CASE WHEN i > 9 THEN 1 + (i - 1) % 3 + 3 * floor(power(random(), 0.4) *"
           "      ((i - 1) / 3))::int END, 1 + (i - 1) % 3, 'Task ' || i,"
           "    (ARRAY['open', 'in_progress', 'done', 'blocked'])[1 + (i % 4)], i, i % 7,"
           "    date '2026-01-01' + i % 200, date '2026-01-09' + i % 200, now() - interval '1 day'"
           "  FROM generate_series(1, " +
           number +
           ") i;"
           "UPDATE " +
           table +
           " SET parent_id = NULL WHERE parent_id >= id OR parent_id % 3 <> id % 3;"
           "WITH RECURSIVE t AS (SELECT id, id::text AS path, 0 AS depth FROM " +
           table +
           "  WHERE parent_id IS NULL UNION ALL SELECT c.id, t.path || '/' || c.id, t.depth + 1"
           "  FROM " +
           table +
           " c JOIN t ON c.parent_id = t.id)"
           "UPDATE " +
           table + " i SET depth = t.depth, path = t.path, child_count = (SELECT count(*) FROM " +
           table +
           " c WHERE c.parent_id = i.id) FROM t WHERE t.id = i.id;"
           "UPDATE " +
           table +
           " i SET (descendant_count, done_count, estimate_sum) = (SELECT count(*) - 1,"
           "    count(*) FILTER (WHERE d.status = 'done' AND d.id <> i.id), sum(d.estimate) FROM " +
           table +
           " d WHERE d.path = i.path OR d.path LIKE i.path || '/%');"
           "UPDATE " +
           table +
           " SET descendant_count = descendant_count + 5 WHERE id % 31 = 0;"
           "UPDATE " +
           table + " SET depth = depth + 1 WHERE id % 37 = 0;";
}

SnapshotPtr ScannedTable::scan(const TestCluster &cluster, const QString &database,
                               const QByteArray &table, bool declared)
{
    auto connection = postgres::Connection::open(cluster.info(database));
    const auto mappings = discover(connection);
    const auto found = std::ranges::find(mappings, QString::fromUtf8(table), &Mapping::table);
    if (found == mappings.end())
        throw std::runtime_error("the table was not found as a hierarchy");
    Mapping mapping = *found;
    if (declared) {
        mapping.rules.depthBase = 0;
        mapping.rules.path = PathRule();
        mapping.rules.progressScale = 100;
        for (const char *key : {"depth", "path", "estimate_sum", "progress", "min_start", "max_end",
                                "count_archived"})
            mapping.rules.declared << QLatin1String(key);
    }
    OperationContext context;
    return hierarchy::scan({mapping, {}}, connection, context);
}

ScannedTable::ScannedTable(const TestCluster &cluster, const QString &database,
                           const QByteArray &table, const QByteArray &rows, bool declared)
{
    cluster.psql(database, definition(table) + rows);
    snapshot = scan(cluster, database, table, declared);
}

Item ScannedTable::item(const char *id) const
{
    return snapshot->find(QLatin1String(id));
}

} // namespace arborist
