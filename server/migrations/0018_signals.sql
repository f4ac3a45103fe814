-- Early warning from single posts and hot lists (docs/decisions/0023-signals.md): what the detectors of server/detectors that judge posts one by one
-- remember, how far they have read, and of what people were told.

-- Which transaction stored a look: what lies below every running transaction can no longer be joined by anything, so a cursor may pass it.
alter table hot_list_looks add column xid xid8 not null default pg_current_xact_id();
create index hot_list_looks_xid on hot_list_looks (org_id, xid, list, at);

-- Everything up to this batch, and up to this look, has been judged: written in the transaction of what came of it.
create table signal_cursors (
  org_id uuid primary key,
  batch_xid xid8 not null,
  batch_id uuid not null,
  look_xid xid8 not null,
  look_list text not null,
  look_at timestamptz not null
);

-- A detector's memory of one track. Drills have a memory of their own.
create table signal_states (
  org_id uuid not null,
  track_id uuid not null,
  mode text not null check (mode in ('live', 'drill')),
  detector text not null,
  version text not null,
  -- null: it failed at its very first posts
  state bytea,
  -- why the newest posts were passed over; null while it runs
  failure text,
  failed_at timestamptz,
  primary key (org_id, track_id, mode, detector),
  check ((failure is null) = (failed_at is null))
);

-- Posts that are being answered or passed on: how many came at which age. A row goes when the thread is a day old and its habit is learnt.
create table signal_threads (
  org_id uuid not null,
  track_id uuid not null,
  mode text not null check (mode in ('live', 'drill')),
  root_id uuid not null,
  -- when the root was posted; where it never came, the first answer
  root_at timestamptz not null,
  platform smallint not null,
  -- of the root; 0 where unknown
  author_key bigint not null,
  -- answers by age, one number for each of VELOCITY_AGES (server/detectors/contract/post-signal.ts)
  counts int[] not null,
  -- so many ages have been learnt from it
  learnt smallint not null check (learnt >= 0),
  -- in our time: when the next age is to be learnt
  due_at timestamptz not null,
  primary key (org_id, track_id, mode, root_id)
);
create index signal_threads_due on signal_threads (org_id, due_at);

-- Authors whose posts were answered a lot: what an influential account is, besides its followers.
create table signal_authors (
  org_id uuid not null,
  track_id uuid not null,
  mode text not null check (mode in ('live', 'drill')),
  author_key bigint not null,
  -- answers to the post that got most
  largest int not null check (largest > 0),
  last_at timestamptz not null,
  primary key (org_id, track_id, mode, author_key)
);
create index signal_authors_last on signal_authors (org_id, last_at);

-- Of what people were told: the same post, author, story or topic is not news again. Also what was found too late to be told.
create table signal_tellings (
  org_id uuid not null,
  track_id uuid not null,
  mode text not null check (mode in ('live', 'drill')),
  detector text not null,
  subject text not null,
  -- in the time of the posts
  at timestamptz not null,
  score real not null,
  is_loud boolean not null,
  primary key (org_id, track_id, mode, detector, subject)
);
create index signal_tellings_at on signal_tellings (org_id, at);
