-- Indexes and triggers of a table ($1, quoted) that decide how it is written by key ($2, column
-- names): is there an index to find rows by; a unique one on just the key; one that checks late;
-- row triggers that may change what is stored.
WITH indexes AS (
    SELECT i.indisunique AND i.indimmediate AND i.indexprs IS NULL
               AND keys.names @> $2::name[] AND keys.names <@ $2::name[] AS on_key,
           keys.names[1] = ANY ($2::name[])
               AND (keys.names <@ $2::name[] OR i.indisunique OR cardinality($2::name[]) = 1)
               AND i.indpred IS NULL AS finds,
           i.indisunique AND NOT i.indimmediate AS late,
           i.indpred IS NOT NULL AS partial
    FROM pg_index i
    CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(a.attname ORDER BY k.place), '{}') AS names
        FROM unnest(i.indkey) WITH ORDINALITY k (number, place)
        LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
        WHERE k.place <= i.indnkeyatts
    ) keys
    WHERE i.indrelid = $1::regclass AND i.indisvalid AND i.indislive
), triggers AS (
    SELECT tgtype
    FROM pg_trigger
    WHERE tgrelid IN (SELECT $1::regclass::oid UNION SELECT relid FROM pg_partition_tree($1::regclass))
      AND NOT tgisinternal AND tgenabled <> 'D'
)
SELECT coalesce((SELECT bool_or(finds) FROM indexes), false),
       coalesce((SELECT bool_or(on_key AND NOT partial) FROM indexes), false),
       coalesce((SELECT bool_or(late) FROM indexes), false),
       -- bits of tgtype: 1 row, 2 before, 4 insert, 16 update (source: catalog/pg_trigger.h)
       coalesce((SELECT bool_or(tgtype & 3 = 3 AND tgtype & 20 <> 0) FROM triggers), false)
