-- Calendars of shifts that people subscribe to (RFC 5545), each at an address with a secret of its own, of which only the digest is kept.
create table oncall_feeds (
  org_id uuid not null,
  id uuid not null,
  person_id uuid not null,
  -- null: the person's own shifts, of all rosters
  roster_id uuid,
  secret_hash bytea not null unique,
  made_at timestamptz not null,
  -- when a program last asked; noted once an hour at most
  read_at timestamptz,
  -- of what it said last, how often that has changed, and when: ETag, SEQUENCE and LAST-MODIFIED
  content_hash bytea,
  sequence integer not null default 0,
  changed_at timestamptz not null,
  primary key (org_id, id),
  unique nulls not distinct (org_id, person_id, roster_id),
  foreign key (org_id, person_id) references people,
  foreign key (org_id, roster_id) references rosters
);
