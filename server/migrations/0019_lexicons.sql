-- Lexicons of sensitive words (handbook 2.1.1, 5.1.2; docs/decisions/0024-lexicons.md). A lexicon is one category of words.

create table lexicons (
  org_id uuid not null,
  lexicon_id uuid not null,
  version int not null check (version > 0),
  created_at timestamptz not null,
  created_by text not null,
  -- in the time of the posts: hits are counted from here on. Before it nobody looked, which is not the same as nothing there
  counted_from timestamptz not null,
  retired_at timestamptz,
  retired_by text,
  primary key (org_id, lexicon_id),
  check ((retired_at is null) = (retired_by is null))
);

-- Every list of words a lexicon ever had: which words a post of March was found by must still be answerable in May.
create table lexicon_versions (
  org_id uuid not null,
  lexicon_id uuid not null,
  version int not null check (version > 0),
  name text not null check (name <> ''),
  -- [{"expression": text in the language of tracks, "weight": 1..5}]
  words jsonb not null check (jsonb_typeof(words) = 'array'),
  made_at timestamptz not null,
  made_by text not null,
  made_by_name text not null,
  reason text not null,
  primary key (org_id, lexicon_id, version),
  foreign key (org_id, lexicon_id) references lexicons
);

-- Which words of which lexicon a post of a track holds; nothing is written for the many posts that hold none.
create table post_lexicon_hits (
  org_id uuid not null,
  posted_at timestamptz not null,
  post_id uuid not null,
  lexicon_id uuid not null,
  -- of the list by which it was found
  version int not null,
  -- of its heaviest word
  weight smallint not null check (weight between 1 and 5),
  -- as they stand in the lexicon, the heaviest first, at most ten
  words text[] not null,
  primary key (org_id, posted_at, post_id, lexicon_id)
);
create index post_lexicon_hits_newest on post_lexicon_hits (org_id, lexicon_id, posted_at desc, post_id);

-- Hits by the minute, written in the transaction that stores the posts.
create table counts_lexicon (
  org_id uuid not null,
  track_id uuid not null,
  lexicon_id uuid not null,
  minute timestamptz not null,
  posts int not null,
  -- sum of the posts' weights
  weight int not null,
  -- posts of weight 5
  gravest int not null,
  negative int not null,
  primary key (org_id, track_id, lexicon_id, minute)
) with (fillfactor = 60);

-- Counting the last days anew after a list was changed: how far it is.
create table lexicon_recounts (
  org_id uuid not null,
  recount_id uuid not null,
  lexicon_id uuid not null,
  state text not null check (state in ('running', 'done', 'failed')),
  started_at timestamptz not null,
  started_by text not null,
  ended_at timestamptz,
  from_at timestamptz not null,
  -- the last post that was looked at
  at_posted timestamptz,
  at_post uuid,
  looked int not null,
  hits int not null,
  total int not null,
  primary key (org_id, recount_id),
  foreign key (org_id, lexicon_id) references lexicons,
  check ((ended_at is null) = (state = 'running'))
);
create unique index lexicon_recounts_running on lexicon_recounts (org_id, lexicon_id) where state = 'running';

insert into role_permissions (org_id, role, permission)
select r.org_id, r.name, 'lexicons.edit' from roles r
where r.name in ('administrator', 'commander', 'pr', 'care', 'analyst')
on conflict do nothing;
