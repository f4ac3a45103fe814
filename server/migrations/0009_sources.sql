-- Sources of every kind: those that send to us (they were rows before), and those that we ask (docs/decisions/0014-sources.md).
alter table sources
  add column source_id uuid not null default gen_random_uuid(),
  -- push, file, webhook, replay, or the id of a collector
  add column kind text not null default 'push' check (kind ~ '^[a-z][a-z0-9-]{1,30}$'),
  add column settings jsonb not null default '{}',
  -- key of a setting → sealed text
  add column secrets jsonb not null default '{}',
  -- of times that name none
  add column zone text not null default 'Asia/Shanghai',
  add column every_seconds int check (every_seconds > 0),
  add column state text not null default 'on' check (state in ('on', 'paused')),
  add column made_at timestamptz,
  add column made_by text,
  -- what its collector wants to be told next time; stored with the batch it stands for
  add column cursor jsonb,
  -- nobody is asked twice at once, and no host by two of our hands
  add column host text,
  add column next_at timestamptz,
  add column lease_token uuid,
  add column lease_until timestamptz,
  add column asked_at timestamptz,
  -- the last answer that could be used
  add column answered_at timestamptz,
  -- the last post that was new
  add column found_at timestamptz,
  add column failures int not null default 0 check (failures >= 0),
  add column failing_since timestamptz,
  add column error_code text,
  add column error_reason text,
  -- from when on it has been silent against its own habit; stands only as long as nothing newer came
  add column silent_since timestamptz,
  -- where the other side says it has moved to for good: a person decides
  add column moved_to text,
  -- {stated, stored, posts, since}: comments that its posts of the last days say they have, and those that we have
  add column coverage jsonb,
  add constraint sources_lease check ((lease_token is null) = (lease_until is null)),
  add constraint sources_failing check ((failures = 0) = (failing_since is null)),
  add constraint sources_asked check ((next_at is null) or (every_seconds is not null));
alter table sources alter column last_received_at drop not null;
update sources set found_at = last_received_at;
create unique index sources_id on sources (org_id, source_id);
create index sources_due on sources (next_at) where next_at is not null and state = 'on';

-- What came of each time a source was asked.
create table source_runs (
  org_id uuid not null,
  source_id uuid not null,
  run_id uuid not null,
  at timestamptz not null,
  took_ms int not null check (took_ms >= 0),
  result text not null check (result in ('new', 'nothing', 'unchanged', 'partial', 'failed')),
  -- of a failure or a gap
  code text,
  reason text,
  accepted int not null check (accepted >= 0),
  duplicates int not null check (duplicates >= 0),
  refused int not null check (refused >= 0),
  -- posts that had no time of their own
  stamped int not null check (stamped >= 0),
  primary key (org_id, source_id, run_id),
  check ((code is null) = (reason is null)),
  check (result <> 'failed' or code is not null)
);
create index source_runs_at on source_runs (org_id, source_id, at);

-- Spans in which posts may have been missed.
create table source_gaps (
  org_id uuid not null,
  source_id uuid not null,
  gap_id uuid not null,
  from_at timestamptz not null,
  to_at timestamptz not null,
  code text not null,
  reason text not null,
  primary key (org_id, source_id, gap_id),
  check (from_at <= to_at)
);
create index source_gaps_to on source_gaps (org_id, source_id, to_at);

-- What came by hours of receipt: the habit of a source, its chart, its lag.
create table source_hours (
  org_id uuid not null,
  source text not null,
  hour timestamptz not null,
  posts int not null,
  refused int not null,
  -- posts by how long after they were posted they came: LAG_BOUNDS of server/monitoring/source-lag.ts
  lags int[] not null,
  primary key (org_id, source, hour)
);
insert into source_hours (org_id, source, hour, posts, refused, lags)
select org_id, source, date_trunc('hour', received_at, 'UTC'), sum(accepted), sum(refused), array_fill(0, array[12])
from ingest_batches where received_at > now() - interval '35 days'
group by 1, 2, 3;
