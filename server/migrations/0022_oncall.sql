-- On call (值班): who is called, in which order, until somebody answers (docs/decisions/0027-oncall.md).

insert into role_permissions (org_id, role, permission)
select r.org_id, r.name, 'oncall.manage' from roles r where r.name in ('administrator', 'commander')
on conflict do nothing;

create table rosters (
  org_id uuid not null references organisations,
  id uuid not null,
  created_at timestamptz not null,
  retired_at timestamptz,
  primary key (org_id, id)
);

-- What it says now is the newest version; a calendar of the past is read from the one that held then.
create table roster_versions (
  org_id uuid not null,
  roster_id uuid not null,
  version integer not null check (version > 0),
  -- RosterBody of server/oncall/schema.ts
  body jsonb not null,
  made_at timestamptz not null,
  made_by text not null,
  primary key (org_id, roster_id, version),
  foreign key (org_id, roster_id) references rosters
);

-- Days that are not as their weekday says. No row: what the product brings for the organisation's zone.
create table holiday_lists (
  org_id uuid not null references organisations,
  version integer not null check (version > 0),
  days jsonb not null,
  made_at timestamptz not null,
  made_by text not null,
  primary key (org_id, version)
);

-- Who is called, when, and who next. No row: the ready-made ones (server/oncall/policy-seed.ts).
create table escalation_policies (
  org_id uuid not null references organisations,
  version integer not null check (version > 0),
  body jsonb not null,
  made_at timestamptz not null,
  made_by text not null,
  primary key (org_id, version)
);

create table stand_ins (
  org_id uuid not null,
  id uuid not null,
  roster_id uuid not null,
  for_person_id uuid not null,
  by_person_id uuid not null,
  from_at timestamptz not null,
  to_at timestamptz not null,
  state text not null check (state in ('asked', 'accepted', 'declined', 'cancelled')),
  asked_at timestamptz not null,
  asked_by text not null,
  answered_at timestamptz,
  answered_by text,
  primary key (org_id, id),
  foreign key (org_id, roster_id) references rosters,
  foreign key (org_id, for_person_id) references people,
  foreign key (org_id, by_person_id) references people,
  check (from_at < to_at),
  check (for_person_id <> by_person_id),
  check ((state = 'asked') = (answered_at is null))
);
create index stand_ins_time on stand_ins (org_id, roster_id, to_at);

-- What whoever is on call wants the next one to know; both get it at the hand-over.
create table hand_over_notes (
  org_id uuid not null,
  id uuid not null,
  roster_id uuid not null,
  person_id uuid not null,
  at timestamptz not null,
  text text not null check (text <> ''),
  told_at timestamptz,
  primary key (org_id, id),
  foreign key (org_id, roster_id) references rosters,
  foreign key (org_id, person_id) references people
);
create index hand_over_notes_untold on hand_over_notes (org_id, roster_id, at) where told_at is null;

-- Each change of who is on call that people were told of; the key lets it be told once.
create table hand_overs (
  org_id uuid not null,
  roster_id uuid not null,
  at timestamptz not null,
  from_person_id uuid,
  to_person_id uuid,
  told_at timestamptz not null,
  primary key (org_id, roster_id, at),
  foreign key (org_id, roster_id) references rosters
);

-- One calling of people about one thing, until somebody answers.
create table call_runs (
  org_id uuid not null references organisations,
  id uuid not null,
  subject_kind text not null check (subject_kind in ('alert', 'crisis', 'test')),
  subject_id uuid not null,
  level smallint not null check (level between 1 and 3),
  mode text not null check (mode in ('live', 'drill')),
  key text not null check (length(key) between 1 and 200),
  -- what people are told, in the three languages
  words jsonb not null,
  -- CallPlan of server/oncall/call-plan.ts: the policy and whom it meant when it began; nothing edited later changes it
  plan jsonb not null,
  state text not null check (state in ('calling', 'acknowledged', 'closed', 'superseded', 'unanswered')),
  begun_at timestamptz not null,
  ended_at timestamptz,
  -- KIND:ID of the actor
  ended_by text,
  primary key (org_id, id),
  unique (org_id, key),
  check ((state = 'calling') = (ended_at is null))
);
-- Two workers, two causes: one thing is called about once at a time.
create unique index call_runs_calling on call_runs (org_id, subject_kind, subject_id) where state = 'calling';
create index call_runs_subject on call_runs (org_id, subject_kind, subject_id, begun_at);
create index call_runs_time on call_runs (org_id, begun_at);

-- The steps that were taken, and at most one that is yet to come.
create table call_steps (
  org_id uuid not null,
  run_id uuid not null,
  -- counts on through the rounds
  n integer not null check (n > 0),
  round integer not null check (round > 0),
  -- place in plan.steps, from 0
  step integer not null check (step >= 0),
  due_at timestamptz not null,
  done_at timestamptz,
  -- called; nobody: there was nobody to call; void: the run ended before
  outcome text check (outcome in ('called', 'nobody', 'void')),
  primary key (org_id, run_id, n),
  foreign key (org_id, run_id) references call_runs,
  check ((done_at is null) = (outcome is null))
);
create unique index call_steps_open on call_steps (org_id, run_id) where done_at is null;
create index call_steps_due on call_steps (due_at) where done_at is null;

create table call_messages (
  org_id uuid not null,
  run_id uuid not null,
  n integer not null,
  person_id uuid not null,
  at timestamptz not null,
  -- messages that this made, over all channels; 0: none could be made
  messages integer not null,
  primary key (org_id, run_id, n, person_id),
  foreign key (org_id, run_id, n) references call_steps (org_id, run_id, n),
  foreign key (org_id, person_id) references people
);

-- What the signed link of a message leads to: of one person and one run. The signature is made of the row and is not kept.
create table call_links (
  org_id uuid not null,
  id uuid not null,
  run_id uuid not null,
  person_id uuid not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  used_for text check (used_for in ('acknowledgement', 'hand-over', 'refusal')),
  primary key (org_id, id),
  unique (org_id, run_id, person_id),
  foreign key (org_id, run_id) references call_runs,
  foreign key (org_id, person_id) references people,
  check ((used_at is null) = (used_for is null))
);
create unique index call_links_id on call_links (id);

create table acknowledgements (
  org_id uuid not null,
  run_id uuid not null,
  -- KIND:ID of the actor
  by_key text not null,
  at timestamptz not null,
  way text not null check (way in ('link', 'page')),
  primary key (org_id, run_id, by_key),
  foreign key (org_id, run_id) references call_runs
);

-- What else happened in a run: handed over, refused, raised, the roster moved on, we were late.
create table call_events (
  org_id uuid not null,
  run_id uuid not null,
  seq integer not null check (seq > 0),
  at timestamptz not null,
  kind text not null check (kind ~ '^[a-z][a-z-]*$'),
  person_id uuid,
  detail jsonb not null default '{}',
  primary key (org_id, run_id, seq),
  foreign key (org_id, run_id) references call_runs
);
