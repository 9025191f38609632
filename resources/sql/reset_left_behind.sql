-- What a new database does not get from schemas and migrations alone, by kind, with how many.
SELECT kind, number
FROM (VALUES
    ('publications', (SELECT count(*) FROM pg_publication)),
    ('event triggers', (SELECT count(*) FROM pg_event_trigger)),
    ('foreign servers', (SELECT count(*) FROM pg_foreign_server)),
    ('large objects', (SELECT count(*) FROM pg_largeobject_metadata))
) AS found (kind, number)
WHERE number > 0
