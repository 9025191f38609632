-- The default forms of the sidebar, for every organization that has none yet.
with made as (
  insert into sidebar_forms (organization_id, form)
  select o.id, f.form
  from organizations o
  cross join unnest(enum_range(null::sidebar_form)) as f(form)
  on conflict (organization_id, form) do nothing
  returning id, form
)
insert into sidebar_form_groups (sidebar_form_id, name, position, fields)
select made.id, g.name, g.position, g.fields::jsonb
from made
cross join (values
  ('General', 1, '["title", "status", "assignee"]'),
  ('Planning', 2, '["estimate", "start_date", "end_date"]')
) as g(name, position, fields)
where made.form = 'item' or g.position = 1;
