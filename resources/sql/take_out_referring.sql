-- Foreign keys that would delete or change rows themselves when rows of the tables whose oids are
-- given go: the referring table, the one referred to, and how their rows (c and p) belong together.
SELECT k.conrelid::regclass::text, k.confrelid::regclass::text,
       string_agg(format('c.%I = p.%I', f.attname, t.attname), ' AND ' ORDER BY a.place)
FROM pg_constraint k
CROSS JOIN LATERAL unnest(k.conkey, k.confkey) WITH ORDINALITY AS a (own, other, place)
JOIN pg_attribute f ON f.attrelid = k.conrelid AND f.attnum = a.own
JOIN pg_attribute t ON t.attrelid = k.confrelid AND t.attnum = a.other
WHERE k.contype = 'f' AND k.confdeltype IN ('c', 'n', 'd') AND k.confrelid = ANY ($1::oid[])
  AND k.conparentid = 0
GROUP BY k.oid, k.conrelid, k.confrelid
ORDER BY 1, 2
