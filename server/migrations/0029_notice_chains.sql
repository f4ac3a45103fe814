-- What is kept in-app for a person and what carries it outside belong together, so that another channel takes over where one fails, once.
alter table notices
  -- the in-app notice that this one carries outside; of a room the first that was said there; null: it is such a one itself
  add column root_id uuid,
  -- it failed several times, or for good; null again once it arrives
  add column failed_at timestamptz,
  -- it failed for good: nothing more is tried by itself; null again once it arrives
  add column given_up_at timestamptz,
  -- of a room: people who are called by name there
  add column mentions uuid[] not null default '{}';
create index notices_of_root on notices (org_id, root_id) where root_id is not null;
create index notices_of_room on notices (org_id, room, created_at) where room is not null;
create index notices_of_thread on notices (org_id, thread, created_at, id) where thread is not null;
create index notices_given_up on notices (org_id, created_at) where given_up_at is not null;

-- passed: something else does it instead.
alter table outbox
  drop constraint outbox_state_check,
  add constraint outbox_state_check check (state in ('waiting', 'sending', 'sent', 'failed', 'set_aside', 'passed'));
-- Notices have ways of their own: `webhook` is already that of programs that listen.
update outbox set channel = 'notice-' || channel where key like 'notice %';
