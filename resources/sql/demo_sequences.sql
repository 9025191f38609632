-- The next ids come after those that were written; $1 is the last item, whether or not it remains.
SELECT setval(pg_get_serial_sequence('public.items', 'id'), $1::bigint),
       setval(pg_get_serial_sequence('public.organizations', 'id'), max(id))
FROM public.organizations
UNION ALL
SELECT setval(pg_get_serial_sequence('public.boards', 'id'), max(b.id)),
       setval(pg_get_serial_sequence('public.sidebar_forms', 'id'), (SELECT max(id) FROM public.sidebar_forms))
FROM public.boards b
