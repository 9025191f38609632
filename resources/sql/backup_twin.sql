-- Statements that give the database $2 what the database $1 has beside its content: settings,
-- privileges, labels, limit. Settings that are lists cannot be written as a literal.
WITH d AS (SELECT * FROM pg_catalog.pg_database WHERE datname = $1),
settings AS (
    SELECT s.setrole, pg_catalog.split_part(c.entry, '=', 1) AS name,
           pg_catalog.substr(c.entry, pg_catalog.strpos(c.entry, '=') + 1) AS value
    FROM pg_catalog.pg_db_role_setting s
    JOIN d ON d.oid = s.setdatabase
    CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) AS c (entry)
),
targets AS (
    SELECT CASE WHEN setrole = 0 THEN pg_catalog.format('DATABASE %I', $2::text)
                ELSE pg_catalog.format('ROLE %I IN DATABASE %I',
                                       pg_catalog.pg_get_userbyid(setrole), $2::text)
           END AS target, name, value
    FROM settings
)
SELECT 1, CASE WHEN pg_catalog.lower(name) IN
                    ('search_path', 'temp_tablespaces', 'session_preload_libraries',
                     'local_preload_libraries')
               THEN pg_catalog.format('SELECT pg_catalog.set_config(%L, %L, true); '
                                      'ALTER %s SET %I FROM CURRENT', name, value, target, name)
               ELSE pg_catalog.format('ALTER %s SET %I TO %L', target, name, value)
          END
FROM targets
UNION ALL
SELECT 2, pg_catalog.format('REVOKE ALL ON DATABASE %I FROM PUBLIC, %I', $2::text,
                            pg_catalog.pg_get_userbyid(d.datdba))
FROM d WHERE d.datacl IS NOT NULL
UNION ALL
SELECT 3, pg_catalog.format('GRANT %s ON DATABASE %I TO %s%s', a.privilege_type, $2::text,
                            CASE WHEN a.grantee = 0 THEN 'PUBLIC'
                                 ELSE pg_catalog.quote_ident(
                                     pg_catalog.pg_get_userbyid(a.grantee)) END,
                            CASE WHEN a.is_grantable AND a.grantee <> d.datdba
                                 THEN ' WITH GRANT OPTION' ELSE '' END)
FROM d CROSS JOIN LATERAL pg_catalog.aclexplode(d.datacl) a
UNION ALL
SELECT 4, pg_catalog.format('SECURITY LABEL FOR %I ON DATABASE %I IS %L', l.provider, $2::text,
                            l.label)
FROM d JOIN pg_catalog.pg_shseclabel l
    ON l.objoid = d.oid AND l.classoid = 'pg_catalog.pg_database'::pg_catalog.regclass
UNION ALL
SELECT 5, pg_catalog.format('ALTER DATABASE %I WITH CONNECTION LIMIT %s', $2::text, d.datconnlimit)
FROM d WHERE d.datconnlimit >= 0
UNION ALL
SELECT 5, pg_catalog.format('ALTER DATABASE %I WITH IS_TEMPLATE true', $2::text)
FROM d WHERE d.datistemplate
ORDER BY 1
