-- Files that people bring, and how far each is taken in (docs/decisions/0016-imports.md).

create table imports (
  org_id uuid not null,
  import_id uuid not null,
  -- uploading: parts are still missing; uploaded: whole, being looked through; ready: looked through, nothing stored yet
  state text not null check (state in ('uploading', 'uploaded', 'ready', 'running', 'paused', 'done', 'failed', 'cancelled')),
  state_at timestamptz not null,
  -- the data folder in which the files lie (null: none has come yet); a worker that has another leaves the import alone
  place uuid,
  -- part of the identity of its posts; '' until somebody or the format names it
  source text not null,
  -- of times that do not say theirs, and when the files were collected, for times such as "5 minutes ago"
  zone text not null,
  collected_at timestamptz,
  -- fingerprint of a header → the mapping that was chosen for it
  mappings jsonb not null,
  -- what was found when it was looked through; without examples once the files are removed
  inspection jsonb,
  made_at timestamptz not null,
  made_by text not null,
  made_by_name text not null,
  started_at timestamptz,
  ended_at timestamptz,
  -- the clock by which its rows are read, the same after a stop
  read_at timestamptz,
  -- of a pause or a failure: a code that pages word, and what was said
  trouble text,
  trouble_note text,
  -- the process that works on it; one that has not been heard of for long was killed
  worker uuid,
  heard_at timestamptz,
  files_removed_at timestamptz,
  primary key (org_id, import_id)
);
create index imports_at_work on imports (place, made_at) where state in ('uploaded', 'running');

create table import_files (
  org_id uuid not null,
  import_id uuid not null,
  file_no int not null check (file_no > 0),
  -- as the person's machine calls it, with its folders
  name text not null check (name <> ''),
  bytes bigint not null check (bytes >= 0),
  received bigint not null check (received between 0 and bytes),
  -- SHA-256, once it is whole
  digest bytea,
  primary key (org_id, import_id, file_no),
  foreign key (org_id, import_id) references imports
);
create index import_files_digest on import_files (org_id, digest) where digest is not null;

-- Written in the transaction that stores the rows: after a stop exactly the rows that have no batch are taken in.
create table import_batches (
  org_id uuid not null,
  import_id uuid not null,
  -- positions in the reading of all files, from 0, the second not included
  from_row bigint not null,
  to_row bigint not null check (to_row > from_row),
  -- of posts and ingest_batches
  batch_id uuid not null,
  accepted int not null,
  duplicates int not null,
  refused int not null,
  skipped int not null,
  first_at timestamptz,
  last_at timestamptz,
  primary key (org_id, import_id, from_row),
  check (to_row - from_row = accepted + duplicates + refused + skipped)
);

create table import_rejects (
  org_id uuid not null,
  import_id uuid not null,
  row_no bigint not null,
  file text not null,
  -- line of the file, row of the sheet, position in the list; 0: the file itself
  line bigint not null,
  field text not null,
  code text not null,
  reason text not null,
  -- the row as it stood, as JSON, or its text
  original text,
  primary key (org_id, import_id, row_no)
);

-- Which column of a table is which field, as somebody said; applied by itself when such a table comes again.
create table import_mappings (
  org_id uuid not null,
  fingerprint text not null,
  columns text[] not null,
  mapping jsonb not null,
  source text not null,
  made_at timestamptz not null,
  made_by text not null,
  used_at timestamptz not null,
  primary key (org_id, fingerprint)
);

-- What a post's sender did not say but the reader concluded. `derived`: it follows from other rows, such as the parent in a `//@A:` chain;
-- `unknown`: only the root is known, and the post hangs below that for want of better.
create table post_inferences (
  org_id uuid not null,
  post_id uuid not null,
  field text not null check (field in ('parentExternalId', 'rootExternalId')),
  how text not null check (how in ('derived', 'unknown')),
  primary key (org_id, post_id, field)
);
