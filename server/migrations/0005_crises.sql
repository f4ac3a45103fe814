-- Crises (handbook 三(一)–(四)): one row for what is so now, append-only rows for how it came to be so.

-- Rows that are evidence: nothing but a person's name may change (erasure of personal data), and none may go.
create function crises_keep() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and to_jsonb(new) - 'by_name' = to_jsonb(old) - 'by_name' then
    return new;
  end if;
  raise exception 'rows of % are kept as they were written', tg_table_name using errcode = 'restrict_violation';
end
$$;

-- Gapless numbers by which people call a crisis. The row's lock also lets declarations of one organisation pass one at a time.
create table crisis_counters (
  org_id uuid primary key,
  last_number integer not null
);

create table crises (
  org_id uuid not null,
  id uuid not null,
  number integer not null check (number > 0),
  title text not null check (title <> ''),
  type text not null check (type in ('opinion', 'data_security', 'violation', 'brand_image')),
  level smallint not null check (level between 1 and 3),
  is_level_provisional boolean not null,
  level_at timestamptz not null,
  state text not null check (state in ('suspected', 'assessing', 'responding', 'recovering', 'reviewing', 'improving',
    'closed', 'stood_down', 'merged')),
  state_at timestamptz not null,
  mode text not null check (mode in ('live', 'drill')),
  track_id uuid,
  commander_id uuid,
  -- in our time: when the product first said so; people's clocks run from here
  first_alert_at timestamptz not null,
  -- in the time of the posts: when it was first seen; the brief looks back from here
  detected_at timestamptz not null,
  declared_at timestamptz not null,
  merged_into uuid,
  primary key (org_id, id),
  unique (org_id, number),
  check ((state = 'merged') = (merged_into is not null)),
  check (merged_into <> id),
  -- handbook 二(一)2: a declared crisis always has a commander
  check (state = 'suspected' or commander_id is not null)
);
create index crises_open on crises (org_id, state) where state not in ('closed', 'stood_down', 'merged');

create table crisis_alerts (
  org_id uuid not null,
  crisis_id uuid not null,
  alert_id uuid not null,
  linked_at timestamptz not null,
  primary key (org_id, crisis_id, alert_id),
  -- an alert belongs to one crisis: a second declaration from it is the same declaration
  unique (org_id, alert_id),
  foreign key (org_id, crisis_id) references crises
);

create table crisis_transitions (
  org_id uuid not null,
  id uuid not null,
  crisis_id uuid not null,
  at timestamptz not null,
  verb text not null,
  from_state text,
  to_state text not null,
  reason text not null,
  -- [{code, values, room, reason}]: conditions that nobody could prove here, and why they were passed
  waived jsonb not null default '[]',
  by_kind text not null,
  by_id text not null,
  by_name text not null,
  primary key (org_id, id),
  foreign key (org_id, crisis_id) references crises
);
create index crisis_transitions_of on crisis_transitions (org_id, crisis_id, at);
create trigger crisis_transitions_keep before update or delete on crisis_transitions
  for each row execute function crises_keep();

create table level_rubrics (
  org_id uuid not null,
  version integer not null check (version > 0),
  rubric jsonb not null,
  made_at timestamptz not null,
  by_name text not null,
  primary key (org_id, version)
);
create trigger level_rubrics_keep before update or delete on level_rubrics
  for each row execute function crises_keep();

create table level_assessments (
  org_id uuid not null,
  id uuid not null,
  crisis_id uuid not null,
  at timestamptz not null,
  rubric_version integer not null,
  level smallint not null check (level between 1 and 3),
  -- what the rubric said at that moment; the person may have chosen another
  proposed_level smallint not null check (proposed_level between 1 and 3),
  is_provisional boolean not null,
  dimensions jsonb not null,
  reasons jsonb not null,
  note text not null,
  by_kind text not null,
  by_id text not null,
  by_name text not null,
  primary key (org_id, id),
  foreign key (org_id, crisis_id) references crises,
  foreign key (org_id, rubric_version) references level_rubrics (org_id, version)
);
create index level_assessments_of on level_assessments (org_id, crisis_id, at);
create trigger level_assessments_keep before update or delete on level_assessments
  for each row execute function crises_keep();

create table commander_assignments (
  org_id uuid not null,
  id uuid not null,
  crisis_id uuid not null,
  person_id uuid not null,
  at timestamptz not null,
  reason text not null,
  by_kind text not null,
  by_id text not null,
  by_name text not null,
  primary key (org_id, id),
  foreign key (org_id, crisis_id) references crises
);
create trigger commander_assignments_keep before update or delete on commander_assignments
  for each row execute function crises_keep();

-- Editing makes the next version: a clock that runs points to the version it was made from.
create table clock_definitions (
  org_id uuid not null,
  key text not null,
  version integer not null check (version > 0),
  definition jsonb not null,
  made_at timestamptz not null,
  by_name text not null,
  primary key (org_id, key, version)
);
create trigger clock_definitions_keep before update or delete on clock_definitions
  for each row execute function crises_keep();

create table clocks (
  org_id uuid not null,
  id uuid not null,
  crisis_id uuid not null,
  key text not null,
  definition_version integer not null,
  -- 1, 2, … of a clock that repeats
  turn integer not null check (turn > 0),
  started_at timestamptz not null,
  due_at timestamptz not null,
  warn_at timestamptz[] not null,
  is_target boolean not null,
  -- how many of warn_at and due_at the timeline has been told
  told smallint not null default 0,
  stopped_at timestamptz,
  outcome text check (outcome in ('done', 'void')),
  stopped_by_name text,
  note text not null default '',
  primary key (org_id, id),
  unique (org_id, crisis_id, key, turn),
  foreign key (org_id, crisis_id) references crises,
  foreign key (org_id, key, definition_version) references clock_definitions (org_id, key, version),
  check (due_at >= started_at),
  check ((stopped_at is null) = (outcome is null)),
  check ((stopped_at is null) = (stopped_by_name is null))
);
-- one turn of a clock runs at a time
create unique index clocks_running on clocks (org_id, crisis_id, key) where stopped_at is null;
create index clocks_due on clocks (due_at) where stopped_at is null;

create table briefs (
  org_id uuid not null,
  crisis_id uuid not null,
  version integer not null check (version > 0),
  made_at timestamptz not null,
  comment text not null,
  snapshot jsonb not null,
  by_kind text not null,
  by_id text not null,
  by_name text not null,
  primary key (org_id, crisis_id, version),
  foreign key (org_id, crisis_id) references crises
);
create trigger briefs_keep before update or delete on briefs for each row execute function crises_keep();

create table brief_deliveries (
  org_id uuid not null,
  id uuid not null,
  crisis_id uuid not null,
  version integer not null,
  at timestamptz not null,
  given_to text not null,
  how text not null,
  by_kind text not null,
  by_id text not null,
  by_name text not null,
  primary key (org_id, id),
  foreign key (org_id, crisis_id, version) references briefs (org_id, crisis_id, version)
);
create trigger brief_deliveries_keep before update or delete on brief_deliveries
  for each row execute function crises_keep();
