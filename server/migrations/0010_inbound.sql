-- What is handed in rather than fetched (signed webhooks), what is kept from being stored (masking), stars of reviews, and hot lists
-- (docs/decisions/0015-inbound.md).

-- Where a program of somebody else's sends to. Its posts come in under the name of `source`, whose row says whether it is paused.
create table inbound_webhooks (
  org_id uuid not null,
  inbound_id uuid not null unique,
  source text not null check (source <> ''),
  -- how the sender signs: webhook-id, webhook-timestamp and webhook-signature; or a bare HMAC of the body
  scheme text not null check (scheme in ('standard', 'sha256', 'hub')),
  -- column of the payload → field of a post, as a person confirmed it; null: our own {source, posts}
  mapping jsonb,
  -- of times that name none
  zone text not null,
  created_at timestamptz not null,
  created_by text not null,
  -- the last message whose signature was not good, and why: for whoever sets the sender up
  wrong_at timestamptz,
  wrong text,
  primary key (org_id, inbound_id),
  check ((wrong_at is null) = (wrong is null))
);
create unique index inbound_webhooks_source on inbound_webhooks (org_id, source);

-- Two are good while the sender changes over; a sealed one opens only for its own row.
create table inbound_secrets (
  org_id uuid not null,
  inbound_id uuid not null,
  secret_id uuid not null,
  sealed text not null,
  made_at timestamptz not null,
  -- null: the newest
  good_until timestamptz,
  primary key (org_id, inbound_id, secret_id),
  foreign key (org_id, inbound_id) references inbound_webhooks on delete cascade
);

-- Messages seen lately: the very same one again, inside the window in which its time is good, is a replay.
create table inbound_seen (
  org_id uuid not null,
  inbound_id uuid not null,
  -- digest of the signed bytes
  message bytea not null,
  seen_at timestamptz not null,
  -- what was answered, given again to a sender that did not hear it; null while the first is still at work
  answer jsonb,
  primary key (org_id, inbound_id, message),
  foreign key (org_id, inbound_id) references inbound_webhooks on delete cascade
);
create index inbound_seen_at on inbound_seen (seen_at);

-- The last few payloads: what became of them, and the payload itself, sealed, of those that could not be read.
create table inbound_payloads (
  org_id uuid not null,
  inbound_id uuid not null,
  payload_id uuid not null,
  at timestamptz not null,
  bytes int not null check (bytes >= 0),
  result text not null,
  reason text,
  accepted int not null check (accepted >= 0),
  duplicates int not null check (duplicates >= 0),
  refused int not null check (refused >= 0),
  sealed text,
  primary key (org_id, inbound_id, payload_id),
  foreign key (org_id, inbound_id) references inbound_webhooks on delete cascade
);

-- Personal data of callers and chatters are masked at the door. A row says that somebody switched it off for a source.
create table unmasked_sources (
  org_id uuid not null,
  source text not null,
  by text not null,
  at timestamptz not null,
  primary key (org_id, source)
);

-- Stars that came with a review: what its author gave, beside what the text engine made of the words.
create table post_stars (
  org_id uuid not null,
  post_id uuid not null,
  posted_at timestamptz not null,
  stars smallint not null check (stars between 1 and 5),
  primary key (org_id, post_id)
);
create index post_stars_posted on post_stars (org_id, posted_at);

-- Each time that somebody looked at a hot list. Between two looks nothing is known.
create table hot_list_looks (
  org_id uuid not null,
  list text not null,
  at timestamptz not null,
  source text not null,
  received_at timestamptz not null,
  -- the lowest place that was seen: an entry that is not there stood below it
  depth int not null check (depth > 0),
  primary key (org_id, list, at)
);

create table hot_list_entries (
  org_id uuid not null,
  list text not null,
  -- follows from organisation, list and topic
  entry_id uuid not null,
  topic text not null,
  url text not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  last_rank int not null check (last_rank > 0),
  best_rank int not null check (best_rank > 0),
  best_at timestamptz not null,
  -- the post that it is stored as, the newest where it came on several days
  post_id uuid not null,
  primary key (org_id, list, entry_id)
);
create index hot_list_entries_last on hot_list_entries (org_id, list, last_at);

create table hot_list_ranks (
  org_id uuid not null,
  list text not null,
  entry_id uuid not null,
  at timestamptz not null,
  rank int not null check (rank > 0),
  primary key (org_id, list, entry_id, at)
);
create index hot_list_ranks_at on hot_list_ranks (org_id, list, at, rank);
