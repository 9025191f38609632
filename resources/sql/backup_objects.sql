-- SPDX-License-Identifier: GPL-3.0-or-later
-- The application's objects that a DROP of their own takes away, without members of extensions and
-- what is part of another one. Named by kind, schema and tag as the list of a dump names them; what
-- follows DROP; whether this role may drop it. Wants an empty search_path.
WITH members AS (
    SELECT classid, objid FROM pg_catalog.pg_depend
    WHERE deptype = 'e'
       OR (deptype = 'i' AND classid = 'pg_catalog.pg_class'::regclass AND objsubid = 0
           AND refclassid = 'pg_catalog.pg_class'::regclass)
), spaces AS (
    SELECT oid, nspname FROM pg_catalog.pg_namespace
    WHERE nspname NOT IN ('pg_catalog', 'information_schema')
      AND nspname NOT LIKE 'pg\_toast%' AND nspname NOT LIKE 'pg\_temp%'
), found AS (
    SELECT 'pg_catalog.pg_class'::regclass AS class, c.oid, 'relation' AS kind, n.nspname AS schema,
           c.relname::text AS tag, c.relowner AS owner
    FROM pg_catalog.pg_class c JOIN spaces n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
    UNION ALL
    SELECT 'pg_catalog.pg_type'::regclass, t.oid, 'relation', n.nspname, t.typname, t.typowner
    FROM pg_catalog.pg_type t JOIN spaces n ON n.oid = t.typnamespace
    WHERE t.typtype <> 'm'
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_type e WHERE e.typarray = t.oid)
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.oid = t.typrelid AND c.relkind <> 'c')
    UNION ALL
    SELECT 'pg_catalog.pg_proc'::regclass, p.oid, 'routine', n.nspname,
           p.proname || '(' || CASE WHEN p.prokind = 'a' AND p.pronargs = 0 THEN '*' ELSE coalesce((
               SELECT string_agg(format_type(a.type, NULL), ', ' ORDER BY a.place)
               FROM unnest(p.proargtypes) WITH ORDINALITY AS a (type, place)), '') END || ')',
           p.proowner
    FROM pg_catalog.pg_proc p JOIN spaces n ON n.oid = p.pronamespace
    UNION ALL
    SELECT 'pg_catalog.pg_operator'::regclass, o.oid, 'operator', n.nspname, o.oprname, o.oprowner
    FROM pg_catalog.pg_operator o JOIN spaces n ON n.oid = o.oprnamespace
    UNION ALL
    SELECT 'pg_catalog.pg_opclass'::regclass, o.oid, 'operator class', n.nspname, o.opcname, o.opcowner
    FROM pg_catalog.pg_opclass o JOIN spaces n ON n.oid = o.opcnamespace
    UNION ALL
    SELECT 'pg_catalog.pg_opfamily'::regclass, o.oid, 'operator family', n.nspname, o.opfname, o.opfowner
    FROM pg_catalog.pg_opfamily o JOIN spaces n ON n.oid = o.opfnamespace
    UNION ALL
    SELECT 'pg_catalog.pg_collation'::regclass, c.oid, 'collation', n.nspname, c.collname, c.collowner
    FROM pg_catalog.pg_collation c JOIN spaces n ON n.oid = c.collnamespace
    UNION ALL
    SELECT 'pg_catalog.pg_conversion'::regclass, c.oid, 'conversion', n.nspname, c.conname, c.conowner
    FROM pg_catalog.pg_conversion c JOIN spaces n ON n.oid = c.connamespace
    UNION ALL
    SELECT 'pg_catalog.pg_ts_config'::regclass, c.oid, 'text search configuration', n.nspname, c.cfgname,
           c.cfgowner
    FROM pg_catalog.pg_ts_config c JOIN spaces n ON n.oid = c.cfgnamespace
    UNION ALL
    SELECT 'pg_catalog.pg_ts_dict'::regclass, d.oid, 'text search dictionary', n.nspname, d.dictname,
           d.dictowner
    FROM pg_catalog.pg_ts_dict d JOIN spaces n ON n.oid = d.dictnamespace
    UNION ALL
    SELECT 'pg_catalog.pg_ts_parser'::regclass, p.oid, 'text search parser', n.nspname, p.prsname, 10
    FROM pg_catalog.pg_ts_parser p JOIN spaces n ON n.oid = p.prsnamespace
    UNION ALL
    SELECT 'pg_catalog.pg_ts_template'::regclass, t.oid, 'text search template', n.nspname, t.tmplname, 10
    FROM pg_catalog.pg_ts_template t JOIN spaces n ON n.oid = t.tmplnamespace
    UNION ALL
    SELECT 'pg_catalog.pg_cast'::regclass, c.oid, 'cast', '',
           'CAST (' || format_type(c.castsource, NULL) || ' AS ' || format_type(c.casttarget, NULL) || ')',
           (SELECT t.typowner FROM pg_catalog.pg_type t WHERE t.oid = c.castsource)
    FROM pg_catalog.pg_cast c
    UNION ALL
    SELECT 'pg_catalog.pg_am'::regclass, a.oid, 'access method', '', a.amname, 10 FROM pg_catalog.pg_am a
    UNION ALL
    SELECT 'pg_catalog.pg_foreign_data_wrapper'::regclass, f.oid, 'foreign data wrapper', '', f.fdwname,
           f.fdwowner
    FROM pg_catalog.pg_foreign_data_wrapper f
    UNION ALL
    SELECT 'pg_catalog.pg_foreign_server'::regclass, s.oid, 'server', '', s.srvname, s.srvowner
    FROM pg_catalog.pg_foreign_server s
    UNION ALL
    SELECT 'pg_catalog.pg_language'::regclass, l.oid, 'language', '', l.lanname, l.lanowner
    FROM pg_catalog.pg_language l
    UNION ALL
    SELECT 'pg_catalog.pg_event_trigger'::regclass, e.oid, 'event trigger', '', e.evtname, e.evtowner
    FROM pg_catalog.pg_event_trigger e
    UNION ALL
    SELECT 'pg_catalog.pg_publication'::regclass, p.oid, 'publication', '', p.pubname, p.pubowner
    FROM pg_catalog.pg_publication p
)
SELECT f.class::oid, f.oid, f.kind, f.schema, f.tag, i.identity,
       CASE WHEN f.kind = 'routine' THEN 'ROUTINE' ELSE upper(replace(i.type, '-', ' ')) END
           || ' IF EXISTS ' || i.identity,
       pg_has_role(f.owner, 'USAGE'),
       f.class = 'pg_catalog.pg_class'::regclass AND i.type = 'table'
FROM found f
CROSS JOIN LATERAL pg_identify_object(f.class, f.oid, 0) i
WHERE f.oid >= 16384
  AND NOT EXISTS (SELECT FROM members m WHERE m.classid = f.class AND m.objid = f.oid)
ORDER BY f.kind IN ('event trigger', 'publication') DESC, f.kind = 'relation' DESC,
         f.class = 'pg_catalog.pg_class'::regclass DESC, i.type = 'table' DESC, f.oid
