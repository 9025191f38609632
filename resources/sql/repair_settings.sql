-- How values are written while old ones are read for a repair: exact, and the same on every server.
-- Rows that a policy hides must be an error, or a cascade would take them along unseen.
-- Rows are looked up by their keys where few are needed: storage is taken to be no spinning disk.
SELECT set_config('DateStyle', 'ISO, YMD', true),
       set_config('IntervalStyle', 'postgres', true),
       set_config('extra_float_digits', '1', true),
       set_config('bytea_output', 'hex', true),
       set_config('TimeZone', 'UTC', true),
       set_config('row_security', 'off', true),
       set_config('random_page_cost', '1.1', true)
