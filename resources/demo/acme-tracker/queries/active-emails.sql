-- Addresses of everybody who can still sign in to an organization.
select lower(u.email) as email, min(u.name) as name, count(*) as organizations
from users u
join memberships m on m.user_id = u.id
where u.is_active
group by lower(u.email)
order by email;
