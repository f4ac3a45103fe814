-- Rules of warning (預警規則): how loud a detector must be on a track, since when, and what a rule in shadow would have said.

insert into role_permissions (org_id, role, permission)
select r.org_id, r.name, 'rules.edit' from roles r where r.name in ('administrator', 'commander', 'pr', 'analyst')
on conflict do nothing;

-- No row: the detector's own defaults. What holds is the newest version of the slot; what held at a moment, the newest before it.
create table alert_rules (
  org_id uuid not null references organisations,
  track_id uuid not null,
  -- a detector's id, or `words:` and the id of a word list
  rule text not null check (rule ~ '^[a-z]+(-[a-z]+)*(:[0-9a-f-]{36})?$'),
  -- live: calls people; shadow: writes rule_alarms and calls nobody
  slot text not null check (slot in ('live', 'shadow')),
  version integer not null check (version > 0),
  is_on boolean not null,
  -- RuleSettings of server/warning/rule-schema.ts
  settings jsonb not null,
  made_at timestamptz not null,
  made_by text not null,
  made_by_name text not null,
  reason text not null,
  primary key (org_id, track_id, rule, slot, version)
);

-- Each change of a threshold is a row with its reason; before the first one the detector's default holds.
create table rule_thresholds (
  org_id uuid not null references organisations,
  track_id uuid not null,
  rule text not null,
  slot text not null check (slot in ('live', 'shadow')),
  at timestamptz not null,
  threshold real not null,
  reason text not null check (reason in ('history', 'budget', 'marks', 'default')),
  -- what it was decided from: days of history, needless alarms, marks
  detail jsonb not null,
  primary key (org_id, track_id, rule, slot, at)
);

-- What a rule said: of a live one, with which version and threshold; of one in shadow, what it would have sent; held: too light for
-- what the rule asks, and weighed again until it is grave enough or half a day old.
create table rule_alarms (
  org_id uuid not null references organisations,
  track_id uuid not null,
  rule text not null,
  subject text not null default '',
  slot text not null check (slot in ('live', 'shadow', 'held')),
  -- end of the point, in the time of the posts
  at timestamptz not null,
  -- held: from which gravity on it may be raised
  least_level smallint check (least_level between 1 and 3),
  version integer not null,
  cause text not null check (cause in ('score', 'fixed')),
  threshold real not null,
  score real not null,
  loudness real not null,
  value real not null,
  baseline real not null,
  primary key (org_id, track_id, rule, subject, slot, at)
);

-- Up to where each rule in shadow has read.
create table shadow_cursors (
  org_id uuid not null references organisations,
  track_id uuid not null,
  rule text not null,
  version integer not null,
  upto_at timestamptz not null,
  primary key (org_id, track_id, rule)
);
