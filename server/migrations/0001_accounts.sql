-- Who is here, who may do what, and what they did.

create table organisations (
  id uuid primary key,
  name text not null check (name <> '' and length(name) <= 200),
  -- IANA name such as Asia/Taipei
  zone text not null,
  is_demo boolean not null default false,
  created_at timestamptz not null
);

create table people (
  org_id uuid not null references organisations,
  id uuid not null,
  name text not null check (name <> '' and length(name) <= 100),
  email text not null,
  -- NFKC, lower case. One address is one person of the whole installation: signing in names no organisation.
  email_key text not null unique,
  locale text check (locale in ('zh-Hant', 'zh-Hans', 'en')),
  created_at timestamptz not null,
  -- set with the first password
  joined_at timestamptz,
  last_seen_at timestamptz,
  disabled_at timestamptz,
  -- `KIND:ID` of an actor, here and in every …_by
  disabled_by text,
  disabled_reason text,
  primary key (org_id, id),
  check ((disabled_at is null) = (disabled_by is null))
);

-- The last five of each person, so that none of them can be used again; the highest ordinal is the valid one.
create table passwords (
  org_id uuid not null,
  person_id uuid not null,
  ordinal integer not null,
  -- Argon2id in PHC form: parameters and salt are inside
  hash text not null check (hash like '$argon2id$%'),
  set_at timestamptz not null,
  primary key (org_id, person_id, ordinal),
  foreign key (org_id, person_id) references people
);

create table roles (
  org_id uuid not null references organisations,
  name text not null,
  created_at timestamptz not null,
  primary key (org_id, name)
);

create table role_permissions (
  org_id uuid not null,
  role text not null,
  permission text not null,
  primary key (org_id, role, permission),
  foreign key (org_id, role) references roles
);

create table grants (
  org_id uuid not null,
  id uuid not null,
  person_id uuid not null,
  role text not null,
  granted_at timestamptz not null,
  granted_by text not null,
  reason text not null,
  revoked_at timestamptz,
  revoked_by text,
  revoked_reason text,
  primary key (org_id, id),
  foreign key (org_id, person_id) references people,
  foreign key (org_id, role) references roles,
  check ((revoked_at is null) = (revoked_by is null))
);
create unique index grants_standing on grants (org_id, person_id, role) where revoked_at is null;

create table sessions (
  org_id uuid not null,
  id uuid not null,
  person_id uuid not null,
  -- SHA-256; the token itself is only in the browser
  token_hash bytea not null unique,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  ended_why text check (ended_why in ('signed-out', 'revoked', 'password-changed', 'disabled')),
  address text not null,
  user_agent text not null,
  primary key (org_id, id),
  foreign key (org_id, person_id) references people,
  check ((ended_at is null) = (ended_why is null))
);
create index sessions_of_person on sessions (org_id, person_id, created_at);

-- Failed sign-ins by account and by address, shared by all web processes. Keys are hashes: an address typed wrongly is nobody's business.
create table sign_in_counters (
  key bytea primary key,
  failures integer not null,
  -- start of the window (address) or time of the last failure (account)
  counted_at timestamptz not null,
  blocked_until timestamptz
);
create index sign_in_counters_age on sign_in_counters (counted_at);

-- Of the installation, before any organisation exists.
create table setup_links (
  token_hash bytea primary key,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  voided_at timestamptz
);

create table person_links (
  org_id uuid not null,
  id uuid not null,
  person_id uuid not null,
  -- password: sets a first or a new one; sign-in: signs in (demo only)
  purpose text not null check (purpose in ('password', 'sign-in')),
  token_hash bytea not null unique,
  created_at timestamptz not null,
  created_by text not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  voided_at timestamptz,
  primary key (org_id, id),
  foreign key (org_id, person_id) references people
);
create index person_links_open on person_links (org_id, person_id) where used_at is null and voided_at is null;

create table api_tokens (
  org_id uuid not null references organisations,
  id uuid not null,
  name text not null check (name <> '' and length(name) <= 100),
  secret_hash bytea not null unique,
  permissions text[] not null check (cardinality(permissions) > 0),
  created_at timestamptz not null,
  created_by text not null,
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz,
  revoked_by text,
  primary key (org_id, id),
  check ((revoked_at is null) = (revoked_by is null))
);

-- Audit, written: one row for each act, in the transaction of the act, touching nothing that another writer touches.
create table audit_acts (
  org_id uuid not null,
  -- UUID 7 of `at`: the time is part of what is sealed
  id uuid not null,
  -- Order of sealing. A plain sequence would pass over rows whose transaction ends later than a younger one's.
  xid xid8 not null default pg_current_xact_id(),
  seq bigint generated always as identity,
  at timestamptz not null,
  -- {actor: {kind, id, name}, at, verb, objectKind, objectId, detail}
  body jsonb,
  salt bytea check (length(salt) = 32),
  -- SHA-256(salt ‖ canonical body): stays when body and salt are erased, and says nothing about them then
  commitment bytea not null check (length(commitment) = 32),
  erased_at timestamptz,
  verb text generated always as (body ->> 'verb') stored,
  object_kind text generated always as (body ->> 'objectKind') stored,
  object_id text generated always as (body ->> 'objectId') stored,
  primary key (org_id, id),
  check ((body is null) = (erased_at is not null) and (body is null) = (salt is null))
);
create index audit_acts_order on audit_acts (org_id, xid, seq);
create index audit_acts_time on audit_acts (org_id, at, seq);
create index audit_acts_object on audit_acts (org_id, object_kind, object_id, at, seq);

-- Audit, sealed: a chain for each organisation, made by one sealer at a time.
create table audit_seals (
  org_id uuid not null,
  -- from 1, without gaps
  seq bigint not null check (seq > 0),
  audit_id uuid not null,
  commitment bytea not null,
  -- SHA-256(hash before ‖ seq ‖ audit id ‖ commitment)
  hash bytea not null check (length(hash) = 32),
  primary key (org_id, seq),
  unique (org_id, audit_id)
);

-- Kept apart from the chain, so that a chain cut short is found.
create table audit_heads (
  org_id uuid primary key,
  count bigint not null,
  hash bytea not null,
  -- every act of an older transaction is sealed
  sealed_below xid8 not null,
  sealed_at timestamptz not null
);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% on %: the audit log is only added to', tg_op, tg_table_name using errcode = 'insufficient_privilege';
end
$$;

-- The one change there is: a person's data is erased, body and salt together, and nothing else moves.
create function allow_erasing_only() returns trigger language plpgsql as $$
begin
  if old.body is not null and new.body is null and new.salt is null and new.erased_at is not null
    and (new.org_id, new.id, new.xid, new.seq, new.at, new.commitment) is not distinct from
      (old.org_id, old.id, old.xid, old.seq, old.at, old.commitment)
  then
    return new;
  end if;
  raise exception 'UPDATE on %: the audit log is only added to', tg_table_name using errcode = 'insufficient_privilege';
end
$$;

create function allow_growing_only() returns trigger language plpgsql as $$
begin
  if new.org_id = old.org_id and new.count >= old.count then
    return new;
  end if;
  raise exception 'UPDATE on %: the head of a chain only grows', tg_table_name using errcode = 'insufficient_privilege';
end
$$;

create trigger audit_acts_update before update on audit_acts for each row execute function allow_erasing_only();
create trigger audit_acts_delete before delete on audit_acts for each row execute function refuse_change();
create trigger audit_acts_truncate before truncate on audit_acts for each statement execute function refuse_change();
create trigger audit_seals_change before update or delete on audit_seals for each row execute function refuse_change();
create trigger audit_seals_truncate before truncate on audit_seals for each statement execute function refuse_change();
create trigger audit_heads_update before update on audit_heads for each row execute function allow_growing_only();
create trigger audit_heads_delete before delete on audit_heads for each row execute function refuse_change();
create trigger audit_heads_truncate before truncate on audit_heads for each statement execute function refuse_change();
