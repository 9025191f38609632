-- The same answers in the server by a hand that knows it: one recursive query for depth, path and the
-- own values, each level inserted once from the sums of the one below. Prints a JSON object of counts.
\set QUIET on
\pset tuples_only on
\pset format unaligned
SET work_mem = '256MB';
SET temp_buffers = '256MB';
SET jit = off;
SET client_min_messages = warning;
BEGIN ISOLATION LEVEL REPEATABLE READ;

CREATE TEMP TABLE node ON COMMIT DROP AS
WITH RECURSIVE tree AS (
    SELECT id, parent_id, 0 AS depth, id::text AS path
    FROM items WHERE parent_id IS NULL
    UNION ALL
    SELECT i.id, i.parent_id, t.depth + 1, t.path || '/' || i.id
    FROM items i JOIN tree t ON i.parent_id = t.id
)
SELECT t.id, t.parent_id, t.depth,
       i.deleted_at IS NULL AS live,
       (i.status = 'done')::integer AS done,
       coalesce(i.estimate, 0) AS work,
       least(i.start_date, i.end_date) AS own_first,
       greatest(i.start_date, i.end_date) AS own_last,
       i.depth IS DISTINCT FROM t.depth AS wrong_depth,
       i.path IS DISTINCT FROM t.path AS wrong_path
FROM tree t JOIN items i USING (id);
CREATE INDEX ON node (depth);
ANALYZE node;

CREATE TEMP TABLE rolled (
    id bigint, parent_id bigint, depth integer, live boolean, done integer,
    child_count bigint, descendant_count bigint, done_count bigint,
    work numeric, done_work numeric, first date, last date
) ON COMMIT DROP;
CREATE INDEX ON rolled (depth);

DO $$
DECLARE
    level integer;
BEGIN
    FOR level IN REVERSE (SELECT max(depth) FROM node)..0 LOOP
        INSERT INTO rolled
        SELECT n.id, n.parent_id, n.depth, n.live, n.done,
               coalesce(c.child_count, 0), coalesce(c.descendant_count, 0),
               coalesce(c.done_count, 0),
               n.work + coalesce(c.work, 0), n.done * n.work + coalesce(c.done_work, 0),
               coalesce(c.first, n.own_first), coalesce(c.last, n.own_last)
        FROM node n
        LEFT JOIN (
            SELECT parent_id, count(*) AS child_count, sum(1 + descendant_count) AS descendant_count,
                   sum(done + done_count) AS done_count, sum(work) AS work,
                   sum(done_work) AS done_work, min(first) AS first, max(last) AS last
            FROM rolled WHERE depth = level + 1 AND live GROUP BY parent_id
        ) c ON c.parent_id = n.id
        WHERE n.depth = level;
    END LOOP;
END $$;

SELECT json_build_object(
    'D1', (SELECT count(*) FROM node WHERE wrong_depth),
    'D2', (SELECT count(*) FROM node WHERE wrong_path),
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
