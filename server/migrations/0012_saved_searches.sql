-- Searches that people keep, files that posts left in, and how far a new organisation has come with its beginning.

-- A search under a name. Deleted ones stay as rows: the audit log names them.
create table saved_searches (
  org_id uuid not null,
  search_id uuid not null,
  name text not null check (name <> '' and length(name) <= 100),
  -- SavedQuery of server/monitoring/saved-search-schema.ts
  query jsonb not null check (jsonb_typeof(query) = 'object'),
  -- seen by everybody of the organisation; only its owner changes it
  is_shared boolean not null,
  -- `KIND:ID` of an actor
  owner text not null,
  made_at timestamptz not null,
  changed_at timestamptz not null,
  deleted_at timestamptz,
  deleted_by text,
  primary key (org_id, search_id),
  check ((deleted_at is null) = (deleted_by is null))
);
create index saved_searches_live on saved_searches (org_id, name) where deleted_at is null;

-- Posts taken out as a file: what was asked for, by whom, and how many rows left the house. The file itself is kept nowhere.
create table exports (
  org_id uuid not null,
  export_id uuid not null,
  format text not null check (format in ('csv', 'xlsx', 'jsonl')),
  columns text[] not null check (cardinality(columns) > 0),
  -- SearchQuery with times in place of moving spans
  query jsonb not null check (jsonb_typeof(query) = 'object'),
  locale text not null check (locale in ('zh-Hant', 'zh-Hans', 'en')),
  -- how many posts the search said there were, and whether it had counted or estimated
  expected int not null check (expected >= 0),
  is_exact boolean not null,
  state text not null check (state in ('ready', 'running', 'done', 'aborted', 'failed')),
  rows_sent int not null default 0 check (rows_sent >= 0),
  made_at timestamptz not null,
  made_by text not null,
  started_at timestamptz,
  -- a running one that has not been heard of for long was killed
  heard_at timestamptz,
  ended_at timestamptz,
  primary key (org_id, export_id),
  check ((started_at is null) = (state = 'ready')),
  check ((ended_at is null) = (state in ('ready', 'running')))
);
create index exports_made on exports (org_id, made_by, made_at);

-- The guided start: one row for each time that a step was done or passed over; of each step the newest counts.
create table start_acts (
  org_id uuid not null references organisations,
  act_id uuid not null,
  step text not null check (step in ('begin', 'organisation', 'names', 'track', 'source', 'colleague', 'end')),
  state text not null check (state in ('done', 'skipped')),
  -- for `names`: brands, products, people, other spellings and the industry
  detail jsonb not null,
  at timestamptz not null,
  by text not null,
  primary key (org_id, act_id)
);
