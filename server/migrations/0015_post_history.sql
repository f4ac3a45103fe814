-- What became of posts after they came: edits, growing counts, deletions, corrected verdicts (docs/decisions/0019-post-history.md); and
-- recordings with the runs that play them.

-- Of all that was sent of a post last: the same digest is an ordinary duplicate, and nothing more is looked at. Null: from before 0015.
alter table post_keys add column digest bigint;

alter table posts
  -- when its text and counts as they stand were seen first; null: when it was received
  add column seen_at timestamptz,
  -- bits: 1 edited, 2 deleted at its source, 4 verdict corrected by a person
  add column marks smallint not null default 0;

-- All posts of one author, newest first. An author id is rare enough without the organisation before it.
create index posts_author on posts (author_id, posted_at) where author_id <> '';

-- Texts as they stood, each with what was made of it, the first and the last among them; nothing where a text never changed.
create table post_versions (
  org_id uuid not null,
  post_id uuid not null,
  seen_at timestamptz not null,
  received_at timestamptz not null,
  batch_id uuid not null,
  title text not null,
  text text not null,
  sentiment smallint,
  p_negative smallint not null,
  p_neutral smallint not null,
  p_positive smallint not null,
  emotion smallint not null,
  language smallint not null,
  model smallint not null,
  -- as post_tracks had them: [{trackId, weight, isInherited}]
  tracks jsonb not null,
  -- how often it was edited, as the source says
  edits int,
  primary key (org_id, post_id, seen_at)
);

-- Counts as they were seen to grow, sparsely: where they changed by a tenth, or an hour after the last.
create table post_observations (
  org_id uuid not null,
  post_id uuid not null,
  seen_at timestamptz not null,
  reposts int not null,
  comments int not null,
  likes int not null,
  primary key (org_id, post_id, seen_at)
);

-- That a post is gone at its source, and that this was a mistake: rows, never a removal. The newest counts.
create table post_deletions (
  org_id uuid not null,
  deletion_id uuid not null,
  post_id uuid not null,
  -- false: it is there after all
  is_deleted boolean not null,
  -- when somebody saw that it was gone
  seen_at timestamptz not null,
  -- in the words of whoever says so
  known_by text not null,
  recorded_at timestamptz not null,
  recorded_by text not null,
  recorded_by_name text not null,
  seq bigint generated always as identity,
  primary key (org_id, deletion_id)
);
create index post_deletions_post on post_deletions (org_id, post_id, seq);

-- Verdicts that a person gave in place of the model's. `posts` holds the one in force; model_* what the model said.
create table post_corrections (
  org_id uuid not null,
  correction_id uuid not null,
  post_id uuid not null,
  posted_at timestamptz not null,
  made_at timestamptz not null,
  made_by text not null,
  made_by_name text not null,
  reason text not null,
  old_sentiment smallint,
  old_emotion smallint not null,
  new_sentiment smallint,
  new_emotion smallint not null,
  model_sentiment smallint,
  model_emotion smallint not null,
  model smallint not null,
  -- the correction that this one takes back
  undoes uuid,
  -- of one moment, in the order in which they were made
  seq bigint generated always as identity,
  primary key (org_id, correction_id),
  unique (org_id, undoes)
);
create index post_corrections_post on post_corrections (org_id, post_id, seq);
create index post_corrections_made on post_corrections (org_id, seq);

-- An organisation made to practise in, by whom: its posts are a recording, its alerts no alarm.
alter table organisations add column practice_of uuid;

-- Posts with times of their own, to be played as if they happened now. Kept in the database, so that any worker can play them.
create table recordings (
  org_id uuid not null,
  recording_id uuid not null,
  name text not null,
  kind text not null check (kind in ('file', 'posts', 'story')),
  -- what the files or the span were recognised as
  note jsonb not null,
  -- tracks that would see it: [{name, expression}]
  tracks jsonb not null,
  made_at timestamptz not null,
  made_by text not null,
  made_by_name text not null,
  -- when its first post was posted
  first_at timestamptz not null,
  span_ms bigint not null check (span_ms >= 0),
  posts int not null check (posts > 0),
  removed_at timestamptz,
  primary key (org_id, recording_id)
);
-- Some hundred posts a row, in the order of time: gzip of a JSON array of [offset in ms, post].
create table recording_parts (
  org_id uuid not null,
  recording_id uuid not null,
  part int not null,
  first_ms bigint not null,
  last_ms bigint not null,
  posts int not null,
  body bytea not null,
  primary key (org_id, recording_id, part),
  foreign key (org_id, recording_id) references recordings on delete cascade
);
alter table recording_parts alter column body set storage external;

-- One playing of a recording, steered from `org_id` into `target_org_id`, which is the same or made for it.
create table replay_runs (
  org_id uuid not null,
  run_id uuid not null,
  recording_id uuid not null,
  target_org_id uuid not null,
  is_practice boolean not null,
  state text not null check (state in ('running', 'paused', 'stopped', 'done', 'failed')),
  -- null = as fast as possible
  speed real,
  started_at timestamptz not null,
  started_by text not null,
  started_by_name text not null,
  ended_at timestamptz,
  error text,
  -- row of `replays` in the target by which detectors wait for it
  replay_id uuid not null,
  -- the recording's beginning falls on this moment
  base_at timestamptz not null,
  -- ms of the recording that are told, and posts of it that are sent
  position_ms bigint not null,
  sent int not null,
  accepted int not null,
  total int not null,
  -- up to here it runs as fast as it can
  fast_until_ms bigint not null default 0,
  -- where the recording was at which moment, for speed; null: not moving
  anchor_at timestamptz,
  anchor_ms bigint not null,
  -- paused once it is there
  pauses_at_end_of_fast boolean not null default false,
  lease_until timestamptz,
  primary key (org_id, run_id),
  foreign key (org_id, recording_id) references recordings
);
create index replay_runs_running on replay_runs (lease_until) where state = 'running';
