-- SPDX-License-Identifier: GPL-3.0-or-later
-- Tables that are being copied out of this database, and how much of each has been sent.
SELECT n.nspname || '.' || c.relname, max(p.bytes_processed)
FROM pg_catalog.pg_stat_progress_copy p
JOIN pg_catalog.pg_class c ON c.oid = p.relid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE p.datname = current_database() AND p.command = 'COPY TO'
GROUP BY 1
