-- Early warning (handbook 二): what the detectors know and saw, and the alerts that came of it.

-- A detector's memory of one track and how far it has read: written in the transaction of what it saw, so that a restart goes on
-- where the last one stopped. The memory is that of some hours ago; the points since then are read again at each watch, because
-- posts come late, and what they change is written anew.
create table series_states (
  org_id uuid not null,
  track_id uuid not null,
  detector text not null,
  version text not null,
  -- null: at the very beginning
  state bytea,
  -- end of the last point that the state knows
  settled_at timestamptz not null,
  -- end of the last point that was read
  upto_at timestamptz not null,
  -- it was begun anew: what lies up to here has been judged before, and raises nobody again
  silent_until_at timestamptz,
  -- it was begun anew because old posts came: up to here it had been judged without them
  revised_until_at timestamptz,
  -- in our time: when that was last done
  revised_at timestamptz,
  -- {replay id: how far it was when this was read}: a replay puts posts where points have been read as empty
  replays jsonb not null default '{}',
  -- why it stands still; null while it runs
  failure text,
  failed_at timestamptz,
  primary key (org_id, track_id, detector),
  check (settled_at <= upto_at),
  check ((failure is null) = (failed_at is null))
);

-- What a detector saw at each 5-minute point; kept for 90 days. Counts for `posts`, shares 0..1 for `negative-share`.
create table readings (
  org_id uuid not null,
  track_id uuid not null,
  detector text not null,
  -- beginning of the point
  at timestamptz not null,
  value real not null,
  "of" real not null,
  baseline real not null,
  low real not null,
  high real not null,
  score real not null,
  alarm boolean not null,
  phase text not null check (phase in ('warming', 'watching')),
  version text not null,
  primary key (org_id, track_id, detector, at)
);

-- Gapless numbers by which people call an alert.
create table alert_counters (
  org_id uuid primary key,
  last_number integer not null
);

create table alerts (
  org_id uuid not null,
  id uuid not null,
  number integer not null check (number > 0),
  track_id uuid not null,
  mode text not null check (mode in ('live', 'drill')),
  state text not null check (state in ('open', 'acknowledged', 'investigating', 'escalated', 'false_positive', 'resolved')),
  level smallint not null check (level between 1 and 3),
  -- in the time of the posts: where the posts of the first alarm's window begin, and end
  from_at timestamptz not null,
  detected_at timestamptz not null,
  last_alarm_at timestamptz not null,
  -- in the time of the posts: up to where it had been watched when it was closed; null while it lives
  ended_at timestamptz,
  -- in our time
  raised_at timestamptz not null,
  ack_due_at timestamptz not null,
  acknowledged_by text,
  acknowledged_by_name text,
  acknowledged_at timestamptz,
  recurrence integer not null default 0 check (recurrence >= 0),
  -- posts of the window that ends at the latest alarm or growth, and how many are usual
  observed real not null,
  expected real not null,
  window_minutes integer not null check (window_minutes > 0),
  negative_share real check (negative_share between 0 and 1),
  usual_negative_share real check (usual_negative_share between 0 and 1),
  top_words text[] not null default '{}' check (cardinality(top_words) <= 5),
  -- how large it was, in posts beyond the usual, when people were last told of it or closed it, and where it was: the next word
  -- comes when it has doubled or reached another platform
  told_size integer not null check (told_size >= 0),
  told_platforms text[] not null,
  crisis_id uuid,
  primary key (org_id, id),
  unique (org_id, number),
  check (from_at < detected_at and detected_at <= last_alarm_at),
  check ((ended_at is not null) = (state in ('escalated', 'false_positive', 'resolved'))),
  check ((acknowledged_by is null) = (acknowledged_at is null)),
  check (state not in ('acknowledged', 'investigating') or acknowledged_at is not null),
  check (crisis_id is null or state = 'escalated')
);
-- A storm is one alert: whatever happens, a track has at most one that lives.
create unique index alerts_live on alerts (org_id, track_id, mode) where state in ('open', 'acknowledged', 'investigating');
create index alerts_track on alerts (org_id, track_id, mode, detected_at);

-- Each time a detector spoke, in the unit of that detector.
create table alert_alarms (
  org_id uuid not null,
  alert_id uuid not null,
  track_id uuid not null,
  detector text not null,
  version text not null,
  -- end of the point: when it could be known
  at timestamptz not null,
  score real not null,
  observed real not null,
  expected real not null,
  window_minutes integer not null,
  primary key (org_id, alert_id, detector, at),
  foreign key (org_id, alert_id) references alerts
);
create index alert_alarms_point on alert_alarms (org_id, track_id, detector, at);

-- How an alert came to be what it is. alerts.state equals the last to_state; the actions keep it so, in one transaction.
create table alert_transitions (
  org_id uuid not null,
  alert_id uuid not null,
  seq integer not null check (seq > 0),
  at timestamptz not null,
  verb text not null,
  from_state text,
  to_state text not null,
  -- KIND:ID of the actor
  by_key text not null,
  by_name text not null,
  reason_code text,
  reason text not null,
  primary key (org_id, alert_id, seq),
  foreign key (org_id, alert_id) references alerts,
  check ((from_state is null) = (seq = 1))
);

-- Evidence: nothing but a person's name may change (erasure of personal data), and no row may go.
create function alert_transitions_keep() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and to_jsonb(new) - 'by_name' = to_jsonb(old) - 'by_name' then
    return new;
  end if;
  raise exception 'rows of % are kept as they were written', tg_table_name using errcode = 'restrict_violation';
end
$$;
create trigger alert_transitions_keep before update or delete on alert_transitions
  for each row execute function alert_transitions_keep();
