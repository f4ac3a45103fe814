-- How many times the usual everybody else on a platform says, of each track and point (大盤): what all say more of is no news of one.
-- Only where it is more; nothing stored is the usual.
create table platform_rises (
  org_id uuid not null references organisations,
  track_id uuid not null,
  -- '' is all platforms together
  platform text not null,
  -- beginning of the 5-minute point, in the time of the posts
  at timestamptz not null,
  times real not null check (times > 1),
  primary key (org_id, track_id, platform, at)
);
create index platform_rises_at on platform_rises (org_id, at);

-- Up to where others have been counted.
create table platform_rise_cursors (
  org_id uuid primary key references organisations,
  upto_at timestamptz not null
);
