-- The roles of the handbook's crisis team, and three permissions more, for organisations that were made before there were any. What an
-- administrator has changed is left as it is: rows are only added.
-- STARTING_ROLES of server/access/permissions.ts says the same for new organisations.
insert into roles (org_id, name, created_at)
select o.id, r.name, now()
from organisations o
cross join (values ('pr'), ('marketing'), ('legal'), ('technical'), ('care'), ('management')) as r (name)
on conflict do nothing;

insert into role_permissions (org_id, role, permission)
select r.org_id, r.name, p.permission
from roles r
join (values
  ('administrator', 'sources.manage'),
  ('administrator', 'posts.export'),
  ('commander', 'posts.correct'),
  ('commander', 'posts.export'),
  ('analyst', 'posts.correct'),
  ('analyst', 'posts.export'),
  ('analyst', 'sources.manage'),
  ('pr', 'posts.correct'),
  ('pr', 'posts.export'),
  ('pr', 'tracks.edit'),
  ('pr', 'alerts.handle'),
  ('pr', 'crises.declare'),
  ('pr', 'crises.note'),
  ('marketing', 'tracks.edit'),
  ('marketing', 'crises.note'),
  ('legal', 'posts.export'),
  ('legal', 'crises.note'),
  ('technical', 'posts.send'),
  ('technical', 'sources.manage'),
  ('technical', 'crises.note'),
  ('technical', 'work.manage'),
  ('care', 'posts.send'),
  ('care', 'posts.correct'),
  ('care', 'alerts.handle'),
  ('care', 'crises.note'),
  ('management', 'crises.declare'),
  ('management', 'crises.note')
) as p (role, permission) on p.role = r.name
on conflict do nothing;

insert into role_permissions (org_id, role, permission)
select r.org_id, r.name, p.permission
from roles r
cross join (values ('posts.read'), ('alerts.read'), ('crises.read'), ('people.read')) as p (permission)
where r.name in ('pr', 'marketing', 'legal', 'technical', 'care', 'management')
on conflict do nothing;
