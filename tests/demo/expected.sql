-- What a scan of public.items has to find, in plain SQL: (kind, id), without a line of the demo's own
-- code. Done items are done or closed; archived items count, deleted ones do not; levels above 11
-- are too deep.
WITH RECURSIVE
edges AS (
    SELECT i.id, p.id AS parent
    FROM items i
    JOIN items p ON p.id = i.parent_id AND p.organization_id = i.organization_id AND p.id <> i.id
),
-- Twenty steps up lead from any item to the root, or round a cycle.
steps AS (
    SELECT id, parent AS at, 1 AS n FROM edges
    UNION ALL
    SELECT s.id, e.parent, s.n + 1 FROM steps s JOIN edges e ON e.id = s.at
    WHERE s.at <> s.id AND s.n < 40
),
members AS (SELECT id, n FROM steps WHERE at = id),
rings AS (
    SELECT m.id, (SELECT min(least(s.at, m.id)) FROM steps s WHERE s.id = m.id AND s.n <= m.n) AS ring
    FROM members m
),
ring_heads AS (
    SELECT DISTINCT ON (r.ring) r.id
    FROM rings r JOIN items i USING (id)
    ORDER BY r.ring, i.depth, i.updated_at DESC, i.id DESC
),
cut AS (
    SELECT id FROM ring_heads
    UNION ALL
    SELECT i.id FROM items i
    WHERE i.parent_id IS NOT NULL AND NOT EXISTS (SELECT FROM edges e WHERE e.id = i.id)
),
forest AS MATERIALIZED (
    SELECT i.*, CASE WHEN c.id IS NULL THEN i.parent_id END AS parent,
           i.status IN ('done', 'closed') AS is_done,
           coalesce(i.estimate, 0) AS work,
           coalesce(i.estimate, 0) * CASE WHEN i.status IN ('done', 'closed') THEN 100
                                          ELSE coalesce(i.percent_done, 0) END AS done_work,
           least(coalesce(i.start_date, i.end_date), coalesce(i.end_date, i.start_date)) AS own_start,
           greatest(coalesce(i.start_date, i.end_date), coalesce(i.end_date, i.start_date)) AS own_end
    FROM items i LEFT JOIN cut c ON c.id = i.id
),
down AS (
    SELECT id, 0 AS level, id::text AS way FROM forest WHERE parent IS NULL
    UNION ALL
    SELECT f.id, d.level + 1, d.way || '/' || f.id FROM forest f JOIN down d ON d.id = f.parent
),
-- Every item with itself, and with each one above that it counts for.
counted AS (
    SELECT id AS above, id AS item, 0 AS distance FROM forest
    UNION ALL
    SELECT f.parent, c.item, c.distance + 1
    FROM counted c JOIN forest f ON f.id = c.above
    WHERE f.parent IS NOT NULL AND f.deleted_at IS NULL
),
-- Dates come from the items without any dates below them.
dated AS (
    SELECT f.id FROM forest f
    WHERE f.own_start IS NOT NULL
      AND NOT EXISTS (SELECT FROM counted c JOIN forest b ON b.id = c.item
                      WHERE c.above = f.id AND c.distance > 0 AND b.own_start IS NOT NULL)
),
sums AS (
    SELECT c.above AS id,
           count(*) FILTER (WHERE c.distance = 1) AS children,
           count(*) FILTER (WHERE c.distance > 0) AS descendants,
           count(*) FILTER (WHERE c.distance > 0 AND f.is_done) AS done,
           sum(f.work) AS work, sum(f.done_work) AS done_work,
           min(f.own_start) FILTER (WHERE d.id IS NOT NULL) AS first_day,
           max(f.own_end) FILTER (WHERE d.id IS NOT NULL) AS last_day
    FROM counted c
    JOIN forest f ON f.id = c.item
    LEFT JOIN dated d ON d.id = c.item
    GROUP BY c.above
),
expected AS (
    SELECT f.*, d.level, d.way, s.children, s.descendants, s.done, s.work AS total, s.first_day, s.last_day,
           round(least(100, greatest(0, CASE WHEN s.work > 0 THEN s.done_work / s.work
                                             WHEN s.descendants > 0 THEN 100.0 * s.done / s.descendants
                                             ELSE coalesce(f.percent_done, CASE WHEN f.is_done THEN 100 ELSE 0 END)
                                        END)), 2) AS share,
           (regexp_match(f.path, '(\d+)/\d+$'))[1]::bigint AS named
    FROM forest f JOIN down d USING (id) JOIN sums s USING (id)
)
SELECT 'S1', id FROM items WHERE parent_id = id
UNION ALL SELECT 'S2', id FROM members
UNION ALL SELECT 'S3', i.id FROM items i
    WHERE i.parent_id IS NOT NULL AND NOT EXISTS (SELECT FROM items p WHERE p.id = i.parent_id)
UNION ALL SELECT 'S4', i.id FROM items i JOIN items p ON p.id = i.parent_id
    WHERE p.organization_id <> i.organization_id
UNION ALL SELECT 'S5', e.id FROM expected e
    WHERE e.named <> e.parent_id AND EXISTS (SELECT FROM items p WHERE p.id = e.named)
      AND EXISTS (SELECT FROM items p WHERE p.id = e.parent_id)
UNION ALL SELECT 'S6', i.id FROM items i JOIN items p ON p.id = i.parent_id
    WHERE i.deleted_at IS NULL AND i.archived_at IS NULL
      AND (p.deleted_at IS NOT NULL OR p.archived_at IS NOT NULL)
UNION ALL SELECT 'S7', id FROM expected WHERE level > 11
UNION ALL SELECT 'S8', i.id FROM items i
    WHERE EXISTS (SELECT FROM items o WHERE o.id <> i.id AND o.organization_id = i.organization_id
                  AND o.parent_id IS NOT DISTINCT FROM i.parent_id AND o.position = i.position)
UNION ALL SELECT 'D1', id FROM expected WHERE depth <> level
UNION ALL SELECT 'D2', id FROM expected WHERE path IS DISTINCT FROM way
UNION ALL SELECT 'R1', id FROM expected WHERE child_count <> children
UNION ALL SELECT 'R2', id FROM expected WHERE descendant_count <> descendants
UNION ALL SELECT 'R3', id FROM expected WHERE done_count <> done
UNION ALL SELECT 'R4', id FROM expected WHERE coalesce(estimate_sum, 0) <> total
UNION ALL SELECT 'R5', id FROM expected WHERE progress <> share
UNION ALL SELECT 'T1', id FROM expected WHERE min_start IS DISTINCT FROM first_day
UNION ALL SELECT 'T2', id FROM expected WHERE max_end IS DISTINCT FROM last_day
UNION ALL SELECT 'Q1', id FROM items WHERE start_date > end_date
UNION ALL SELECT 'cut', id FROM cut
UNION ALL SELECT 'null for zero', id FROM expected WHERE estimate_sum IS NULL AND total = 0
