-- Who outside is told what pages are told (webhooks), and what we know of our own blindness (docs/decisions/0013-outside.md).

create table webhooks (
  org_id uuid not null,
  webhook_id uuid not null,
  name text not null check (name <> ''),
  url text not null check (url <> ''),
  -- of live events: what open pages are told
  kinds text[] not null check (cardinality(kinds) > 0),
  -- of summaries of posts: only these tracks; empty = all
  track_ids uuid[] not null,
  -- sealed; during a day after a change the earlier one signs too
  secret text not null,
  old_secret text,
  old_secret_until timestamptz,
  state text not null check (state in ('on', 'paused', 'disabled')),
  -- why it is not on: a person's words, or a code of ours
  state_reason text,
  -- since when nothing has arrived; null while all is well
  failing_since timestamptz,
  last_tried_at timestamptz,
  last_ok_at timestamptz,
  last_status int,
  last_error text,
  created_at timestamptz not null,
  created_by text not null,
  primary key (org_id, webhook_id),
  check ((state = 'on') = (state_reason is null)),
  check ((old_secret is null) = (old_secret_until is null))
);

-- One narrow row a batch of posts, until the next summary: thousands of posts a second must not become as many calls.
create table webhook_notes (
  org_id uuid not null,
  webhook_id uuid not null,
  note_id uuid not null,
  at timestamptz not null,
  body jsonb not null,
  primary key (org_id, webhook_id, note_id),
  foreign key (org_id, webhook_id) references webhooks on delete cascade
);

create index outbox_webhooks on outbox (org_id, (body ->> 'webhookId'), created_at desc) where channel = 'webhook';

-- What keeps us from seeing, hearing or telling: one row a trouble, from when it was first noticed until it has been gone for a while.
create table troubles (
  org_id uuid not null,
  trouble_id uuid not null,
  code text not null,
  -- which source, detector, webhook; '' where there is but one of the kind
  subject text not null,
  -- since when it has been so, as far as we know: before we noticed
  since timestamptz not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  -- null: noticed, but not long enough to say so
  opened_at timestamptz,
  ended_at timestamptz,
  -- values for the wording
  detail jsonb not null,
  primary key (org_id, trouble_id),
  check (ended_at is null or opened_at is not null)
);
create unique index troubles_open on troubles (org_id, code, subject) where ended_at is null;
create index troubles_ended on troubles (org_id, ended_at desc) where ended_at is not null;

-- When each organisation was last looked at: where that is long ago, nobody looks.
create table trouble_checks (
  org_id uuid primary key,
  checked_at timestamptz not null
);

-- What clocks outside say against ours, by the Date header of their answers; the newest of each host.
create table clock_readings (
  host text primary key,
  at timestamptz not null,
  -- theirs minus ours
  offset_ms int not null
);
