-- What is to be done outside (messages, later statements): written in the transaction of its cause, sent by a worker.
create table outbox (
  org_id uuid not null,
  id uuid not null,
  channel text not null,
  body jsonb not null,
  -- same key = same effect: given to the channel as its idempotency key too
  key text not null check (length(key) between 1 and 200),
  mode text not null check (mode in ('live', 'drill')),
  state text not null default 'waiting' check (state in ('waiting', 'sending', 'sent', 'failed', 'set_aside')),
  -- the number of the freeze that was in force when it was written; a later freeze with a higher one holds it back
  fence bigint not null default 0,
  attempts integer not null default 0 check (attempts >= 0),
  next_at timestamptz not null,
  -- who sends it now; after lease_until whoever comes may try again
  lease_token uuid,
  lease_until timestamptz,
  error text,
  receipt jsonb,
  created_at timestamptz not null,
  sent_at timestamptz,
  primary key (org_id, id),
  unique (org_id, key),
  check ((state = 'sending') = (lease_token is not null)),
  check ((lease_token is null) = (lease_until is null)),
  check ((state = 'sent') = (sent_at is not null))
);
create index outbox_due on outbox (next_at) where state in ('waiting', 'failed');
create index outbox_leased on outbox (lease_until) where state = 'sending';
create index outbox_set_aside on outbox (org_id, created_at desc) where state = 'set_aside';

-- What open pages are told, for some minutes. Readers keep a cursor (xid, seq) and read what lies below the oldest running transaction:
-- with a sequence alone, rows of a transaction that commits late would be passed over for ever.
create table live_events (
  org_id uuid not null,
  xid xid8 not null default pg_current_xact_id(),
  seq bigint generated always as identity,
  kind text not null check (length(kind) between 1 and 100),
  body json not null,
  created_at timestamptz not null default now(),
  primary key (org_id, xid, seq)
);
create index live_events_cursor on live_events (xid, seq);
create index live_events_age on live_events (created_at);
