-- Posts, what they matched, and their counts (docs/decisions/0008-posts.md).
-- Codes: platform, kind, sentiment, emotion and language are positions in PLATFORMS, POST_KINDS, SENTIMENT_NAMES, EMOTION_NAMES and
-- LANGUAGE_NAMES of server/monitoring/schema.ts; those lists only ever grow at their end.

create table tracks (
  org_id uuid not null,
  track_id uuid not null,
  version int not null check (version > 0),
  created_at timestamptz not null,
  created_by text not null,
  retired_at timestamptz,
  retired_by text,
  primary key (org_id, track_id),
  check ((retired_at is null) = (retired_by is null))
);

-- Every wording a track ever had: why a post of March matched must still be answerable in May.
create table track_versions (
  org_id uuid not null,
  track_id uuid not null,
  version int not null check (version > 0),
  name text not null check (name <> ''),
  expression text not null,
  made_at timestamptz not null,
  made_by text not null,
  primary key (org_id, track_id, version),
  foreign key (org_id, track_id) references tracks
);

-- Which trained model gave a verdict; the same for all organisations.
create table text_models (
  model smallint generated always as identity primary key,
  version text not null unique
);

-- Idempotency: the key that posts, being partitioned by time, cannot hold. post_id follows from organisation, source and external id.
create table post_keys (
  org_id uuid not null,
  post_id uuid not null,
  posted_at timestamptz not null,
  primary key (org_id, post_id)
);

create table posts (
  org_id uuid not null,
  posted_at timestamptz not null,
  post_id uuid not null,
  received_at timestamptz not null,
  batch_id uuid not null,
  -- what it answers or passes on directly, and the first of all; derived, so they may name posts that never came
  parent_id uuid,
  root_id uuid,
  -- 64-bit simhash of the folded text, as a signed number; 0 where the text is too short to tell copies
  fingerprint bigint not null,
  author_followers int,
  reposts int not null check (reposts >= 0),
  comments int not null check (comments >= 0),
  likes int not null check (likes >= 0),
  platform smallint not null,
  kind smallint not null,
  -- null where there is no text to judge
  sentiment smallint,
  -- ten-thousandths
  p_negative smallint not null,
  p_neutral smallint not null,
  p_positive smallint not null,
  emotion smallint not null,
  language smallint not null,
  model smallint not null,
  author_verified boolean not null,
  mode text not null check (mode in ('live', 'drill')),
  source text not null,
  external_id text not null,
  author_id text not null,
  author_name text not null,
  author_region text not null,
  url text not null,
  title text not null,
  text text not null,
  primary key (org_id, posted_at, post_id)
) partition by range (posted_at);
-- Posts of months beyond the reach of partitions made on demand (partitions-store.ts).
create table posts_older partition of posts default;
create index posts_thread on posts (org_id, root_id, posted_at) where root_id is not null;

-- One narrow row per post and track, enough to count and list without touching posts.
create table post_tracks (
  org_id uuid not null,
  track_id uuid not null,
  posted_at timestamptz not null,
  post_id uuid not null,
  -- the same for the same author of the same platform
  author_key bigint not null,
  weight real not null,
  platform smallint not null,
  kind smallint not null,
  sentiment smallint,
  emotion smallint not null,
  -- its own words do not match, but the post that it passes on or answers does
  is_inherited boolean not null,
  primary key (org_id, track_id, posted_at, post_id)
) partition by range (posted_at);
create table post_tracks_older partition of post_tracks default;
create index post_tracks_post on post_tracks (org_id, posted_at, post_id);

-- Written in the transaction that stores the posts. track_id of all zeros counts everything.
create table counts_minute (
  org_id uuid not null,
  track_id uuid not null,
  minute timestamptz not null,
  platform smallint not null,
  posts int not null,
  originals int not null,
  reposts int not null,
  comments int not null,
  judged int not null,
  negative int not null,
  neutral int not null,
  positive int not null,
  primary key (org_id, track_id, minute, platform),
  check (judged = negative + neutral + positive),
  check (posts = originals + reposts + comments)
-- The row of the current minute is updated by every batch: room for the new version on the same page spares the index.
) with (fillfactor = 60);

-- From which minute on a track's counts changed behind whoever reads them point by point as they become complete (early warning):
-- posts that came late. Nothing is written for posts in time. Whoever has read anew deletes exactly what he saw.
create table count_changes (
  org_id uuid not null,
  track_id uuid not null,
  -- hours old when they came (an import, a crawler that brings last week), apart from what is only a little late
  is_old boolean not null,
  since timestamptz not null,
  posts int not null,
  -- how often it was added to: tells whether something came while it was read
  marks int not null,
  -- in our time: when the first and the last of these posts came
  first_at timestamptz not null,
  last_at timestamptz not null,
  primary key (org_id, track_id, is_old)
);

-- Answers whose parent or root had not come when they did. When it comes they take over its tracks (adoption.ts), once.
create table post_awaits (
  org_id uuid not null,
  awaited_id uuid not null,
  post_id uuid not null,
  posted_at timestamptz not null,
  since timestamptz not null,
  primary key (org_id, awaited_id, post_id)
);
create index post_awaits_since on post_awaits (since);

create table ingest_batches (
  org_id uuid not null,
  batch_id uuid not null,
  source text not null,
  received_at timestamptz not null,
  accepted int not null check (accepted >= 0),
  duplicates int not null check (duplicates >= 0),
  refused int not null check (refused >= 0),
  mode text not null check (mode in ('live', 'drill')),
  sent_by_kind text not null,
  sent_by text not null,
  primary key (org_id, batch_id)
);
create index ingest_batches_received on ingest_batches (org_id, received_at);

-- Health of everything that sends posts in.
create table sources (
  org_id uuid not null,
  name text not null,
  last_received_at timestamptz not null,
  last_posted_at timestamptz,
  last_error text,
  last_error_at timestamptz,
  primary key (org_id, name)
);

-- Recordings played into an organisation as if they happened now.
create table replays (
  org_id uuid not null,
  replay_id uuid not null,
  -- digest of recording and selection: the same run goes on after a stop
  run_key text not null,
  name text not null,
  state text not null check (state in ('running', 'done', 'stopped')),
  started_at timestamptz not null,
  -- a running one that has not been heard of for long was killed
  heard_at timestamptz not null,
  ended_at timestamptz,
  -- times of the posts, shifted: the silence before the first, the first, how far it is, the last
  lead_from timestamptz not null,
  first_at timestamptz not null,
  up_to timestamptz not null,
  last_at timestamptz not null,
  -- null = as fast as possible
  speed real,
  posts int not null,
  total int not null,
  primary key (org_id, replay_id)
);
create index replays_running on replays (org_id, run_key) where state <> 'done';
