-- Alerts: what an alarm was about, stages by which people are told, hand-over, merging, splitting, stories over several tracks.

-- What it is about beyond the track: a post, a platform, a topic, a board. `subject_key` is the part that makes it another alarm: the same
-- post with more followers is the same one.
alter table alert_alarms add column subject jsonb;
alter table alert_alarms add column subject_key text not null default '';
alter table alert_alarms drop constraint alert_alarms_pkey;
alter table alert_alarms add primary key (org_id, alert_id, detector, subject_key, at);
drop index alert_alarms_point;
create index alert_alarms_point on alert_alarms (org_id, track_id, detector, subject_key, at);

alter table alerts
  -- into which alert it was merged; it keeps all its rows
  add column merged_into uuid,
  -- empty, or what makes a split-off alert one of its own beside the track's other ones
  add column part text not null default '',
  -- what of the track belongs to a split-off alert: {platform}, {words} or {from}
  add column scope jsonb,
  add column split_from uuid,
  -- the same story on several tracks
  add column group_id uuid,
  -- who follows it up, where that is not who acknowledged it; until it is taken, since when it is offered
  add column holder_id uuid,
  add column holder_name text,
  add column holder_taken_at timestamptz,
  add constraint alerts_merged_into_fkey foreign key (org_id, merged_into) references alerts,
  add constraint alerts_split_from_fkey foreign key (org_id, split_from) references alerts;
alter table alerts drop constraint alerts_state_check;
alter table alerts add constraint alerts_state_check
  check (state in ('open', 'acknowledged', 'investigating', 'escalated', 'false_positive', 'resolved', 'merged'));
alter table alerts drop constraint alerts_check1;
alter table alerts add constraint alerts_check1
  check ((ended_at is not null) = (state in ('escalated', 'false_positive', 'resolved', 'merged')));
alter table alerts add constraint alerts_merged_check check ((merged_into is not null) = (state = 'merged') and merged_into <> id);
alter table alerts add constraint alerts_part_check check ((part = '') = (scope is null));
alter table alerts add constraint alerts_holder_check
  check ((holder_id is null) = (holder_name is null) and (holder_taken_at is null or holder_id is not null));
-- A storm is one alert: a track has at most one that lives, and beside it only what people have split off.
drop index alerts_live;
create unique index alerts_live on alerts (org_id, track_id, mode, part) where state in ('open', 'acknowledged', 'investigating');
create index alerts_merged on alerts (org_id, merged_into) where merged_into is not null;
create index alerts_group on alerts (org_id, group_id) where group_id is not null;

-- By which steps an alert became another matter, and which of them people outside of the product were told of.
create table alert_stages (
  org_id uuid not null,
  alert_id uuid not null,
  seq integer not null check (seq > 0),
  stage text not null check (stage in ('opened', 'escalated', 'peaked', 'closed')),
  -- such as raised, doubled, platform, level, rebound, turned, calm, crisis
  why text not null,
  at timestamptz not null,
  -- KIND:ID of the actor
  by_key text not null,
  by_name text not null,
  -- how it stood at that moment
  level smallint not null check (level between 1 and 3),
  recurrence integer not null,
  figures jsonb not null,
  is_told boolean not null,
  primary key (org_id, alert_id, seq),
  foreign key (org_id, alert_id) references alerts
);
create trigger alert_stages_keep before update or delete on alert_stages
  for each row execute function alert_transitions_keep();

-- Alerts from before stages: what people were told then is not told again.
insert into alert_stages (org_id, alert_id, seq, stage, why, at, by_key, by_name, level, recurrence, figures, is_told)
select org_id, id, 1, 'opened', 'raised', raised_at, 'system:watch', 'watch', level, recurrence,
  jsonb_build_object('posts', observed, 'size', told_size, 'platforms', to_jsonb(told_platforms)), true
from alerts;
insert into alert_stages (org_id, alert_id, seq, stage, why, at, by_key, by_name, level, recurrence, figures, is_told)
select org_id, id, 2, 'closed', case state when 'escalated' then 'crisis' else state end, raised_at, 'system:watch', 'watch', level,
  recurrence, jsonb_build_object('posts', observed, 'size', told_size, 'platforms', to_jsonb(told_platforms)), true
from alerts where state in ('escalated', 'false_positive', 'resolved');

-- Who gave it to whom and why.
create table alert_handovers (
  org_id uuid not null,
  alert_id uuid not null,
  seq integer not null check (seq > 0),
  at timestamptz not null,
  by_key text not null,
  by_name text not null,
  to_id uuid not null,
  to_name text not null,
  reason text not null,
  primary key (org_id, alert_id, seq),
  foreign key (org_id, alert_id) references alerts
);

-- Which alerts tell the same story, since when and by what it was seen.
create table alert_groups (
  org_id uuid not null,
  group_id uuid not null,
  alert_id uuid not null,
  at timestamptz not null,
  -- words, copies or authors
  why text not null,
  evidence jsonb not null,
  by_key text not null,
  by_name text not null,
  primary key (org_id, group_id, alert_id, at),
  foreign key (org_id, alert_id) references alerts
);
