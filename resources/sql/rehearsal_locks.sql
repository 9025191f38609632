-- Locks of relations that this session holds now, and the file that each relation is kept in.
SELECT l.relation, l.mode, coalesce(pg_relation_filenode(l.relation), 0)
  FROM pg_locks l
 WHERE l.pid = pg_backend_pid()
   AND l.locktype = 'relation'
   AND l.granted
   AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
