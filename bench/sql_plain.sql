-- The same answers in the server, the way products do it: depth and path compared by a recursive
-- query; rollups in a temporary table by one UPDATE a level, from the leaves up; then compared.
-- Prints one JSON object of counts.
\set QUIET on
\pset tuples_only on
\pset format unaligned
SET work_mem = '256MB';
SET temp_buffers = '256MB';
SET jit = off;
SET client_min_messages = warning;
BEGIN ISOLATION LEVEL REPEATABLE READ;

CREATE TEMP TABLE structure ON COMMIT DROP AS
WITH RECURSIVE tree AS (
    SELECT id, 0 AS depth, id::text AS path FROM items WHERE parent_id IS NULL
    UNION ALL
    SELECT i.id, t.depth + 1, t.path || '/' || i.id
    FROM items i JOIN tree t ON i.parent_id = t.id
)
SELECT count(*) FILTER (WHERE i.depth IS DISTINCT FROM t.depth) AS d1,
       count(*) FILTER (WHERE i.path IS DISTINCT FROM t.path) AS d2
FROM tree t JOIN items i USING (id);

CREATE TEMP TABLE rolled ON COMMIT DROP AS
WITH RECURSIVE tree AS (
    SELECT id, 0 AS level FROM items WHERE parent_id IS NULL
    UNION ALL
    SELECT i.id, t.level + 1 FROM items i JOIN tree t ON i.parent_id = t.id
)
SELECT t.level, i.id, i.parent_id, i.deleted_at IS NULL AS live,
       (i.status = 'done')::integer AS done,
       0::bigint AS child_count, 0::bigint AS descendant_count, 0::bigint AS done_count,
       coalesce(i.estimate, 0) AS work,
       CASE WHEN i.status = 'done' THEN coalesce(i.estimate, 0) ELSE 0 END AS done_work,
       least(i.start_date, i.end_date) AS first, greatest(i.start_date, i.end_date) AS last
FROM tree t JOIN items i USING (id);
CREATE INDEX ON rolled (level);
CREATE INDEX ON rolled (id);
ANALYZE rolled;

DO $$
DECLARE
    below integer;
BEGIN
    FOR below IN REVERSE (SELECT max(level) FROM rolled)..1 LOOP
        UPDATE rolled r
        SET child_count = c.child_count, descendant_count = c.descendant_count,
            done_count = c.done_count, work = r.work + c.work, done_work = r.done_work + c.done_work,
            first = coalesce(c.first, r.first), last = coalesce(c.last, r.last)
        FROM (
            SELECT parent_id, count(*) AS child_count, sum(1 + descendant_count) AS descendant_count,
                   sum(done + done_count) AS done_count, sum(work) AS work,
                   sum(done_work) AS done_work, min(first) AS first, max(last) AS last
            FROM rolled WHERE level = below AND live GROUP BY parent_id
        ) c
        WHERE r.id = c.parent_id;
    END LOOP;
END $$;

SELECT json_build_object(
    'D1', (SELECT d1 FROM structure),
    'D2', (SELECT d2 FROM structure),
    'R1', count(*) FILTER (WHERE i.child_count IS DISTINCT FROM r.child_count),
    'R2', count(*) FILTER (WHERE i.descendant_count IS DISTINCT FROM r.descendant_count),
    'R3', count(*) FILTER (WHERE i.done_count IS DISTINCT FROM r.done_count),
    'R4', count(*) FILTER (WHERE i.estimate_sum IS DISTINCT FROM r.work),
    'R5', count(*) FILTER (WHERE i.progress IS DISTINCT FROM round(
        CASE WHEN r.work > 0 THEN 100 * r.done_work / r.work
             WHEN r.descendant_count > 0 THEN 100.0 * r.done_count / r.descendant_count
             ELSE 100 * r.done END, 2)),
    'T1', count(*) FILTER (WHERE i.min_start IS DISTINCT FROM r.first),
    'T2', count(*) FILTER (WHERE i.max_end IS DISTINCT FROM r.last))
FROM items i JOIN rolled r USING (id);
COMMIT;
