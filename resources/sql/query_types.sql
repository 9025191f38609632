-- Names of types: $1 their OIDs, $2 their modifiers.
SELECT format_type(t.type, t.modifier)
FROM unnest($1::oid[], $2::int[]) WITH ORDINALITY AS t(type, modifier, place)
ORDER BY t.place
