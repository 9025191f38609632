-- SPDX-License-Identifier: GPL-3.0-or-later
-- What a manifest tells of a database beside its tables.
SELECT pg_encoding_to_char(d.encoding), d.datcollate,
       coalesce(to_jsonb(d) ->> 'datlocprovider', 'c'),
       coalesce(to_jsonb(d) ->> 'daticulocale', to_jsonb(d) ->> 'datlocale', ''),
       (SELECT count(*) FROM pg_catalog.pg_class
        WHERE relkind = 'S' AND relpersistence <> 't'),
       (SELECT count(*) FROM pg_catalog.pg_largeobject_metadata),
       pg_is_in_recovery(),
       (SELECT coalesce(jsonb_agg(jsonb_build_array(extname, extversion) ORDER BY extname), '[]')
        FROM pg_catalog.pg_extension WHERE extname <> 'plpgsql')
FROM pg_catalog.pg_database d
WHERE d.datname = current_database()
