-- E-mail addresses of all active users, each once.
SELECT DISTINCT lower(email) AS email
FROM users
WHERE is_active
ORDER BY email;
