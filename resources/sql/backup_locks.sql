-- SPDX-License-Identifier: GPL-3.0-or-later
-- How many locks it takes to drop all relations of the application and to make as many, and for how
-- many the server has room at least.
SELECT 2 * count(*),
       current_setting('max_locks_per_transaction')::bigint
           * (current_setting('max_connections')::bigint
              + current_setting('max_prepared_transactions')::bigint)
FROM pg_catalog.pg_class
WHERE oid >= 16384 AND relpersistence <> 't' AND relkind <> 'c'
