-- How far the demonstration of an organisation has been told (`npm start -- --demo`).
create table demonstrations (
  org_id uuid primary key,
  started_at timestamptz not null,
  -- when the first post of the crisis was written; what is told follows from it
  crisis_at timestamptz not null,
  -- everything that is due up to here is in
  told_up_to timestamptz not null,
  -- the run of `replays` by which it catches up; null while it keeps up
  replay_id uuid,
  check (crisis_at <= started_at)
);
