-- Rules of single posts and hot lists (docs/decisions/0023-signals.md): what their detectors saw, so that a budget, a rule in shadow and a back-test
-- have the same scores to go by as the watch had.

-- Whatever came near enough to a threshold that some rule could speak of it, in the order in which it was judged; 90 days. Of life only.
create table signal_sights (
  org_id uuid not null,
  track_id uuid not null,
  detector text not null,
  seq bigint generated always as identity,
  version text not null,
  -- by what it is the same thing again, as in signal_tellings
  subject text not null,
  -- in the time of the posts
  at timestamptz not null,
  score real not null,
  observed double precision not null,
  expected double precision not null,
  window_minutes int not null,
  -- it came early enough that somebody could be called
  is_loud boolean not null,
  -- AlarmSubject of server/warning/schema.ts
  about jsonb not null,
  primary key (org_id, track_id, detector, seq)
);
create index signal_sights_subject on signal_sights (org_id, track_id, detector, subject, seq desc);
create index signal_sights_at on signal_sights (at);

-- Since when this version notes what it sees; earlier days are no history of its scores.
alter table signal_states add column since_at timestamptz not null default now();
