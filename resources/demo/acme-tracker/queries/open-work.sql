-- Open items of each organization and what is left to do, in hours; overdue ones counted apart.
SELECT o.id, o.name, o.plan,
       count(*) AS open_items,
       count(*) FILTER (WHERE i.end_date < current_date) AS overdue,
       coalesce(sum(i.estimate), 0) AS hours
FROM organizations o
JOIN items i ON i.organization_id = o.id
WHERE i.status IN ('open', 'active', 'blocked')
  AND i.archived_at IS NULL
  AND i.deleted_at IS NULL
GROUP BY o.id
ORDER BY hours DESC, o.id;
