-- Made by `npm run schema` from a database to which all migrations were applied; not run by anything. Reviewed in diffs:
-- what a migration changes is seen here. The queue's own schema (pgboss) is left out.

CREATE OR REPLACE FUNCTION public.alert_transitions_keep()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'UPDATE' and to_jsonb(new) - 'by_name' = to_jsonb(old) - 'by_name' then
    return new;
  end if;
  raise exception 'rows of % are kept as they were written', tg_table_name using errcode = 'restrict_violation';
end
$function$;

CREATE OR REPLACE FUNCTION public.allow_erasing_only()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if old.body is not null and new.body is null and new.salt is null and new.erased_at is not null
    and (new.org_id, new.id, new.xid, new.seq, new.at, new.commitment) is not distinct from
      (old.org_id, old.id, old.xid, old.seq, old.at, old.commitment)
  then
    return new;
  end if;
  raise exception 'UPDATE on %: the audit log is only added to', tg_table_name using errcode = 'insufficient_privilege';
end
$function$;

CREATE OR REPLACE FUNCTION public.allow_growing_only()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if new.org_id = old.org_id and new.count >= old.count then
    return new;
  end if;
  raise exception 'UPDATE on %: the head of a chain only grows', tg_table_name using errcode = 'insufficient_privilege';
end
$function$;

CREATE OR REPLACE FUNCTION public.crises_keep()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'UPDATE' and to_jsonb(new) - 'by_name' = to_jsonb(old) - 'by_name' then
    return new;
  end if;
  raise exception 'rows of % are kept as they were written', tg_table_name using errcode = 'restrict_violation';
end
$function$;

CREATE OR REPLACE FUNCTION public.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception '% on %: the audit log is only added to', tg_op, tg_table_name using errcode = 'insufficient_privilege';
end
$function$;

create table acknowledgements (
  org_id uuid not null,
  run_id uuid not null,
  by_key text not null,
  at timestamp with time zone not null,
  way text not null,
  constraint acknowledgements_pkey PRIMARY KEY (org_id, run_id, by_key),
  constraint acknowledgements_org_id_run_id_fkey FOREIGN KEY (org_id, run_id) REFERENCES call_runs(org_id, id),
  constraint acknowledgements_way_check CHECK ((way = ANY (ARRAY['link'::text, 'page'::text])))
);

create table alert_alarms (
  org_id uuid not null,
  alert_id uuid not null,
  track_id uuid not null,
  detector text not null,
  version text not null,
  at timestamp with time zone not null,
  score real not null,
  observed real not null,
  expected real not null,
  window_minutes integer not null,
  subject jsonb,
  subject_key text not null default ''::text,
  constraint alert_alarms_pkey PRIMARY KEY (org_id, alert_id, detector, subject_key, at),
  constraint alert_alarms_org_id_alert_id_fkey FOREIGN KEY (org_id, alert_id) REFERENCES alerts(org_id, id)
);
CREATE INDEX alert_alarms_point ON public.alert_alarms USING btree (org_id, track_id, detector, subject_key, at);

create table alert_counters (
  org_id uuid not null,
  last_number integer not null,
  constraint alert_counters_pkey PRIMARY KEY (org_id)
);

create table alert_groups (
  org_id uuid not null,
  group_id uuid not null,
  alert_id uuid not null,
  at timestamp with time zone not null,
  why text not null,
  evidence jsonb not null,
  by_key text not null,
  by_name text not null,
  constraint alert_groups_pkey PRIMARY KEY (org_id, group_id, alert_id, at),
  constraint alert_groups_no_names CHECK (((by_name = ''::text) OR (by_key !~~ 'person:%'::text))),
  constraint alert_groups_org_id_alert_id_fkey FOREIGN KEY (org_id, alert_id) REFERENCES alerts(org_id, id)
);

create table alert_handovers (
  org_id uuid not null,
  alert_id uuid not null,
  seq integer not null,
  at timestamp with time zone not null,
  by_key text not null,
  by_name text not null,
  to_id uuid not null,
  reason text not null,
  constraint alert_handovers_pkey PRIMARY KEY (org_id, alert_id, seq),
  constraint alert_handovers_no_names CHECK (((by_name = ''::text) OR (by_key !~~ 'person:%'::text))),
  constraint alert_handovers_org_id_alert_id_fkey FOREIGN KEY (org_id, alert_id) REFERENCES alerts(org_id, id),
  constraint alert_handovers_seq_check CHECK ((seq > 0))
);

create table alert_rules (
  org_id uuid not null,
  track_id uuid not null,
  rule text not null,
  slot text not null,
  version integer not null,
  is_on boolean not null,
  settings jsonb not null,
  made_at timestamp with time zone not null,
  made_by text not null,
  made_by_name text not null,
  reason text not null,
  constraint alert_rules_pkey PRIMARY KEY (org_id, track_id, rule, slot, version),
  constraint alert_rules_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id),
  constraint alert_rules_rule_check CHECK ((rule ~ '^[a-z]+(-[a-z]+)*(:[0-9a-f-]{36})?$'::text)),
  constraint alert_rules_slot_check CHECK ((slot = ANY (ARRAY['live'::text, 'shadow'::text]))),
  constraint alert_rules_version_check CHECK ((version > 0))
);

create table alert_stages (
  org_id uuid not null,
  alert_id uuid not null,
  seq integer not null,
  stage text not null,
  why text not null,
  at timestamp with time zone not null,
  by_key text not null,
  by_name text not null,
  level smallint not null,
  recurrence integer not null,
  figures jsonb not null,
  is_told boolean not null,
  constraint alert_stages_pkey PRIMARY KEY (org_id, alert_id, seq),
  constraint alert_stages_level_check CHECK (((level >= 1) AND (level <= 3))),
  constraint alert_stages_no_names CHECK (((by_name = ''::text) OR (by_key !~~ 'person:%'::text))),
  constraint alert_stages_org_id_alert_id_fkey FOREIGN KEY (org_id, alert_id) REFERENCES alerts(org_id, id),
  constraint alert_stages_seq_check CHECK ((seq > 0)),
  constraint alert_stages_stage_check CHECK ((stage = ANY (ARRAY['opened'::text, 'escalated'::text, 'peaked'::text, 'closed'::text])))
);
CREATE TRIGGER alert_stages_keep BEFORE DELETE OR UPDATE ON public.alert_stages FOR EACH ROW EXECUTE FUNCTION alert_transitions_keep();

create table alert_transitions (
  org_id uuid not null,
  alert_id uuid not null,
  seq integer not null,
  at timestamp with time zone not null,
  verb text not null,
  from_state text,
  to_state text not null,
  by_key text not null,
  by_name text not null,
  reason_code text,
  reason text not null,
  constraint alert_transitions_pkey PRIMARY KEY (org_id, alert_id, seq),
  constraint alert_transitions_check CHECK (((from_state IS NULL) = (seq = 1))),
  constraint alert_transitions_no_names CHECK (((by_name = ''::text) OR (by_key !~~ 'person:%'::text))),
  constraint alert_transitions_org_id_alert_id_fkey FOREIGN KEY (org_id, alert_id) REFERENCES alerts(org_id, id),
  constraint alert_transitions_seq_check CHECK ((seq > 0))
);
CREATE TRIGGER alert_transitions_keep BEFORE DELETE OR UPDATE ON public.alert_transitions FOR EACH ROW EXECUTE FUNCTION alert_transitions_keep();

create table alerts (
  org_id uuid not null,
  id uuid not null,
  number integer not null,
  track_id uuid not null,
  mode text not null,
  state text not null,
  level smallint not null,
  from_at timestamp with time zone not null,
  detected_at timestamp with time zone not null,
  last_alarm_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  raised_at timestamp with time zone not null,
  ack_due_at timestamp with time zone not null,
  acknowledged_by text,
  acknowledged_by_name text,
  acknowledged_at timestamp with time zone,
  recurrence integer not null default 0,
  observed real not null,
  expected real not null,
  window_minutes integer not null,
  negative_share real,
  usual_negative_share real,
  top_words text[] not null default '{}'::text[],
  told_size integer not null,
  told_platforms text[] not null,
  crisis_id uuid,
  merged_into uuid,
  part text not null default ''::text,
  scope jsonb,
  split_from uuid,
  group_id uuid,
  holder_id uuid,
  holder_taken_at timestamp with time zone,
  constraint alerts_pkey PRIMARY KEY (org_id, id),
  constraint alerts_check CHECK (((from_at < detected_at) AND (detected_at <= last_alarm_at))),
  constraint alerts_check1 CHECK (((ended_at IS NOT NULL) = (state = ANY (ARRAY['escalated'::text, 'false_positive'::text, 'resolved'::text, 'merged'::text])))),
  constraint alerts_check2 CHECK (((acknowledged_by IS NULL) = (acknowledged_at IS NULL))),
  constraint alerts_check3 CHECK (((state <> ALL (ARRAY['acknowledged'::text, 'investigating'::text])) OR (acknowledged_at IS NOT NULL))),
  constraint alerts_check4 CHECK (((crisis_id IS NULL) OR (state = 'escalated'::text))),
  constraint alerts_holder_check CHECK (((holder_taken_at IS NULL) OR (holder_id IS NOT NULL))),
  constraint alerts_level_check CHECK (((level >= 1) AND (level <= 3))),
  constraint alerts_merged_check CHECK ((((merged_into IS NOT NULL) = (state = 'merged'::text)) AND (merged_into <> id))),
  constraint alerts_merged_into_fkey FOREIGN KEY (org_id, merged_into) REFERENCES alerts(org_id, id),
  constraint alerts_mode_check CHECK ((mode = ANY (ARRAY['live'::text, 'drill'::text]))),
  constraint alerts_negative_share_check CHECK (((negative_share >= (0)::double precision) AND (negative_share <= (1)::double precision))),
  constraint alerts_no_names CHECK (((acknowledged_by_name IS NULL) OR (acknowledged_by !~~ 'person:%'::text))),
  constraint alerts_number_check CHECK ((number > 0)),
  constraint alerts_org_id_number_key UNIQUE (org_id, number),
  constraint alerts_part_check CHECK (((part = ''::text) = (scope IS NULL))),
  constraint alerts_recurrence_check CHECK ((recurrence >= 0)),
  constraint alerts_split_from_fkey FOREIGN KEY (org_id, split_from) REFERENCES alerts(org_id, id),
  constraint alerts_state_check CHECK ((state = ANY (ARRAY['open'::text, 'acknowledged'::text, 'investigating'::text, 'escalated'::text, 'false_positive'::text, 'resolved'::text, 'merged'::text]))),
  constraint alerts_told_size_check CHECK ((told_size >= 0)),
  constraint alerts_top_words_check CHECK ((cardinality(top_words) <= 5)),
  constraint alerts_usual_negative_share_check CHECK (((usual_negative_share >= (0)::double precision) AND (usual_negative_share <= (1)::double precision))),
  constraint alerts_window_minutes_check CHECK ((window_minutes > 0))
);
CREATE INDEX alerts_group ON public.alerts USING btree (org_id, group_id) WHERE (group_id IS NOT NULL);
CREATE UNIQUE INDEX alerts_live ON public.alerts USING btree (org_id, track_id, mode, part) WHERE (state = ANY (ARRAY['open'::text, 'acknowledged'::text, 'investigating'::text]));
CREATE INDEX alerts_merged ON public.alerts USING btree (org_id, merged_into) WHERE (merged_into IS NOT NULL);
CREATE INDEX alerts_track ON public.alerts USING btree (org_id, track_id, mode, detected_at);

create table api_tokens (
  org_id uuid not null,
  id uuid not null,
  name text not null,
  secret_hash bytea not null,
  permissions text[] not null,
  created_at timestamp with time zone not null,
  created_by text not null,
  expires_at timestamp with time zone not null,
  last_used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  revoked_by text,
  constraint api_tokens_pkey PRIMARY KEY (org_id, id),
  constraint api_tokens_check CHECK (((revoked_at IS NULL) = (revoked_by IS NULL))),
  constraint api_tokens_name_check CHECK (((name <> ''::text) AND (length(name) <= 100))),
  constraint api_tokens_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id),
  constraint api_tokens_permissions_check CHECK ((cardinality(permissions) > 0)),
  constraint api_tokens_secret_hash_key UNIQUE (secret_hash)
);

create table audit_acts (
  org_id uuid not null,
  id uuid not null,
  xid xid8 not null default pg_current_xact_id(),
  seq bigint not null generated always as identity,
  at timestamp with time zone not null,
  body jsonb,
  salt bytea,
  commitment bytea not null,
  erased_at timestamp with time zone,
  verb text generated always as ((body ->> 'verb'::text)) stored,
  object_kind text generated always as ((body ->> 'objectKind'::text)) stored,
  object_id text generated always as ((body ->> 'objectId'::text)) stored,
  constraint audit_acts_pkey PRIMARY KEY (org_id, id),
  constraint audit_acts_check CHECK ((((body IS NULL) = (erased_at IS NOT NULL)) AND ((body IS NULL) = (salt IS NULL)))),
  constraint audit_acts_commitment_check CHECK ((length(commitment) = 32)),
  constraint audit_acts_salt_check CHECK ((length(salt) = 32))
);
CREATE INDEX audit_acts_object ON public.audit_acts USING btree (org_id, object_kind, object_id, at, seq);
CREATE INDEX audit_acts_order ON public.audit_acts USING btree (org_id, xid, seq);
CREATE INDEX audit_acts_time ON public.audit_acts USING btree (org_id, at, seq);
CREATE TRIGGER audit_acts_delete BEFORE DELETE ON public.audit_acts FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_acts_truncate BEFORE TRUNCATE ON public.audit_acts FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_acts_update BEFORE UPDATE ON public.audit_acts FOR EACH ROW EXECUTE FUNCTION allow_erasing_only();

create table audit_heads (
  org_id uuid not null,
  count bigint not null,
  hash bytea not null,
  sealed_below xid8 not null,
  sealed_at timestamp with time zone not null,
  constraint audit_heads_pkey PRIMARY KEY (org_id)
);
CREATE TRIGGER audit_heads_delete BEFORE DELETE ON public.audit_heads FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_heads_truncate BEFORE TRUNCATE ON public.audit_heads FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_heads_update BEFORE UPDATE ON public.audit_heads FOR EACH ROW EXECUTE FUNCTION allow_growing_only();

create table audit_seals (
  org_id uuid not null,
  seq bigint not null,
  audit_id uuid not null,
  commitment bytea not null,
  hash bytea not null,
  constraint audit_seals_pkey PRIMARY KEY (org_id, seq),
  constraint audit_seals_hash_check CHECK ((length(hash) = 32)),
  constraint audit_seals_org_id_audit_id_key UNIQUE (org_id, audit_id),
  constraint audit_seals_seq_check CHECK ((seq > 0))
);
CREATE TRIGGER audit_seals_change BEFORE DELETE OR UPDATE ON public.audit_seals FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_seals_truncate BEFORE TRUNCATE ON public.audit_seals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

create table brief_deliveries (
  org_id uuid not null,
  id uuid not null,
  crisis_id uuid not null,
  version integer not null,
  at timestamp with time zone not null,
  given_to text not null,
  how text not null,
  by_kind text not null,
  by_id text not null,
  by_name text not null,
  constraint brief_deliveries_pkey PRIMARY KEY (org_id, id),
  constraint brief_deliveries_org_id_crisis_id_version_fkey FOREIGN KEY (org_id, crisis_id, version) REFERENCES briefs(org_id, crisis_id, version)
);
CREATE TRIGGER brief_deliveries_keep BEFORE DELETE OR UPDATE ON public.brief_deliveries FOR EACH ROW EXECUTE FUNCTION crises_keep();

create table briefs (
  org_id uuid not null,
  crisis_id uuid not null,
  version integer not null,
  made_at timestamp with time zone not null,
  comment text not null,
  snapshot jsonb not null,
  by_kind text not null,
  by_id text not null,
  by_name text not null,
  constraint briefs_pkey PRIMARY KEY (org_id, crisis_id, version),
  constraint briefs_org_id_crisis_id_fkey FOREIGN KEY (org_id, crisis_id) REFERENCES crises(org_id, id),
  constraint briefs_version_check CHECK ((version > 0))
);
CREATE TRIGGER briefs_keep BEFORE DELETE OR UPDATE ON public.briefs FOR EACH ROW EXECUTE FUNCTION crises_keep();

create table call_events (
  org_id uuid not null,
  run_id uuid not null,
  seq integer not null,
  at timestamp with time zone not null,
  kind text not null,
  person_id uuid,
  detail jsonb not null default '{}'::jsonb,
  constraint call_events_pkey PRIMARY KEY (org_id, run_id, seq),
  constraint call_events_kind_check CHECK ((kind ~ '^[a-z][a-z-]*$'::text)),
  constraint call_events_org_id_run_id_fkey FOREIGN KEY (org_id, run_id) REFERENCES call_runs(org_id, id),
  constraint call_events_seq_check CHECK ((seq > 0))
);

create table call_links (
  org_id uuid not null,
  id uuid not null,
  run_id uuid not null,
  person_id uuid not null,
  made_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  used_for text,
  constraint call_links_pkey PRIMARY KEY (org_id, id),
  constraint call_links_check CHECK (((used_at IS NULL) = (used_for IS NULL))),
  constraint call_links_org_id_person_id_fkey FOREIGN KEY (org_id, person_id) REFERENCES people(org_id, id),
  constraint call_links_org_id_run_id_fkey FOREIGN KEY (org_id, run_id) REFERENCES call_runs(org_id, id),
  constraint call_links_org_id_run_id_person_id_key UNIQUE (org_id, run_id, person_id),
  constraint call_links_used_for_check CHECK ((used_for = ANY (ARRAY['acknowledgement'::text, 'hand-over'::text, 'refusal'::text])))
);
CREATE UNIQUE INDEX call_links_id ON public.call_links USING btree (id);

create table call_messages (
  org_id uuid not null,
  run_id uuid not null,
  n integer not null,
  person_id uuid not null,
  at timestamp with time zone not null,
  messages integer not null,
  constraint call_messages_pkey PRIMARY KEY (org_id, run_id, n, person_id),
  constraint call_messages_org_id_person_id_fkey FOREIGN KEY (org_id, person_id) REFERENCES people(org_id, id),
  constraint call_messages_org_id_run_id_n_fkey FOREIGN KEY (org_id, run_id, n) REFERENCES call_steps(org_id, run_id, n)
);

create table call_runs (
  org_id uuid not null,
  id uuid not null,
  subject_kind text not null,
  subject_id uuid not null,
  level smallint not null,
  mode text not null,
  key text not null,
  words jsonb not null,
  plan jsonb not null,
  state text not null,
  begun_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  ended_by text,
  constraint call_runs_pkey PRIMARY KEY (org_id, id),
  constraint call_runs_check CHECK (((state = 'calling'::text) = (ended_at IS NULL))),
  constraint call_runs_key_check CHECK (((length(key) >= 1) AND (length(key) <= 200))),
  constraint call_runs_level_check CHECK (((level >= 1) AND (level <= 3))),
  constraint call_runs_mode_check CHECK ((mode = ANY (ARRAY['live'::text, 'drill'::text]))),
  constraint call_runs_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id),
  constraint call_runs_org_id_key_key UNIQUE (org_id, key),
  constraint call_runs_state_check CHECK ((state = ANY (ARRAY['calling'::text, 'acknowledged'::text, 'closed'::text, 'superseded'::text, 'unanswered'::text]))),
  constraint call_runs_subject_kind_check CHECK ((subject_kind = ANY (ARRAY['alert'::text, 'crisis'::text, 'test'::text])))
);
CREATE UNIQUE INDEX call_runs_calling ON public.call_runs USING btree (org_id, subject_kind, subject_id) WHERE (state = 'calling'::text);
CREATE INDEX call_runs_subject ON public.call_runs USING btree (org_id, subject_kind, subject_id, begun_at);
CREATE INDEX call_runs_time ON public.call_runs USING btree (org_id, begun_at);

create table call_steps (
  org_id uuid not null,
  run_id uuid not null,
  n integer not null,
  round integer not null,
  step integer not null,
  due_at timestamp with time zone not null,
  done_at timestamp with time zone,
  outcome text,
  constraint call_steps_pkey PRIMARY KEY (org_id, run_id, n),
  constraint call_steps_check CHECK (((done_at IS NULL) = (outcome IS NULL))),
  constraint call_steps_n_check CHECK ((n > 0)),
  constraint call_steps_org_id_run_id_fkey FOREIGN KEY (org_id, run_id) REFERENCES call_runs(org_id, id),
  constraint call_steps_outcome_check CHECK ((outcome = ANY (ARRAY['called'::text, 'nobody'::text, 'void'::text]))),
  constraint call_steps_round_check CHECK ((round > 0)),
  constraint call_steps_step_check CHECK ((step >= 0))
);
CREATE INDEX call_steps_due ON public.call_steps USING btree (due_at) WHERE (done_at IS NULL);
CREATE UNIQUE INDEX call_steps_open ON public.call_steps USING btree (org_id, run_id) WHERE (done_at IS NULL);

create table channels (
  org_id uuid not null,
  id uuid not null,
  notifier text not null,
  name text not null,
  room text,
  settings jsonb not null,
  secrets text,
  seal_context text not null,
  is_on boolean not null default true,
  topics text[] not null default '{}'::text[],
  least_level smallint not null default 2,
  locale text,
  position integer not null default 0,
  created_at timestamp with time zone not null,
  created_by text not null,
  changed_at timestamp with time zone not null,
  changed_by text not null,
  sent_at timestamp with time zone,
  failed_at timestamp with time zone,
  failure_code text,
  failure text,
  rests_until timestamp with time zone,
  sends timestamp with time zone[] not null default '{}'::timestamp with time zone[],
  removed_at timestamp with time zone,
  gone_at timestamp with time zone,
  gone_said text,
  constraint channels_pkey PRIMARY KEY (org_id, id),
  constraint channels_check CHECK (((failed_at IS NULL) = (failure_code IS NULL))),
  constraint channels_gone CHECK ((((gone_at IS NULL) = (gone_said IS NULL)) AND ((gone_at IS NULL) OR (NOT is_on)))),
  constraint channels_least_level_check CHECK (((least_level >= 1) AND (least_level <= 3))),
  constraint channels_locale_check CHECK ((locale = ANY (ARRAY['zh-Hant'::text, 'zh-Hans'::text, 'en'::text]))),
  constraint channels_name_check CHECK (((length(name) >= 1) AND (length(name) <= 80))),
  constraint channels_notifier_check CHECK ((notifier ~ '^[a-z]+(-[a-z]+)*$'::text)),
  constraint channels_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id),
  constraint channels_room_check CHECK (((length(room) >= 1) AND (length(room) <= 80)))
);
CREATE INDEX channels_in_use ON public.channels USING btree (org_id, "position", id) WHERE (removed_at IS NULL);
CREATE UNIQUE INDEX channels_name ON public.channels USING btree (org_id, lower(name)) WHERE (removed_at IS NULL);

create table clock_definitions (
  org_id uuid not null,
  key text not null,
  version integer not null,
  definition jsonb not null,
  made_at timestamp with time zone not null,
  by_name text not null,
  constraint clock_definitions_pkey PRIMARY KEY (org_id, key, version),
  constraint clock_definitions_version_check CHECK ((version > 0))
);
CREATE TRIGGER clock_definitions_keep BEFORE DELETE OR UPDATE ON public.clock_definitions FOR EACH ROW EXECUTE FUNCTION crises_keep();

create table clock_readings (
  host text not null,
  at timestamp with time zone not null,
  offset_ms integer not null,
  constraint clock_readings_pkey PRIMARY KEY (host)
);

create table clocks (
  org_id uuid not null,
  id uuid not null,
  crisis_id uuid not null,
  key text not null,
  definition_version integer not null,
  turn integer not null,
  started_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  warn_at timestamp with time zone[] not null,
  is_target boolean not null,
  told smallint not null default 0,
  stopped_at timestamp with time zone,
  outcome text,
  stopped_by_name text,
  note text not null default ''::text,
  constraint clocks_pkey PRIMARY KEY (org_id, id),
  constraint clocks_check CHECK ((due_at >= started_at)),
  constraint clocks_check1 CHECK (((stopped_at IS NULL) = (outcome IS NULL))),
  constraint clocks_check2 CHECK (((stopped_at IS NULL) = (stopped_by_name IS NULL))),
  constraint clocks_org_id_crisis_id_fkey FOREIGN KEY (org_id, crisis_id) REFERENCES crises(org_id, id),
  constraint clocks_org_id_crisis_id_key_turn_key UNIQUE (org_id, crisis_id, key, turn),
  constraint clocks_org_id_key_definition_version_fkey FOREIGN KEY (org_id, key, definition_version) REFERENCES clock_definitions(org_id, key, version),
  constraint clocks_outcome_check CHECK ((outcome = ANY (ARRAY['done'::text, 'void'::text]))),
  constraint clocks_turn_check CHECK ((turn > 0))
);
CREATE INDEX clocks_due ON public.clocks USING btree (due_at) WHERE (stopped_at IS NULL);
CREATE UNIQUE INDEX clocks_running ON public.clocks USING btree (org_id, crisis_id, key) WHERE (stopped_at IS NULL);

create table commander_assignments (
  org_id uuid not null,
  id uuid not null,
  crisis_id uuid not null,
  person_id uuid not null,
  at timestamp with time zone not null,
  reason text not null,
  by_kind text not null,
  by_id text not null,
  by_name text not null,
  constraint commander_assignments_pkey PRIMARY KEY (org_id, id),
  constraint commander_assignments_org_id_crisis_id_fkey FOREIGN KEY (org_id, crisis_id) REFERENCES crises(org_id, id)
);
CREATE TRIGGER commander_assignments_keep BEFORE DELETE OR UPDATE ON public.commander_assignments FOR EACH ROW EXECUTE FUNCTION crises_keep();

create table count_changes (
  org_id uuid not null,
  track_id uuid not null,
  is_old boolean not null,
  since timestamp with time zone not null,
  posts integer not null,
  marks integer not null,
  first_at timestamp with time zone not null,
  last_at timestamp with time zone not null,
  constraint count_changes_pkey PRIMARY KEY (org_id, track_id, is_old)
);

create table counts_lexicon (
  org_id uuid not null,
  track_id uuid not null,
  lexicon_id uuid not null,
  minute timestamp with time zone not null,
  posts integer not null,
  weight integer not null,
  gravest integer not null,
  negative integer not null,
  constraint counts_lexicon_pkey PRIMARY KEY (org_id, track_id, lexicon_id, minute)
);

create table counts_minute (
  org_id uuid not null,
  track_id uuid not null,
  minute timestamp with time zone not null,
  platform smallint not null,
  posts integer not null,
  originals integer not null,
  reposts integer not null,
  comments integer not null,
  judged integer not null,
  negative integer not null,
  neutral integer not null,
  positive integer not null,
  constraint counts_minute_pkey PRIMARY KEY (org_id, track_id, minute, platform),
  constraint counts_minute_check CHECK ((judged = ((negative + neutral) + positive))),
  constraint counts_minute_check1 CHECK ((posts = ((originals + reposts) + comments)))
);

create table crises (
  org_id uuid not null,
  id uuid not null,
  number integer not null,
  title text not null,
  type text not null,
  level smallint not null,
  is_level_provisional boolean not null,
  level_at timestamp with time zone not null,
  state text not null,
  state_at timestamp with time zone not null,
  mode text not null,
  track_id uuid,
  commander_id uuid,
  first_alert_at timestamp with time zone not null,
  detected_at timestamp with time zone not null,
  declared_at timestamp with time zone not null,
  merged_into uuid,
  constraint crises_pkey PRIMARY KEY (org_id, id),
  constraint crises_check CHECK (((state = 'merged'::text) = (merged_into IS NOT NULL))),
  constraint crises_check1 CHECK ((merged_into <> id)),
  constraint crises_check2 CHECK (((state = 'suspected'::text) OR (commander_id IS NOT NULL))),
  constraint crises_level_check CHECK (((level >= 1) AND (level <= 3))),
  constraint crises_mode_check CHECK ((mode = ANY (ARRAY['live'::text, 'drill'::text]))),
  constraint crises_number_check CHECK ((number > 0)),
  constraint crises_org_id_number_key UNIQUE (org_id, number),
  constraint crises_state_check CHECK ((state = ANY (ARRAY['suspected'::text, 'assessing'::text, 'responding'::text, 'recovering'::text, 'reviewing'::text, 'improving'::text, 'closed'::text, 'stood_down'::text, 'merged'::text]))),
  constraint crises_title_check CHECK ((title <> ''::text)),
  constraint crises_type_check CHECK ((type = ANY (ARRAY['opinion'::text, 'data_security'::text, 'violation'::text, 'brand_image'::text])))
);
CREATE INDEX crises_open ON public.crises USING btree (org_id, state) WHERE (state <> ALL (ARRAY['closed'::text, 'stood_down'::text, 'merged'::text]));

create table crisis_alerts (
  org_id uuid not null,
  crisis_id uuid not null,
  alert_id uuid not null,
  linked_at timestamp with time zone not null,
  constraint crisis_alerts_pkey PRIMARY KEY (org_id, crisis_id, alert_id),
  constraint crisis_alerts_org_id_alert_id_key UNIQUE (org_id, alert_id),
  constraint crisis_alerts_org_id_crisis_id_fkey FOREIGN KEY (org_id, crisis_id) REFERENCES crises(org_id, id)
);

create table crisis_counters (
  org_id uuid not null,
  last_number integer not null,
  constraint crisis_counters_pkey PRIMARY KEY (org_id)
);

create table crisis_transitions (
  org_id uuid not null,
  id uuid not null,
  crisis_id uuid not null,
  at timestamp with time zone not null,
  verb text not null,
  from_state text,
  to_state text not null,
  reason text not null,
  waived jsonb not null default '[]'::jsonb,
  by_kind text not null,
  by_id text not null,
  by_name text not null,
  constraint crisis_transitions_pkey PRIMARY KEY (org_id, id),
  constraint crisis_transitions_org_id_crisis_id_fkey FOREIGN KEY (org_id, crisis_id) REFERENCES crises(org_id, id)
);
CREATE INDEX crisis_transitions_of ON public.crisis_transitions USING btree (org_id, crisis_id, at);
CREATE TRIGGER crisis_transitions_keep BEFORE DELETE OR UPDATE ON public.crisis_transitions FOR EACH ROW EXECUTE FUNCTION crises_keep();

create table demonstrations (
  org_id uuid not null,
  started_at timestamp with time zone not null,
  crisis_at timestamp with time zone not null,
  told_up_to timestamp with time zone not null,
  replay_id uuid,
  constraint demonstrations_pkey PRIMARY KEY (org_id),
  constraint demonstrations_check CHECK ((crisis_at <= started_at))
);

create table escalation_policies (
  org_id uuid not null,
  version integer not null,
  body jsonb not null,
  made_at timestamp with time zone not null,
  made_by text not null,
  constraint escalation_policies_pkey PRIMARY KEY (org_id, version),
  constraint escalation_policies_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id),
  constraint escalation_policies_version_check CHECK ((version > 0))
);

create table exports (
  org_id uuid not null,
  export_id uuid not null,
  format text not null,
  columns text[] not null,
  query jsonb not null,
  locale text not null,
  expected integer not null,
  is_exact boolean not null,
  state text not null,
  rows_sent integer not null default 0,
  made_at timestamp with time zone not null,
  made_by text not null,
  started_at timestamp with time zone,
  heard_at timestamp with time zone,
  ended_at timestamp with time zone,
  constraint exports_pkey PRIMARY KEY (org_id, export_id),
  constraint exports_check CHECK (((started_at IS NULL) = (state = 'ready'::text))),
  constraint exports_check1 CHECK (((ended_at IS NULL) = (state = ANY (ARRAY['ready'::text, 'running'::text])))),
  constraint exports_columns_check CHECK ((cardinality(columns) > 0)),
  constraint exports_expected_check CHECK ((expected >= 0)),
  constraint exports_format_check CHECK ((format = ANY (ARRAY['csv'::text, 'xlsx'::text, 'jsonl'::text]))),
  constraint exports_locale_check CHECK ((locale = ANY (ARRAY['zh-Hant'::text, 'zh-Hans'::text, 'en'::text]))),
  constraint exports_query_check CHECK ((jsonb_typeof(query) = 'object'::text)),
  constraint exports_rows_sent_check CHECK ((rows_sent >= 0)),
  constraint exports_state_check CHECK ((state = ANY (ARRAY['ready'::text, 'running'::text, 'done'::text, 'aborted'::text, 'failed'::text])))
);
CREATE INDEX exports_made ON public.exports USING btree (org_id, made_by, made_at);

create table grants (
  org_id uuid not null,
  id uuid not null,
  person_id uuid not null,
  role text not null,
  granted_at timestamp with time zone not null,
  granted_by text not null,
  reason text not null,
  revoked_at timestamp with time zone,
  revoked_by text,
  revoked_reason text,
  constraint grants_pkey PRIMARY KEY (org_id, id),
  constraint grants_check CHECK (((revoked_at IS NULL) = (revoked_by IS NULL))),
  constraint grants_org_id_person_id_fkey FOREIGN KEY (org_id, person_id) REFERENCES people(org_id, id),
  constraint grants_org_id_role_fkey FOREIGN KEY (org_id, role) REFERENCES roles(org_id, name)
);
CREATE UNIQUE INDEX grants_standing ON public.grants USING btree (org_id, person_id, role) WHERE (revoked_at IS NULL);

create table hand_over_notes (
  org_id uuid not null,
  id uuid not null,
  roster_id uuid not null,
  person_id uuid not null,
  at timestamp with time zone not null,
  text text not null,
  told_at timestamp with time zone,
  constraint hand_over_notes_pkey PRIMARY KEY (org_id, id),
  constraint hand_over_notes_org_id_person_id_fkey FOREIGN KEY (org_id, person_id) REFERENCES people(org_id, id),
  constraint hand_over_notes_org_id_roster_id_fkey FOREIGN KEY (org_id, roster_id) REFERENCES rosters(org_id, id),
  constraint hand_over_notes_text_check CHECK ((text <> ''::text))
);
CREATE INDEX hand_over_notes_untold ON public.hand_over_notes USING btree (org_id, roster_id, at) WHERE (told_at IS NULL);

create table hand_overs (
  org_id uuid not null,
  roster_id uuid not null,
  at timestamp with time zone not null,
  from_person_id uuid,
  to_person_id uuid,
  told_at timestamp with time zone not null,
  constraint hand_overs_pkey PRIMARY KEY (org_id, roster_id, at),
  constraint hand_overs_org_id_roster_id_fkey FOREIGN KEY (org_id, roster_id) REFERENCES rosters(org_id, id)
);

create table holiday_lists (
  org_id uuid not null,
  version integer not null,
  days jsonb not null,
  made_at timestamp with time zone not null,
  made_by text not null,
  constraint holiday_lists_pkey PRIMARY KEY (org_id, version),
  constraint holiday_lists_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id),
  constraint holiday_lists_version_check CHECK ((version > 0))
);

create table hot_list_entries (
  org_id uuid not null,
  list text not null,
  entry_id uuid not null,
  topic text not null,
  url text not null,
  first_at timestamp with time zone not null,
  last_at timestamp with time zone not null,
  last_rank integer not null,
  best_rank integer not null,
  best_at timestamp with time zone not null,
  post_id uuid not null,
  constraint hot_list_entries_pkey PRIMARY KEY (org_id, list, entry_id),
  constraint hot_list_entries_best_rank_check CHECK ((best_rank > 0)),
  constraint hot_list_entries_last_rank_check CHECK ((last_rank > 0))
);
CREATE INDEX hot_list_entries_last ON public.hot_list_entries USING btree (org_id, list, last_at);

create table hot_list_looks (
  org_id uuid not null,
  list text not null,
  at timestamp with time zone not null,
  source text not null,
  received_at timestamp with time zone not null,
  depth integer not null,
  xid xid8 not null default pg_current_xact_id(),
  constraint hot_list_looks_pkey PRIMARY KEY (org_id, list, at),
  constraint hot_list_looks_depth_check CHECK ((depth > 0))
);
CREATE INDEX hot_list_looks_xid ON public.hot_list_looks USING btree (org_id, xid, list, at);

create table hot_list_ranks (
  org_id uuid not null,
  list text not null,
  entry_id uuid not null,
  at timestamp with time zone not null,
  rank integer not null,
  constraint hot_list_ranks_pkey PRIMARY KEY (org_id, list, entry_id, at),
  constraint hot_list_ranks_rank_check CHECK ((rank > 0))
);
CREATE INDEX hot_list_ranks_at ON public.hot_list_ranks USING btree (org_id, list, at, rank);

create table import_batches (
  org_id uuid not null,
  import_id uuid not null,
  from_row bigint not null,
  to_row bigint not null,
  batch_id uuid not null,
  accepted integer not null,
  duplicates integer not null,
  refused integer not null,
  skipped integer not null,
  first_at timestamp with time zone,
  last_at timestamp with time zone,
  constraint import_batches_pkey PRIMARY KEY (org_id, import_id, from_row),
  constraint import_batches_check CHECK ((to_row > from_row)),
  constraint import_batches_check1 CHECK (((to_row - from_row) = (((accepted + duplicates) + refused) + skipped)))
);

create table import_files (
  org_id uuid not null,
  import_id uuid not null,
  file_no integer not null,
  name text not null,
  bytes bigint not null,
  received bigint not null,
  digest bytea,
  constraint import_files_pkey PRIMARY KEY (org_id, import_id, file_no),
  constraint import_files_bytes_check CHECK ((bytes >= 0)),
  constraint import_files_check CHECK (((received >= 0) AND (received <= bytes))),
  constraint import_files_file_no_check CHECK ((file_no > 0)),
  constraint import_files_name_check CHECK ((name <> ''::text)),
  constraint import_files_org_id_import_id_fkey FOREIGN KEY (org_id, import_id) REFERENCES imports(org_id, import_id)
);
CREATE INDEX import_files_digest ON public.import_files USING btree (org_id, digest) WHERE (digest IS NOT NULL);

create table import_mappings (
  org_id uuid not null,
  fingerprint text not null,
  columns text[] not null,
  mapping jsonb not null,
  source text not null,
  made_at timestamp with time zone not null,
  made_by text not null,
  used_at timestamp with time zone not null,
  constraint import_mappings_pkey PRIMARY KEY (org_id, fingerprint)
);

create table import_rejects (
  org_id uuid not null,
  import_id uuid not null,
  row_no bigint not null,
  file text not null,
  line bigint not null,
  field text not null,
  code text not null,
  reason text not null,
  original text,
  constraint import_rejects_pkey PRIMARY KEY (org_id, import_id, row_no)
);

create table imports (
  org_id uuid not null,
  import_id uuid not null,
  state text not null,
  state_at timestamp with time zone not null,
  place uuid,
  source text not null,
  zone text not null,
  collected_at timestamp with time zone,
  mappings jsonb not null,
  inspection jsonb,
  made_at timestamp with time zone not null,
  made_by text not null,
  made_by_name text not null,
  started_at timestamp with time zone,
  ended_at timestamp with time zone,
  read_at timestamp with time zone,
  trouble text,
  trouble_note text,
  worker uuid,
  heard_at timestamp with time zone,
  files_removed_at timestamp with time zone,
  constraint imports_pkey PRIMARY KEY (org_id, import_id),
  constraint imports_state_check CHECK ((state = ANY (ARRAY['uploading'::text, 'uploaded'::text, 'ready'::text, 'running'::text, 'paused'::text, 'done'::text, 'failed'::text, 'cancelled'::text])))
);
CREATE INDEX imports_at_work ON public.imports USING btree (place, made_at) WHERE (state = ANY (ARRAY['uploaded'::text, 'running'::text]));

create table inbound_payloads (
  org_id uuid not null,
  inbound_id uuid not null,
  payload_id uuid not null,
  at timestamp with time zone not null,
  bytes integer not null,
  result text not null,
  reason text,
  accepted integer not null,
  duplicates integer not null,
  refused integer not null,
  sealed text,
  constraint inbound_payloads_pkey PRIMARY KEY (org_id, inbound_id, payload_id),
  constraint inbound_payloads_accepted_check CHECK ((accepted >= 0)),
  constraint inbound_payloads_bytes_check CHECK ((bytes >= 0)),
  constraint inbound_payloads_duplicates_check CHECK ((duplicates >= 0)),
  constraint inbound_payloads_org_id_inbound_id_fkey FOREIGN KEY (org_id, inbound_id) REFERENCES inbound_webhooks(org_id, inbound_id) ON DELETE CASCADE,
  constraint inbound_payloads_refused_check CHECK ((refused >= 0))
);

create table inbound_secrets (
  org_id uuid not null,
  inbound_id uuid not null,
  secret_id uuid not null,
  sealed text not null,
  made_at timestamp with time zone not null,
  good_until timestamp with time zone,
  constraint inbound_secrets_pkey PRIMARY KEY (org_id, inbound_id, secret_id),
  constraint inbound_secrets_org_id_inbound_id_fkey FOREIGN KEY (org_id, inbound_id) REFERENCES inbound_webhooks(org_id, inbound_id) ON DELETE CASCADE
);

create table inbound_seen (
  org_id uuid not null,
  inbound_id uuid not null,
  message bytea not null,
  seen_at timestamp with time zone not null,
  answer jsonb,
  constraint inbound_seen_pkey PRIMARY KEY (org_id, inbound_id, message),
  constraint inbound_seen_org_id_inbound_id_fkey FOREIGN KEY (org_id, inbound_id) REFERENCES inbound_webhooks(org_id, inbound_id) ON DELETE CASCADE
);
CREATE INDEX inbound_seen_at ON public.inbound_seen USING btree (seen_at);

create table inbound_webhooks (
  org_id uuid not null,
  inbound_id uuid not null,
  source text not null,
  scheme text not null,
  mapping jsonb,
  zone text not null,
  created_at timestamp with time zone not null,
  created_by text not null,
  wrong_at timestamp with time zone,
  wrong text,
  constraint inbound_webhooks_pkey PRIMARY KEY (org_id, inbound_id),
  constraint inbound_webhooks_check CHECK (((wrong_at IS NULL) = (wrong IS NULL))),
  constraint inbound_webhooks_inbound_id_key UNIQUE (inbound_id),
  constraint inbound_webhooks_scheme_check CHECK ((scheme = ANY (ARRAY['standard'::text, 'sha256'::text, 'hub'::text]))),
  constraint inbound_webhooks_source_check CHECK ((source <> ''::text))
);
CREATE UNIQUE INDEX inbound_webhooks_source ON public.inbound_webhooks USING btree (org_id, source);

create table ingest_batches (
  org_id uuid not null,
  batch_id uuid not null,
  source text not null,
  received_at timestamp with time zone not null,
  accepted integer not null,
  duplicates integer not null,
  refused integer not null,
  mode text not null,
  sent_by_kind text not null,
  sent_by text not null,
  xid xid8 not null default pg_current_xact_id(),
  constraint ingest_batches_pkey PRIMARY KEY (org_id, batch_id),
  constraint ingest_batches_accepted_check CHECK ((accepted >= 0)),
  constraint ingest_batches_duplicates_check CHECK ((duplicates >= 0)),
  constraint ingest_batches_mode_check CHECK ((mode = ANY (ARRAY['live'::text, 'drill'::text]))),
  constraint ingest_batches_refused_check CHECK ((refused >= 0))
);
CREATE INDEX ingest_batches_received ON public.ingest_batches USING btree (org_id, received_at);
CREATE INDEX ingest_batches_xid ON public.ingest_batches USING btree (org_id, xid, batch_id);

create table level_assessments (
  org_id uuid not null,
  id uuid not null,
  crisis_id uuid not null,
  at timestamp with time zone not null,
  rubric_version integer not null,
  level smallint not null,
  proposed_level smallint not null,
  is_provisional boolean not null,
  dimensions jsonb not null,
  reasons jsonb not null,
  note text not null,
  by_kind text not null,
  by_id text not null,
  by_name text not null,
  constraint level_assessments_pkey PRIMARY KEY (org_id, id),
  constraint level_assessments_level_check CHECK (((level >= 1) AND (level <= 3))),
  constraint level_assessments_org_id_crisis_id_fkey FOREIGN KEY (org_id, crisis_id) REFERENCES crises(org_id, id),
  constraint level_assessments_org_id_rubric_version_fkey FOREIGN KEY (org_id, rubric_version) REFERENCES level_rubrics(org_id, version),
  constraint level_assessments_proposed_level_check CHECK (((proposed_level >= 1) AND (proposed_level <= 3)))
);
CREATE INDEX level_assessments_of ON public.level_assessments USING btree (org_id, crisis_id, at);
CREATE TRIGGER level_assessments_keep BEFORE DELETE OR UPDATE ON public.level_assessments FOR EACH ROW EXECUTE FUNCTION crises_keep();

create table level_rubrics (
  org_id uuid not null,
  version integer not null,
  rubric jsonb not null,
  made_at timestamp with time zone not null,
  by_name text not null,
  constraint level_rubrics_pkey PRIMARY KEY (org_id, version),
  constraint level_rubrics_version_check CHECK ((version > 0))
);
CREATE TRIGGER level_rubrics_keep BEFORE DELETE OR UPDATE ON public.level_rubrics FOR EACH ROW EXECUTE FUNCTION crises_keep();

create table lexicon_recounts (
  org_id uuid not null,
  recount_id uuid not null,
  lexicon_id uuid not null,
  state text not null,
  started_at timestamp with time zone not null,
  started_by text not null,
  ended_at timestamp with time zone,
  from_at timestamp with time zone not null,
  at_posted timestamp with time zone,
  at_post uuid,
  looked integer not null,
  hits integer not null,
  total integer not null,
  constraint lexicon_recounts_pkey PRIMARY KEY (org_id, recount_id),
  constraint lexicon_recounts_check CHECK (((ended_at IS NULL) = (state = 'running'::text))),
  constraint lexicon_recounts_org_id_lexicon_id_fkey FOREIGN KEY (org_id, lexicon_id) REFERENCES lexicons(org_id, lexicon_id),
  constraint lexicon_recounts_state_check CHECK ((state = ANY (ARRAY['running'::text, 'done'::text, 'failed'::text])))
);
CREATE UNIQUE INDEX lexicon_recounts_running ON public.lexicon_recounts USING btree (org_id, lexicon_id) WHERE (state = 'running'::text);

create table lexicon_versions (
  org_id uuid not null,
  lexicon_id uuid not null,
  version integer not null,
  name text not null,
  words jsonb not null,
  made_at timestamp with time zone not null,
  made_by text not null,
  made_by_name text not null,
  reason text not null,
  constraint lexicon_versions_pkey PRIMARY KEY (org_id, lexicon_id, version),
  constraint lexicon_versions_name_check CHECK ((name <> ''::text)),
  constraint lexicon_versions_org_id_lexicon_id_fkey FOREIGN KEY (org_id, lexicon_id) REFERENCES lexicons(org_id, lexicon_id),
  constraint lexicon_versions_version_check CHECK ((version > 0)),
  constraint lexicon_versions_words_check CHECK ((jsonb_typeof(words) = 'array'::text))
);

create table lexicons (
  org_id uuid not null,
  lexicon_id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  created_by text not null,
  counted_from timestamp with time zone not null,
  retired_at timestamp with time zone,
  retired_by text,
  constraint lexicons_pkey PRIMARY KEY (org_id, lexicon_id),
  constraint lexicons_check CHECK (((retired_at IS NULL) = (retired_by IS NULL))),
  constraint lexicons_version_check CHECK ((version > 0))
);

create table live_events (
  org_id uuid not null,
  xid xid8 not null default pg_current_xact_id(),
  seq bigint not null generated always as identity,
  kind text not null,
  body json not null,
  created_at timestamp with time zone not null default now(),
  constraint live_events_pkey PRIMARY KEY (org_id, xid, seq),
  constraint live_events_kind_check CHECK (((length(kind) >= 1) AND (length(kind) <= 100)))
);
CREATE INDEX live_events_age ON public.live_events USING btree (created_at);
CREATE INDEX live_events_cursor ON public.live_events USING btree (xid, seq);

create table notice_causes (
  org_id uuid not null,
  key text not null,
  at timestamp with time zone not null,
  constraint notice_causes_pkey PRIMARY KEY (org_id, key),
  constraint notice_causes_key_check CHECK (((length(key) >= 1) AND (length(key) <= 200)))
);

create table notice_choices (
  org_id uuid not null,
  person_id uuid not null,
  topic text not null,
  is_on boolean not null,
  least_level smallint not null,
  changed_at timestamp with time zone not null,
  constraint notice_choices_pkey PRIMARY KEY (org_id, person_id, topic),
  constraint notice_choices_least_level_check CHECK (((least_level >= 1) AND (least_level <= 3))),
  constraint notice_choices_org_id_person_id_fkey FOREIGN KEY (org_id, person_id) REFERENCES people(org_id, id),
  constraint notice_choices_topic_check CHECK ((topic ~ '^[a-z][a-z-]*$'::text))
);

create table notices (
  org_id uuid not null,
  id uuid not null,
  person_id uuid,
  topic text not null,
  level smallint,
  mode text not null,
  locale text not null,
  subject text not null,
  lines text[] not null,
  url text,
  thread text,
  created_at timestamp with time zone not null,
  notifier text,
  state text not null,
  gathered_in uuid,
  room text,
  channel_id uuid,
  subscription_id uuid,
  acknowledge_url text,
  is_call boolean not null default false,
  held_until timestamp with time zone,
  replaced_by uuid,
  instead_of uuid,
  read_at timestamp with time zone,
  root_id uuid,
  failed_at timestamp with time zone,
  given_up_at timestamp with time zone,
  mentions uuid[] not null default '{}'::uuid[],
  constraint notices_pkey PRIMARY KEY (org_id, id),
  constraint notices_channel_fkey FOREIGN KEY (org_id, channel_id) REFERENCES channels(org_id, id),
  constraint notices_check CHECK (((state = 'gathered'::text) = (gathered_in IS NOT NULL))),
  constraint notices_check1 CHECK (((notifier IS NOT NULL) OR (state = 'unsent'::text))),
  constraint notices_level_check CHECK (((level >= 1) AND (level <= 3))),
  constraint notices_locale_check CHECK ((locale = ANY (ARRAY['zh-Hant'::text, 'zh-Hans'::text, 'en'::text]))),
  constraint notices_mode_check CHECK ((mode = ANY (ARRAY['live'::text, 'drill'::text]))),
  constraint notices_org_id_person_id_fkey FOREIGN KEY (org_id, person_id) REFERENCES people(org_id, id),
  constraint notices_state_check CHECK ((state = ANY (ARRAY['put'::text, 'held'::text, 'gathered'::text, 'unsent'::text, 'kept'::text]))),
  constraint notices_topic_check CHECK ((topic ~ '^[a-z][a-z-]*$'::text)),
  constraint notices_whom CHECK (((person_id IS NULL) <> (room IS NULL)))
);
CREATE INDEX notices_given_up ON public.notices USING btree (org_id, created_at) WHERE (given_up_at IS NOT NULL);
CREATE INDEX notices_held ON public.notices USING btree (created_at) WHERE (state = 'held'::text);
CREATE INDEX notices_of_person ON public.notices USING btree (org_id, person_id, created_at);
CREATE INDEX notices_of_room ON public.notices USING btree (org_id, room, created_at) WHERE (room IS NOT NULL);
CREATE INDEX notices_of_root ON public.notices USING btree (org_id, root_id) WHERE (root_id IS NOT NULL);
CREATE INDEX notices_of_thread ON public.notices USING btree (org_id, thread, created_at, id) WHERE (thread IS NOT NULL);
CREATE INDEX notices_time ON public.notices USING btree (org_id, created_at DESC, id);
CREATE INDEX notices_unread ON public.notices USING btree (org_id, person_id, created_at DESC) WHERE ((state = 'kept'::text) AND (read_at IS NULL));

create table oncall_feeds (
  org_id uuid not null,
  id uuid not null,
  person_id uuid not null,
  roster_id uuid,
  secret_hash bytea not null,
  made_at timestamp with time zone not null,
  read_at timestamp with time zone,
  content_hash bytea,
  sequence integer not null default 0,
  changed_at timestamp with time zone not null,
  constraint oncall_feeds_pkey PRIMARY KEY (org_id, id),
  constraint oncall_feeds_org_id_person_id_fkey FOREIGN KEY (org_id, person_id) REFERENCES people(org_id, id),
  constraint oncall_feeds_org_id_person_id_roster_id_key UNIQUE NULLS NOT DISTINCT (org_id, person_id, roster_id),
  constraint oncall_feeds_org_id_roster_id_fkey FOREIGN KEY (org_id, roster_id) REFERENCES rosters(org_id, id),
  constraint oncall_feeds_secret_hash_key UNIQUE (secret_hash)
);

create table organisations (
  id uuid not null,
  name text not null,
  zone text not null,
  is_demo boolean not null default false,
  created_at timestamp with time zone not null,
  practice_of uuid,
  constraint organisations_pkey PRIMARY KEY (id),
  constraint organisations_name_check CHECK (((name <> ''::text) AND (length(name) <= 200)))
);

create table outbox (
  org_id uuid not null,
  id uuid not null,
  channel text not null,
  body jsonb not null,
  key text not null,
  mode text not null,
  state text not null default 'waiting'::text,
  fence bigint not null default 0,
  attempts integer not null default 0,
  next_at timestamp with time zone not null,
  lease_token uuid,
  lease_until timestamp with time zone,
  error text,
  receipt jsonb,
  created_at timestamp with time zone not null,
  sent_at timestamp with time zone,
  lane text not null default ''::text,
  constraint outbox_pkey PRIMARY KEY (org_id, id),
  constraint outbox_attempts_check CHECK ((attempts >= 0)),
  constraint outbox_check CHECK (((state = 'sending'::text) = (lease_token IS NOT NULL))),
  constraint outbox_check1 CHECK (((lease_token IS NULL) = (lease_until IS NULL))),
  constraint outbox_check2 CHECK (((state = 'sent'::text) = (sent_at IS NOT NULL))),
  constraint outbox_key_check CHECK (((length(key) >= 1) AND (length(key) <= 200))),
  constraint outbox_mode_check CHECK ((mode = ANY (ARRAY['live'::text, 'drill'::text]))),
  constraint outbox_org_id_key_key UNIQUE (org_id, key),
  constraint outbox_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sending'::text, 'sent'::text, 'failed'::text, 'set_aside'::text, 'passed'::text])))
);
CREATE INDEX outbox_due ON public.outbox USING btree (next_at) WHERE (state = ANY (ARRAY['waiting'::text, 'failed'::text]));
CREATE INDEX outbox_leased ON public.outbox USING btree (lease_until) WHERE (state = 'sending'::text);
CREATE INDEX outbox_set_aside ON public.outbox USING btree (org_id, created_at DESC) WHERE (state = 'set_aside'::text);
CREATE INDEX outbox_webhooks ON public.outbox USING btree (org_id, ((body ->> 'webhookId'::text)), created_at DESC) WHERE (channel = 'webhook'::text);

create table passwords (
  org_id uuid not null,
  person_id uuid not null,
  ordinal integer not null,
  hash text not null,
  set_at timestamp with time zone not null,
  constraint passwords_pkey PRIMARY KEY (org_id, person_id, ordinal),
  constraint passwords_hash_check CHECK ((hash ~~ '$argon2id$%'::text)),
  constraint passwords_org_id_person_id_fkey FOREIGN KEY (org_id, person_id) REFERENCES people(org_id, id)
);

create table people (
  org_id uuid not null,
  id uuid not null,
  name text not null,
  email text not null,
  email_key text not null,
  locale text,
  created_at timestamp with time zone not null,
  joined_at timestamp with time zone,
  last_seen_at timestamp with time zone,
  disabled_at timestamp with time zone,
  disabled_by text,
  disabled_reason text,
  constraint people_pkey PRIMARY KEY (org_id, id),
  constraint people_check CHECK (((disabled_at IS NULL) = (disabled_by IS NULL))),
  constraint people_email_key_key UNIQUE (email_key),
  constraint people_locale_check CHECK ((locale = ANY (ARRAY['zh-Hant'::text, 'zh-Hans'::text, 'en'::text]))),
  constraint people_name_check CHECK (((name <> ''::text) AND (length(name) <= 100))),
  constraint people_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id)
);

create table person_addresses (
  org_id uuid not null,
  person_id uuid not null,
  field text not null,
  address text not null,
  changed_at timestamp with time zone not null,
  changed_by text not null,
  tested_at timestamp with time zone,
  confirmed_at timestamp with time zone,
  constraint person_addresses_pkey PRIMARY KEY (org_id, person_id, field),
  constraint person_addresses_address_check CHECK (((length(address) >= 1) AND (length(address) <= 500))),
  constraint person_addresses_check CHECK (((confirmed_at IS NULL) OR (tested_at IS NOT NULL))),
  constraint person_addresses_field_check CHECK (((length(field) >= 1) AND (length(field) <= 40))),
  constraint person_addresses_org_id_person_id_fkey FOREIGN KEY (org_id, person_id) REFERENCES people(org_id, id)
);

create table person_channels (
  org_id uuid not null,
  person_id uuid not null,
  channel_id uuid not null,
  is_on boolean not null,
  position integer not null,
  changed_at timestamp with time zone not null,
  constraint person_channels_pkey PRIMARY KEY (org_id, person_id, channel_id),
  constraint person_channels_org_id_channel_id_fkey FOREIGN KEY (org_id, channel_id) REFERENCES channels(org_id, id),
  constraint person_channels_org_id_person_id_fkey FOREIGN KEY (org_id, person_id) REFERENCES people(org_id, id)
);

create table person_links (
  org_id uuid not null,
  id uuid not null,
  person_id uuid not null,
  purpose text not null,
  token_hash bytea not null,
  created_at timestamp with time zone not null,
  created_by text not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  voided_at timestamp with time zone,
  constraint person_links_pkey PRIMARY KEY (org_id, id),
  constraint person_links_org_id_person_id_fkey FOREIGN KEY (org_id, person_id) REFERENCES people(org_id, id),
  constraint person_links_purpose_check CHECK ((purpose = ANY (ARRAY['password'::text, 'sign-in'::text]))),
  constraint person_links_token_hash_key UNIQUE (token_hash)
);
CREATE INDEX person_links_open ON public.person_links USING btree (org_id, person_id) WHERE ((used_at IS NULL) AND (voided_at IS NULL));

create table platform_rise_cursors (
  org_id uuid not null,
  upto_at timestamp with time zone not null,
  constraint platform_rise_cursors_pkey PRIMARY KEY (org_id),
  constraint platform_rise_cursors_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id)
);

create table platform_rises (
  org_id uuid not null,
  track_id uuid not null,
  platform text not null,
  at timestamp with time zone not null,
  times real not null,
  constraint platform_rises_pkey PRIMARY KEY (org_id, track_id, platform, at),
  constraint platform_rises_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id),
  constraint platform_rises_times_check CHECK ((times > (1)::double precision))
);
CREATE INDEX platform_rises_at ON public.platform_rises USING btree (org_id, at);

create table post_awaits (
  org_id uuid not null,
  awaited_id uuid not null,
  post_id uuid not null,
  posted_at timestamp with time zone not null,
  since timestamp with time zone not null,
  constraint post_awaits_pkey PRIMARY KEY (org_id, awaited_id, post_id)
);
CREATE INDEX post_awaits_since ON public.post_awaits USING btree (since);

create table post_corrections (
  org_id uuid not null,
  correction_id uuid not null,
  post_id uuid not null,
  posted_at timestamp with time zone not null,
  made_at timestamp with time zone not null,
  made_by text not null,
  made_by_name text not null,
  reason text not null,
  old_sentiment smallint,
  old_emotion smallint not null,
  new_sentiment smallint,
  new_emotion smallint not null,
  model_sentiment smallint,
  model_emotion smallint not null,
  model smallint not null,
  undoes uuid,
  seq bigint not null generated always as identity,
  constraint post_corrections_pkey PRIMARY KEY (org_id, correction_id),
  constraint post_corrections_org_id_undoes_key UNIQUE (org_id, undoes)
);
CREATE INDEX post_corrections_made ON public.post_corrections USING btree (org_id, seq);
CREATE INDEX post_corrections_post ON public.post_corrections USING btree (org_id, post_id, seq);

create table post_deletions (
  org_id uuid not null,
  deletion_id uuid not null,
  post_id uuid not null,
  is_deleted boolean not null,
  seen_at timestamp with time zone not null,
  known_by text not null,
  recorded_at timestamp with time zone not null,
  recorded_by text not null,
  recorded_by_name text not null,
  seq bigint not null generated always as identity,
  constraint post_deletions_pkey PRIMARY KEY (org_id, deletion_id)
);
CREATE INDEX post_deletions_post ON public.post_deletions USING btree (org_id, post_id, seq);

create table post_inferences (
  org_id uuid not null,
  post_id uuid not null,
  field text not null,
  how text not null,
  constraint post_inferences_pkey PRIMARY KEY (org_id, post_id, field),
  constraint post_inferences_field_check CHECK ((field = ANY (ARRAY['parentExternalId'::text, 'rootExternalId'::text]))),
  constraint post_inferences_how_check CHECK ((how = ANY (ARRAY['derived'::text, 'unknown'::text])))
);

create table post_keys (
  org_id uuid not null,
  post_id uuid not null,
  posted_at timestamp with time zone not null,
  digest bigint,
  constraint post_keys_pkey PRIMARY KEY (org_id, post_id)
);

create table post_lexicon_hits (
  org_id uuid not null,
  posted_at timestamp with time zone not null,
  post_id uuid not null,
  lexicon_id uuid not null,
  version integer not null,
  weight smallint not null,
  words text[] not null,
  constraint post_lexicon_hits_pkey PRIMARY KEY (org_id, posted_at, post_id, lexicon_id),
  constraint post_lexicon_hits_weight_check CHECK (((weight >= 1) AND (weight <= 5)))
);
CREATE INDEX post_lexicon_hits_newest ON public.post_lexicon_hits USING btree (org_id, lexicon_id, posted_at DESC, post_id);

create table post_observations (
  org_id uuid not null,
  post_id uuid not null,
  seen_at timestamp with time zone not null,
  reposts integer not null,
  comments integer not null,
  likes integer not null,
  constraint post_observations_pkey PRIMARY KEY (org_id, post_id, seen_at)
);

create table post_stars (
  org_id uuid not null,
  post_id uuid not null,
  posted_at timestamp with time zone not null,
  stars smallint not null,
  constraint post_stars_pkey PRIMARY KEY (org_id, post_id),
  constraint post_stars_stars_check CHECK (((stars >= 1) AND (stars <= 5)))
);
CREATE INDEX post_stars_posted ON public.post_stars USING btree (org_id, posted_at);

create table post_tracks (
  org_id uuid not null,
  track_id uuid not null,
  posted_at timestamp with time zone not null,
  post_id uuid not null,
  author_key bigint not null,
  weight real not null,
  platform smallint not null,
  kind smallint not null,
  sentiment smallint,
  emotion smallint not null,
  is_inherited boolean not null,
  constraint post_tracks_pkey PRIMARY KEY (org_id, track_id, posted_at, post_id)
) partition by range (posted_at);
CREATE INDEX post_tracks_post ON ONLY public.post_tracks USING btree (org_id, posted_at, post_id);

create table post_tracks_older partition of post_tracks DEFAULT;
CREATE INDEX post_tracks_older_org_id_posted_at_post_id_idx ON public.post_tracks_older USING btree (org_id, posted_at, post_id);

create table post_versions (
  org_id uuid not null,
  post_id uuid not null,
  seen_at timestamp with time zone not null,
  received_at timestamp with time zone not null,
  batch_id uuid not null,
  title text not null,
  text text not null,
  sentiment smallint,
  p_negative smallint not null,
  p_neutral smallint not null,
  p_positive smallint not null,
  emotion smallint not null,
  language smallint not null,
  model smallint not null,
  tracks jsonb not null,
  edits integer,
  constraint post_versions_pkey PRIMARY KEY (org_id, post_id, seen_at)
);

create table posts (
  org_id uuid not null,
  posted_at timestamp with time zone not null,
  post_id uuid not null,
  received_at timestamp with time zone not null,
  batch_id uuid not null,
  parent_id uuid,
  root_id uuid,
  fingerprint bigint not null,
  author_followers integer,
  reposts integer not null,
  comments integer not null,
  likes integer not null,
  platform smallint not null,
  kind smallint not null,
  sentiment smallint,
  p_negative smallint not null,
  p_neutral smallint not null,
  p_positive smallint not null,
  emotion smallint not null,
  language smallint not null,
  model smallint not null,
  author_verified boolean not null,
  mode text not null,
  source text not null,
  external_id text not null,
  author_id text not null,
  author_name text not null,
  author_region text not null,
  url text not null,
  title text not null,
  text text not null,
  seen_at timestamp with time zone,
  marks smallint not null default 0,
  constraint posts_pkey PRIMARY KEY (org_id, posted_at, post_id),
  constraint posts_comments_check CHECK ((comments >= 0)),
  constraint posts_likes_check CHECK ((likes >= 0)),
  constraint posts_mode_check CHECK ((mode = ANY (ARRAY['live'::text, 'drill'::text]))),
  constraint posts_reposts_check CHECK ((reposts >= 0))
) partition by range (posted_at);
CREATE INDEX posts_batch ON ONLY public.posts USING btree (batch_id);
CREATE INDEX posts_thread ON ONLY public.posts USING btree (org_id, root_id, posted_at) WHERE (root_id IS NOT NULL);

create table posts_older partition of posts DEFAULT;
CREATE INDEX posts_older_batch_id_idx ON public.posts_older USING btree (batch_id);
CREATE INDEX posts_older_org_id_root_id_posted_at_idx ON public.posts_older USING btree (org_id, root_id, posted_at) WHERE (root_id IS NOT NULL);

create table push_subscriptions (
  org_id uuid not null,
  id uuid not null,
  person_id uuid not null,
  endpoint text not null,
  p256dh text not null,
  auth text not null,
  device text not null,
  created_at timestamp with time zone not null,
  sent_at timestamp with time zone,
  failed_at timestamp with time zone,
  failure_code text,
  constraint push_subscriptions_pkey PRIMARY KEY (org_id, id),
  constraint push_subscriptions_device_check CHECK (((length(device) >= 1) AND (length(device) <= 120))),
  constraint push_subscriptions_endpoint_check CHECK (((length(endpoint) >= 1) AND (length(endpoint) <= 2000))),
  constraint push_subscriptions_org_id_person_id_fkey FOREIGN KEY (org_id, person_id) REFERENCES people(org_id, id)
);
CREATE UNIQUE INDEX push_subscriptions_endpoint ON public.push_subscriptions USING btree (org_id, md5(endpoint));
CREATE INDEX push_subscriptions_person ON public.push_subscriptions USING btree (org_id, person_id);

create table quiet_hours (
  org_id uuid not null,
  person_id uuid not null,
  is_on boolean not null,
  starts time without time zone not null,
  ends time without time zone not null,
  zone text not null,
  days smallint[] not null,
  changed_at timestamp with time zone not null,
  constraint quiet_hours_pkey PRIMARY KEY (org_id, person_id),
  constraint quiet_hours_check CHECK ((ends <> starts)),
  constraint quiet_hours_days_check CHECK (((cardinality(days) >= 1) AND (cardinality(days) <= 7))),
  constraint quiet_hours_org_id_person_id_fkey FOREIGN KEY (org_id, person_id) REFERENCES people(org_id, id)
);

create table readings (
  org_id uuid not null,
  track_id uuid not null,
  detector text not null,
  at timestamp with time zone not null,
  value real not null,
  of real not null,
  baseline real not null,
  low real not null,
  high real not null,
  score real not null,
  alarm boolean not null,
  phase text not null,
  version text not null,
  subject text not null default ''::text,
  able boolean not null default true,
  loudness real,
  constraint readings_pkey PRIMARY KEY (org_id, track_id, detector, subject, at),
  constraint readings_phase_check CHECK ((phase = ANY (ARRAY['warming'::text, 'watching'::text])))
);

create table recording_parts (
  org_id uuid not null,
  recording_id uuid not null,
  part integer not null,
  first_ms bigint not null,
  last_ms bigint not null,
  posts integer not null,
  body bytea not null,
  constraint recording_parts_pkey PRIMARY KEY (org_id, recording_id, part),
  constraint recording_parts_org_id_recording_id_fkey FOREIGN KEY (org_id, recording_id) REFERENCES recordings(org_id, recording_id) ON DELETE CASCADE
);

create table recordings (
  org_id uuid not null,
  recording_id uuid not null,
  name text not null,
  kind text not null,
  note jsonb not null,
  tracks jsonb not null,
  made_at timestamp with time zone not null,
  made_by text not null,
  made_by_name text not null,
  first_at timestamp with time zone not null,
  span_ms bigint not null,
  posts integer not null,
  removed_at timestamp with time zone,
  constraint recordings_pkey PRIMARY KEY (org_id, recording_id),
  constraint recordings_kind_check CHECK ((kind = ANY (ARRAY['file'::text, 'posts'::text, 'story'::text]))),
  constraint recordings_posts_check CHECK ((posts > 0)),
  constraint recordings_span_ms_check CHECK ((span_ms >= 0))
);

create table replay_runs (
  org_id uuid not null,
  run_id uuid not null,
  recording_id uuid not null,
  target_org_id uuid not null,
  is_practice boolean not null,
  state text not null,
  speed real,
  started_at timestamp with time zone not null,
  started_by text not null,
  started_by_name text not null,
  ended_at timestamp with time zone,
  error text,
  replay_id uuid not null,
  base_at timestamp with time zone not null,
  position_ms bigint not null,
  sent integer not null,
  accepted integer not null,
  total integer not null,
  fast_until_ms bigint not null default 0,
  anchor_at timestamp with time zone,
  anchor_ms bigint not null,
  pauses_at_end_of_fast boolean not null default false,
  lease_until timestamp with time zone,
  constraint replay_runs_pkey PRIMARY KEY (org_id, run_id),
  constraint replay_runs_org_id_recording_id_fkey FOREIGN KEY (org_id, recording_id) REFERENCES recordings(org_id, recording_id),
  constraint replay_runs_state_check CHECK ((state = ANY (ARRAY['running'::text, 'paused'::text, 'stopped'::text, 'done'::text, 'failed'::text])))
);
CREATE INDEX replay_runs_running ON public.replay_runs USING btree (lease_until) WHERE (state = 'running'::text);

create table replays (
  org_id uuid not null,
  replay_id uuid not null,
  run_key text not null,
  name text not null,
  state text not null,
  started_at timestamp with time zone not null,
  heard_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  lead_from timestamp with time zone not null,
  first_at timestamp with time zone not null,
  up_to timestamp with time zone not null,
  last_at timestamp with time zone not null,
  speed real,
  posts integer not null,
  total integer not null,
  constraint replays_pkey PRIMARY KEY (org_id, replay_id),
  constraint replays_state_check CHECK ((state = ANY (ARRAY['running'::text, 'done'::text, 'stopped'::text])))
);
CREATE INDEX replays_running ON public.replays USING btree (org_id, run_key) WHERE (state <> 'done'::text);

create table role_permissions (
  org_id uuid not null,
  role text not null,
  permission text not null,
  constraint role_permissions_pkey PRIMARY KEY (org_id, role, permission),
  constraint role_permissions_org_id_role_fkey FOREIGN KEY (org_id, role) REFERENCES roles(org_id, name)
);

create table roles (
  org_id uuid not null,
  name text not null,
  created_at timestamp with time zone not null,
  constraint roles_pkey PRIMARY KEY (org_id, name),
  constraint roles_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id)
);

create table roster_versions (
  org_id uuid not null,
  roster_id uuid not null,
  version integer not null,
  body jsonb not null,
  made_at timestamp with time zone not null,
  made_by text not null,
  constraint roster_versions_pkey PRIMARY KEY (org_id, roster_id, version),
  constraint roster_versions_org_id_roster_id_fkey FOREIGN KEY (org_id, roster_id) REFERENCES rosters(org_id, id),
  constraint roster_versions_version_check CHECK ((version > 0))
);

create table rosters (
  org_id uuid not null,
  id uuid not null,
  created_at timestamp with time zone not null,
  retired_at timestamp with time zone,
  constraint rosters_pkey PRIMARY KEY (org_id, id),
  constraint rosters_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id)
);

create table rule_alarms (
  org_id uuid not null,
  track_id uuid not null,
  rule text not null,
  subject text not null default ''::text,
  slot text not null,
  at timestamp with time zone not null,
  least_level smallint,
  version integer not null,
  cause text not null,
  threshold real not null,
  score real not null,
  loudness real not null,
  value real not null,
  baseline real not null,
  constraint rule_alarms_pkey PRIMARY KEY (org_id, track_id, rule, subject, slot, at),
  constraint rule_alarms_cause_check CHECK ((cause = ANY (ARRAY['score'::text, 'fixed'::text]))),
  constraint rule_alarms_least_level_check CHECK (((least_level >= 1) AND (least_level <= 3))),
  constraint rule_alarms_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id),
  constraint rule_alarms_slot_check CHECK ((slot = ANY (ARRAY['live'::text, 'shadow'::text, 'held'::text])))
);

create table rule_thresholds (
  org_id uuid not null,
  track_id uuid not null,
  rule text not null,
  slot text not null,
  at timestamp with time zone not null,
  threshold real not null,
  reason text not null,
  detail jsonb not null,
  constraint rule_thresholds_pkey PRIMARY KEY (org_id, track_id, rule, slot, at),
  constraint rule_thresholds_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id),
  constraint rule_thresholds_reason_check CHECK ((reason = ANY (ARRAY['history'::text, 'budget'::text, 'marks'::text, 'default'::text]))),
  constraint rule_thresholds_slot_check CHECK ((slot = ANY (ARRAY['live'::text, 'shadow'::text])))
);

create table rumour_claims (
  org_id uuid not null,
  story_id uuid not null,
  state text not null,
  verdict text,
  changed_at timestamp with time zone not null,
  constraint rumour_claims_pkey PRIMARY KEY (org_id, story_id),
  constraint rumour_claims_check CHECK (((verdict IS NULL) = (state = ANY (ARRAY['unverified'::text, 'checking'::text])))),
  constraint rumour_claims_org_id_story_id_fkey FOREIGN KEY (org_id, story_id) REFERENCES rumour_stories(org_id, story_id),
  constraint rumour_claims_state_check CHECK ((state = ANY (ARRAY['unverified'::text, 'checking'::text, 'true'::text, 'false'::text, 'misleading'::text, 'unprovable'::text, 'clarified'::text]))),
  constraint rumour_claims_verdict_check CHECK ((verdict = ANY (ARRAY['true'::text, 'false'::text, 'misleading'::text, 'unprovable'::text])))
);

create table rumour_cursors (
  org_id uuid not null,
  received_to timestamp with time zone not null,
  constraint rumour_cursors_pkey PRIMARY KEY (org_id)
);

create table rumour_heads (
  org_id uuid not null,
  post_id uuid not null,
  story_id uuid not null,
  fingerprint bigint not null,
  posted_at timestamp with time zone not null,
  joined_at timestamp with time zone not null,
  constraint rumour_heads_pkey PRIMARY KEY (org_id, post_id),
  constraint rumour_heads_org_id_story_id_fkey FOREIGN KEY (org_id, story_id) REFERENCES rumour_stories(org_id, story_id)
);
CREATE INDEX rumour_heads_story ON public.rumour_heads USING btree (org_id, story_id, posted_at);

create table rumour_steps (
  org_id uuid not null,
  step_id uuid not null,
  story_id uuid not null,
  from_state text not null,
  to_state text not null,
  at timestamp with time zone not null,
  by_key text not null,
  by_name text not null,
  note text not null,
  link text not null,
  seq bigint not null generated always as identity,
  constraint rumour_steps_pkey PRIMARY KEY (org_id, step_id)
);
CREATE INDEX rumour_steps_story ON public.rumour_steps USING btree (org_id, story_id, seq);

create table rumour_stories (
  org_id uuid not null,
  story_id uuid not null,
  first_post_id uuid not null,
  first_at timestamp with time zone not null,
  track_ids uuid[] not null,
  made_at timestamp with time zone not null,
  made_by text,
  posts integer not null,
  authors integer not null,
  last_at timestamp with time zone not null,
  score real,
  spread_score real,
  score_hours smallint,
  chance real,
  reasons jsonb not null,
  model_version text not null,
  scored_at timestamp with time zone not null,
  constraint rumour_stories_pkey PRIMARY KEY (org_id, story_id),
  constraint rumour_stories_authors_check CHECK ((authors >= 0)),
  constraint rumour_stories_chance_check CHECK (((chance >= (0)::double precision) AND (chance <= (1)::double precision))),
  constraint rumour_stories_posts_check CHECK ((posts >= 0)),
  constraint rumour_stories_score_check CHECK (((score >= (0)::double precision) AND (score <= (1)::double precision))),
  constraint rumour_stories_spread_score_check CHECK (((spread_score >= (0)::double precision) AND (spread_score <= (1)::double precision)))
);
CREATE INDEX rumour_stories_last ON public.rumour_stories USING btree (org_id, last_at);

create table saved_searches (
  org_id uuid not null,
  search_id uuid not null,
  name text not null,
  query jsonb not null,
  is_shared boolean not null,
  owner text not null,
  made_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  deleted_at timestamp with time zone,
  deleted_by text,
  constraint saved_searches_pkey PRIMARY KEY (org_id, search_id),
  constraint saved_searches_check CHECK (((deleted_at IS NULL) = (deleted_by IS NULL))),
  constraint saved_searches_name_check CHECK (((name <> ''::text) AND (length(name) <= 100))),
  constraint saved_searches_query_check CHECK ((jsonb_typeof(query) = 'object'::text))
);
CREATE INDEX saved_searches_live ON public.saved_searches USING btree (org_id, name) WHERE (deleted_at IS NULL);

create table schema_migrations (
  version integer not null,
  name text not null,
  checksum text not null,
  applied_at timestamp with time zone not null default now(),
  constraint schema_migrations_pkey PRIMARY KEY (version)
);

create table search_changes (
  org_id uuid not null,
  post_id uuid not null,
  posted_at timestamp with time zone not null,
  xid xid8 not null,
  constraint search_changes_pkey PRIMARY KEY (org_id, post_id)
);

create table search_dead (
  org_id uuid not null,
  segment_id bigint not null,
  doc integer not null,
  by_segment bigint not null,
  constraint search_dead_pkey PRIMARY KEY (org_id, segment_id, doc)
);

create table search_parts (
  org_id uuid not null,
  segment_id bigint not null,
  kind smallint not null,
  part integer not null,
  data bytea not null,
  constraint search_parts_pkey PRIMARY KEY (org_id, segment_id, kind, part)
);

create table search_segments (
  org_id uuid not null,
  segment_id bigint not null generated by default as identity,
  state text not null,
  changed_at timestamp with time zone not null,
  docs integer not null,
  dead integer not null,
  bytes bigint not null,
  first_at timestamp with time zone,
  last_at timestamp with time zone,
  constraint search_segments_pkey PRIMARY KEY (org_id, segment_id),
  constraint search_segments_bytes_check CHECK ((bytes >= 0)),
  constraint search_segments_dead_check CHECK ((dead >= 0)),
  constraint search_segments_docs_check CHECK ((docs >= 0)),
  constraint search_segments_state_check CHECK ((state = ANY (ARRAY['building'::text, 'live'::text, 'superseded'::text])))
);

create table search_state (
  org_id uuid not null,
  cursor_xid xid8 not null,
  cursor_batch uuid not null,
  cursor_at timestamp with time zone not null,
  last_seal bigint not null,
  constraint search_state_pkey PRIMARY KEY (org_id)
);

create table series_states (
  org_id uuid not null,
  track_id uuid not null,
  detector text not null,
  version text not null,
  state bytea,
  settled_at timestamp with time zone not null,
  upto_at timestamp with time zone not null,
  silent_until_at timestamp with time zone,
  revised_until_at timestamp with time zone,
  revised_at timestamp with time zone,
  replays jsonb not null default '{}'::jsonb,
  failure text,
  failed_at timestamp with time zone,
  subject text not null default ''::text,
  constraint series_states_pkey PRIMARY KEY (org_id, track_id, detector, subject),
  constraint series_states_check CHECK ((settled_at <= upto_at)),
  constraint series_states_check1 CHECK (((failure IS NULL) = (failed_at IS NULL)))
);

create table sessions (
  org_id uuid not null,
  id uuid not null,
  person_id uuid not null,
  token_hash bytea not null,
  created_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  ended_why text,
  address text not null,
  user_agent text not null,
  constraint sessions_pkey PRIMARY KEY (org_id, id),
  constraint sessions_check CHECK (((ended_at IS NULL) = (ended_why IS NULL))),
  constraint sessions_ended_why_check CHECK ((ended_why = ANY (ARRAY['signed-out'::text, 'revoked'::text, 'password-changed'::text, 'disabled'::text]))),
  constraint sessions_org_id_person_id_fkey FOREIGN KEY (org_id, person_id) REFERENCES people(org_id, id),
  constraint sessions_token_hash_key UNIQUE (token_hash)
);
CREATE INDEX sessions_of_person ON public.sessions USING btree (org_id, person_id, created_at);

create table setup_links (
  token_hash bytea not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  voided_at timestamp with time zone,
  constraint setup_links_pkey PRIMARY KEY (token_hash)
);

create table shadow_cursors (
  org_id uuid not null,
  track_id uuid not null,
  rule text not null,
  version integer not null,
  upto_at timestamp with time zone not null,
  constraint shadow_cursors_pkey PRIMARY KEY (org_id, track_id, rule),
  constraint shadow_cursors_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id)
);

create table sign_in_counters (
  key bytea not null,
  failures integer not null,
  counted_at timestamp with time zone not null,
  blocked_until timestamp with time zone,
  constraint sign_in_counters_pkey PRIMARY KEY (key)
);
CREATE INDEX sign_in_counters_age ON public.sign_in_counters USING btree (counted_at);

create table signal_authors (
  org_id uuid not null,
  track_id uuid not null,
  mode text not null,
  author_key bigint not null,
  largest integer not null,
  last_at timestamp with time zone not null,
  constraint signal_authors_pkey PRIMARY KEY (org_id, track_id, mode, author_key),
  constraint signal_authors_largest_check CHECK ((largest > 0)),
  constraint signal_authors_mode_check CHECK ((mode = ANY (ARRAY['live'::text, 'drill'::text])))
);
CREATE INDEX signal_authors_last ON public.signal_authors USING btree (org_id, last_at);

create table signal_cursors (
  org_id uuid not null,
  batch_xid xid8 not null,
  batch_id uuid not null,
  look_xid xid8 not null,
  look_list text not null,
  look_at timestamp with time zone not null,
  constraint signal_cursors_pkey PRIMARY KEY (org_id)
);

create table signal_sights (
  org_id uuid not null,
  track_id uuid not null,
  detector text not null,
  seq bigint not null generated always as identity,
  version text not null,
  subject text not null,
  at timestamp with time zone not null,
  score real not null,
  observed double precision not null,
  expected double precision not null,
  window_minutes integer not null,
  is_loud boolean not null,
  about jsonb not null,
  constraint signal_sights_pkey PRIMARY KEY (org_id, track_id, detector, seq)
);
CREATE INDEX signal_sights_at ON public.signal_sights USING btree (at);
CREATE INDEX signal_sights_subject ON public.signal_sights USING btree (org_id, track_id, detector, subject, seq DESC);

create table signal_states (
  org_id uuid not null,
  track_id uuid not null,
  mode text not null,
  detector text not null,
  version text not null,
  state bytea,
  failure text,
  failed_at timestamp with time zone,
  since_at timestamp with time zone not null default now(),
  constraint signal_states_pkey PRIMARY KEY (org_id, track_id, mode, detector),
  constraint signal_states_check CHECK (((failure IS NULL) = (failed_at IS NULL))),
  constraint signal_states_mode_check CHECK ((mode = ANY (ARRAY['live'::text, 'drill'::text])))
);

create table signal_tellings (
  org_id uuid not null,
  track_id uuid not null,
  mode text not null,
  detector text not null,
  subject text not null,
  at timestamp with time zone not null,
  score real not null,
  is_loud boolean not null,
  constraint signal_tellings_pkey PRIMARY KEY (org_id, track_id, mode, detector, subject),
  constraint signal_tellings_mode_check CHECK ((mode = ANY (ARRAY['live'::text, 'drill'::text])))
);
CREATE INDEX signal_tellings_at ON public.signal_tellings USING btree (org_id, at);

create table signal_threads (
  org_id uuid not null,
  track_id uuid not null,
  mode text not null,
  root_id uuid not null,
  root_at timestamp with time zone not null,
  platform smallint not null,
  author_key bigint not null,
  counts integer[] not null,
  learnt smallint not null,
  due_at timestamp with time zone not null,
  constraint signal_threads_pkey PRIMARY KEY (org_id, track_id, mode, root_id),
  constraint signal_threads_learnt_check CHECK ((learnt >= 0)),
  constraint signal_threads_mode_check CHECK ((mode = ANY (ARRAY['live'::text, 'drill'::text])))
);
CREATE INDEX signal_threads_due ON public.signal_threads USING btree (org_id, due_at);

create table source_gaps (
  org_id uuid not null,
  source_id uuid not null,
  gap_id uuid not null,
  from_at timestamp with time zone not null,
  to_at timestamp with time zone not null,
  code text not null,
  reason text not null,
  constraint source_gaps_pkey PRIMARY KEY (org_id, source_id, gap_id),
  constraint source_gaps_check CHECK ((from_at <= to_at))
);
CREATE INDEX source_gaps_to ON public.source_gaps USING btree (org_id, source_id, to_at);

create table source_hours (
  org_id uuid not null,
  source text not null,
  hour timestamp with time zone not null,
  posts integer not null,
  refused integer not null,
  lags integer[] not null,
  constraint source_hours_pkey PRIMARY KEY (org_id, source, hour)
);

create table source_runs (
  org_id uuid not null,
  source_id uuid not null,
  run_id uuid not null,
  at timestamp with time zone not null,
  took_ms integer not null,
  result text not null,
  code text,
  reason text,
  accepted integer not null,
  duplicates integer not null,
  refused integer not null,
  stamped integer not null,
  constraint source_runs_pkey PRIMARY KEY (org_id, source_id, run_id),
  constraint source_runs_accepted_check CHECK ((accepted >= 0)),
  constraint source_runs_check CHECK (((code IS NULL) = (reason IS NULL))),
  constraint source_runs_check1 CHECK (((result <> 'failed'::text) OR (code IS NOT NULL))),
  constraint source_runs_duplicates_check CHECK ((duplicates >= 0)),
  constraint source_runs_refused_check CHECK ((refused >= 0)),
  constraint source_runs_result_check CHECK ((result = ANY (ARRAY['new'::text, 'nothing'::text, 'unchanged'::text, 'partial'::text, 'failed'::text]))),
  constraint source_runs_stamped_check CHECK ((stamped >= 0)),
  constraint source_runs_took_ms_check CHECK ((took_ms >= 0))
);
CREATE INDEX source_runs_at ON public.source_runs USING btree (org_id, source_id, at);

create table sources (
  org_id uuid not null,
  name text not null,
  last_received_at timestamp with time zone,
  last_posted_at timestamp with time zone,
  last_error text,
  last_error_at timestamp with time zone,
  source_id uuid not null default gen_random_uuid(),
  kind text not null default 'push'::text,
  settings jsonb not null default '{}'::jsonb,
  secrets jsonb not null default '{}'::jsonb,
  zone text not null default 'Asia/Shanghai'::text,
  every_seconds integer,
  state text not null default 'on'::text,
  made_at timestamp with time zone,
  made_by text,
  cursor jsonb,
  host text,
  next_at timestamp with time zone,
  lease_token uuid,
  lease_until timestamp with time zone,
  asked_at timestamp with time zone,
  answered_at timestamp with time zone,
  found_at timestamp with time zone,
  failures integer not null default 0,
  failing_since timestamp with time zone,
  error_code text,
  error_reason text,
  silent_since timestamp with time zone,
  moved_to text,
  coverage jsonb,
  constraint sources_pkey PRIMARY KEY (org_id, name),
  constraint sources_asked CHECK (((next_at IS NULL) OR (every_seconds IS NOT NULL))),
  constraint sources_every_seconds_check CHECK ((every_seconds > 0)),
  constraint sources_failing CHECK (((failures = 0) = (failing_since IS NULL))),
  constraint sources_failures_check CHECK ((failures >= 0)),
  constraint sources_kind_check CHECK ((kind ~ '^[a-z][a-z0-9-]{1,30}$'::text)),
  constraint sources_lease CHECK (((lease_token IS NULL) = (lease_until IS NULL))),
  constraint sources_state_check CHECK ((state = ANY (ARRAY['on'::text, 'paused'::text])))
);
CREATE INDEX sources_due ON public.sources USING btree (next_at) WHERE ((next_at IS NOT NULL) AND (state = 'on'::text));
CREATE UNIQUE INDEX sources_id ON public.sources USING btree (org_id, source_id);

create table stand_ins (
  org_id uuid not null,
  id uuid not null,
  roster_id uuid not null,
  for_person_id uuid not null,
  by_person_id uuid not null,
  from_at timestamp with time zone not null,
  to_at timestamp with time zone not null,
  state text not null,
  asked_at timestamp with time zone not null,
  asked_by text not null,
  answered_at timestamp with time zone,
  answered_by text,
  constraint stand_ins_pkey PRIMARY KEY (org_id, id),
  constraint stand_ins_check CHECK ((from_at < to_at)),
  constraint stand_ins_check1 CHECK ((for_person_id <> by_person_id)),
  constraint stand_ins_check2 CHECK (((state = 'asked'::text) = (answered_at IS NULL))),
  constraint stand_ins_org_id_by_person_id_fkey FOREIGN KEY (org_id, by_person_id) REFERENCES people(org_id, id),
  constraint stand_ins_org_id_for_person_id_fkey FOREIGN KEY (org_id, for_person_id) REFERENCES people(org_id, id),
  constraint stand_ins_org_id_roster_id_fkey FOREIGN KEY (org_id, roster_id) REFERENCES rosters(org_id, id),
  constraint stand_ins_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'accepted'::text, 'declined'::text, 'cancelled'::text])))
);
CREATE INDEX stand_ins_time ON public.stand_ins USING btree (org_id, roster_id, to_at);

create table start_acts (
  org_id uuid not null,
  act_id uuid not null,
  step text not null,
  state text not null,
  detail jsonb not null,
  at timestamp with time zone not null,
  by text not null,
  constraint start_acts_pkey PRIMARY KEY (org_id, act_id),
  constraint start_acts_org_id_fkey FOREIGN KEY (org_id) REFERENCES organisations(id),
  constraint start_acts_state_check CHECK ((state = ANY (ARRAY['done'::text, 'skipped'::text]))),
  constraint start_acts_step_check CHECK ((step = ANY (ARRAY['begin'::text, 'organisation'::text, 'names'::text, 'track'::text, 'source'::text, 'colleague'::text, 'end'::text])))
);

create table text_models (
  model smallint not null generated always as identity,
  version text not null,
  constraint text_models_pkey PRIMARY KEY (model),
  constraint text_models_version_key UNIQUE (version)
);

create table track_versions (
  org_id uuid not null,
  track_id uuid not null,
  version integer not null,
  name text not null,
  expression text not null,
  made_at timestamp with time zone not null,
  made_by text not null,
  constraint track_versions_pkey PRIMARY KEY (org_id, track_id, version),
  constraint track_versions_name_check CHECK ((name <> ''::text)),
  constraint track_versions_org_id_track_id_fkey FOREIGN KEY (org_id, track_id) REFERENCES tracks(org_id, track_id),
  constraint track_versions_version_check CHECK ((version > 0))
);

create table tracks (
  org_id uuid not null,
  track_id uuid not null,
  version integer not null,
  created_at timestamp with time zone not null,
  created_by text not null,
  retired_at timestamp with time zone,
  retired_by text,
  constraint tracks_pkey PRIMARY KEY (org_id, track_id),
  constraint tracks_check CHECK (((retired_at IS NULL) = (retired_by IS NULL))),
  constraint tracks_version_check CHECK ((version > 0))
);

create table trouble_checks (
  org_id uuid not null,
  checked_at timestamp with time zone not null,
  constraint trouble_checks_pkey PRIMARY KEY (org_id)
);

create table troubles (
  org_id uuid not null,
  trouble_id uuid not null,
  code text not null,
  subject text not null,
  since timestamp with time zone not null,
  first_seen_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  opened_at timestamp with time zone,
  ended_at timestamp with time zone,
  detail jsonb not null,
  constraint troubles_pkey PRIMARY KEY (org_id, trouble_id),
  constraint troubles_check CHECK (((ended_at IS NULL) OR (opened_at IS NOT NULL)))
);
CREATE INDEX troubles_ended ON public.troubles USING btree (org_id, ended_at DESC) WHERE (ended_at IS NOT NULL);
CREATE UNIQUE INDEX troubles_open ON public.troubles USING btree (org_id, code, subject) WHERE (ended_at IS NULL);

create table unmasked_sources (
  org_id uuid not null,
  source text not null,
  by text not null,
  at timestamp with time zone not null,
  constraint unmasked_sources_pkey PRIMARY KEY (org_id, source)
);

create table webhook_notes (
  org_id uuid not null,
  webhook_id uuid not null,
  note_id uuid not null,
  at timestamp with time zone not null,
  body jsonb not null,
  constraint webhook_notes_pkey PRIMARY KEY (org_id, webhook_id, note_id),
  constraint webhook_notes_org_id_webhook_id_fkey FOREIGN KEY (org_id, webhook_id) REFERENCES webhooks(org_id, webhook_id) ON DELETE CASCADE
);

create table webhooks (
  org_id uuid not null,
  webhook_id uuid not null,
  name text not null,
  url text not null,
  kinds text[] not null,
  track_ids uuid[] not null,
  secret text not null,
  old_secret text,
  old_secret_until timestamp with time zone,
  state text not null,
  state_reason text,
  failing_since timestamp with time zone,
  last_tried_at timestamp with time zone,
  last_ok_at timestamp with time zone,
  last_status integer,
  last_error text,
  created_at timestamp with time zone not null,
  created_by text not null,
  constraint webhooks_pkey PRIMARY KEY (org_id, webhook_id),
  constraint webhooks_check CHECK (((state = 'on'::text) = (state_reason IS NULL))),
  constraint webhooks_check1 CHECK (((old_secret IS NULL) = (old_secret_until IS NULL))),
  constraint webhooks_kinds_check CHECK ((cardinality(kinds) > 0)),
  constraint webhooks_name_check CHECK ((name <> ''::text)),
  constraint webhooks_state_check CHECK ((state = ANY (ARRAY['on'::text, 'paused'::text, 'disabled'::text]))),
  constraint webhooks_url_check CHECK ((url <> ''::text))
);
