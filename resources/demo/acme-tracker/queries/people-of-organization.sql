-- Who belongs to an organization, and in which role: --param organization=ID
SELECT u.name, lower(u.email) AS email, m.role, u.is_active, u.last_seen_at
FROM memberships m
JOIN users u ON u.id = m.user_id
WHERE m.organization_id = :organization
ORDER BY m.role, u.name;
