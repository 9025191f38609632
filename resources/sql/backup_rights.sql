-- Whether this role may make a database that belongs to the role $2, and what keeps the database $1
-- from being renamed.
SELECT r.rolcreatedb OR r.rolsuper,
       r.rolsuper OR pg_catalog.pg_has_role($2::name, 'MEMBER'),
       (SELECT pg_catalog.count(*) FROM pg_catalog.pg_prepared_xacts WHERE database = $1),
       r.rolname
FROM pg_catalog.pg_roles r
WHERE r.rolname = current_user
