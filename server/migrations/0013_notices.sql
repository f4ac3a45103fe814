-- How people are told outside of the product.

-- What a channel needs of an organisation. No row: it has none, and nothing is sent by it.
create table notifiers (
  org_id uuid not null references organisations,
  -- id of a member of server/notifiers, and name of the outbox's channel
  notifier text not null,
  settings jsonb not null,
  -- sealed JSON of the secret settings; null: there are none
  secrets text,
  changed_at timestamptz not null,
  changed_by text not null,
  -- since the settings were changed: when it last took a message on, and last did not
  sent_at timestamptz,
  failed_at timestamptz,
  failure_code text,
  -- the other side's own words
  failure text,
  primary key (org_id, notifier),
  check ((failed_at is null) = (failure_code is null))
);

-- What somebody has chosen; without a row the rule of the topic holds (server/access/notice-topics.ts).
create table notice_choices (
  org_id uuid not null,
  person_id uuid not null,
  -- one of server/access/notice-topics.ts
  topic text not null check (topic ~ '^[a-z][a-z-]*$'),
  is_on boolean not null,
  -- 1 is the gravest: told of this level and of graver ones
  least_level smallint not null check (least_level between 1 and 3),
  changed_at timestamptz not null,
  primary key (org_id, person_id, topic),
  foreign key (org_id, person_id) references people
);

-- Each cause is told once, whoever finds it again.
create table notice_causes (
  org_id uuid not null,
  key text not null check (length(key) between 1 and 200),
  at timestamptz not null,
  primary key (org_id, key)
);

-- What was to be told to one person, and what became of it: kept also where it could not be sent.
create table notices (
  org_id uuid not null,
  id uuid not null,
  person_id uuid not null,
  -- gathered: made of others
  topic text not null check (topic ~ '^[a-z][a-z-]*$'),
  level smallint check (level between 1 and 3),
  mode text not null check (mode in ('live', 'drill')),
  locale text not null check (locale in ('zh-Hant', 'zh-Hans', 'en')),
  subject text not null,
  lines text[] not null,
  url text,
  thread text,
  created_at timestamptz not null,
  -- null where the organisation has none
  notifier text,
  -- put: in the outbox; held: waits to be gathered with others; gathered: part of another one; unsent: no channel, or a drill
  state text not null check (state in ('put', 'held', 'gathered', 'unsent')),
  gathered_in uuid,
  primary key (org_id, id),
  foreign key (org_id, person_id) references people,
  check ((state = 'gathered') = (gathered_in is not null)),
  check (notifier is not null or state = 'unsent')
);
create index notices_time on notices (org_id, created_at desc, id);
create index notices_of_person on notices (org_id, person_id, created_at);
create index notices_held on notices (created_at) where state = 'held';

-- Alerts that are known already are no news when the first mail server is set up.
insert into notice_causes (org_id, key, at)
select org_id, 'alert ' || id || ' ' || recurrence || ' ' || level, raised_at from alerts
union all
select org_id, 'alert ' || id || ' escalated', raised_at from alerts where state = 'escalated' and crisis_id is null
union all
select org_id, 'alert ' || id || ' crisis', raised_at from alerts where crisis_id is not null;
