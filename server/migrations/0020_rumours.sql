-- Likely rumours and coordinated posting (docs/decisions/0025-rumours.md). A story is a thread with its near copies: what the machine says of
-- it stands apart from what people found out.
insert into role_permissions (org_id, role, permission)
select r.org_id, r.name, 'rumours.verify' from roles r where r.name in ('commander', 'pr', 'legal', 'care', 'analyst')
on conflict do nothing;

create table rumour_stories (
  org_id uuid not null,
  story_id uuid not null,
  -- the post that began it
  first_post_id uuid not null,
  first_at timestamptz not null,
  -- tracks of its posts
  track_ids uuid[] not null,
  made_at timestamptz not null,
  -- null: a person opened it
  made_by text,
  posts int not null check (posts >= 0),
  authors int not null check (authors >= 0),
  last_at timestamptz not null,
  -- what the model says, 0..1, at which age in hours; null where it was not asked
  score real check (score between 0 and 1),
  -- from how it spreads alone, without how it is written or who wrote it
  spread_score real check (spread_score between 0 and 1),
  score_hours smallint,
  -- how likely so many copies came so close together by chance; null where there are too few
  chance real check (chance between 0 and 1),
  reasons jsonb not null,
  model_version text not null,
  scored_at timestamptz not null,
  primary key (org_id, story_id)
);
create index rumour_stories_last on rumour_stories (org_id, last_at);

-- Beginnings of threads that belong to a story: the first one and its near copies.
create table rumour_heads (
  org_id uuid not null,
  post_id uuid not null,
  story_id uuid not null,
  fingerprint bigint not null,
  posted_at timestamptz not null,
  joined_at timestamptz not null,
  primary key (org_id, post_id),
  foreign key (org_id, story_id) references rumour_stories
);
create index rumour_heads_story on rumour_heads (org_id, story_id, posted_at);

-- What people found out; absent = unverified.
create table rumour_claims (
  org_id uuid not null,
  story_id uuid not null,
  state text not null check (state in ('unverified', 'checking', 'true', 'false', 'misleading', 'unprovable', 'clarified')),
  verdict text check (verdict in ('true', 'false', 'misleading', 'unprovable')),
  changed_at timestamptz not null,
  primary key (org_id, story_id),
  foreign key (org_id, story_id) references rumour_stories,
  check ((verdict is null) = (state in ('unverified', 'checking')))
);

-- Every step of a claim: who, when, why.
create table rumour_steps (
  org_id uuid not null,
  step_id uuid not null,
  story_id uuid not null,
  from_state text not null,
  to_state text not null,
  at timestamptz not null,
  by_key text not null,
  by_name text not null,
  note text not null,
  link text not null,
  seq bigint generated always as identity,
  primary key (org_id, step_id)
);
create index rumour_steps_story on rumour_steps (org_id, story_id, seq);

-- Up to when posts that came were looked at.
create table rumour_cursors (
  org_id uuid not null primary key,
  received_to timestamptz not null
);
