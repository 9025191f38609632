-- title: Turn legacy time spent into time entries
-- description: Items from before time entries hold their minutes in time_spent. Each gets one
-- description: entry, marked as legacy, on the day of its last change; time_spent stays as it is.
-- section: check
SELECT i.id AS item, i.organization_id AS organization, i.title, i.time_spent AS minutes
FROM items i
WHERE i.time_spent > 0
  AND NOT EXISTS (SELECT FROM time_entries t WHERE t.item_id = i.id AND t.is_legacy)
  AND (coalesce(current_setting('arborist.organization', true), '') = ''
       OR i.organization_id::text = current_setting('arborist.organization', true))
ORDER BY i.id;
-- section: fix
INSERT INTO time_entries (organization_id, item_id, spent_on, minutes, note, is_legacy)
SELECT i.organization_id, i.id, (i.updated_at AT TIME ZONE 'UTC')::date, i.time_spent,
       'Taken over from time spent', true
FROM items i
WHERE i.time_spent > 0
  AND NOT EXISTS (SELECT FROM time_entries t WHERE t.item_id = i.id AND t.is_legacy)
  AND (coalesce(current_setting('arborist.organization', true), '') = ''
       OR i.organization_id::text = current_setting('arborist.organization', true));
