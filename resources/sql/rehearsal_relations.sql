-- Tables as they are before a rehearsal, with the file that each is kept in.
SELECT c.oid, n.nspname || '.' || c.relname, coalesce(pg_relation_filenode(c.oid), 0)
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'm', 'p')
   AND n.nspname !~ '^pg_'
   AND n.nspname <> 'information_schema';
