-- Channels: configured notifiers, several of a kind; addresses and quiet hours of people; receipts and fail-over of notices.

-- A configured notifier. Robots that write into the same room share its name: a message is said there once, by whichever can.
create table channels (
  org_id uuid not null references organisations,
  id uuid not null,
  -- id of a member of server/notifiers, and name of the outbox's channel
  notifier text not null check (notifier ~ '^[a-z]+(-[a-z]+)*$'),
  name text not null check (length(name) between 1 and 80),
  -- of a notifier that reaches rooms: which room
  room text check (length(room) between 1 and 80),
  settings jsonb not null,
  -- sealed JSON of the secret settings; null: there are none
  secrets text,
  -- what the secrets are bound to: sealed ones cannot be bound anew without opening them
  seal_context text not null,
  is_on boolean not null default true,
  -- of a room: what is told there, and from which level on (1 is the gravest)
  topics text[] not null default '{}',
  least_level smallint not null default 2 check (least_level between 1 and 3),
  -- of a room; null: the organisation's language
  locale text check (locale in ('zh-Hant', 'zh-Hans', 'en')),
  -- which is tried first; smaller is earlier
  position integer not null default 0,
  created_at timestamptz not null,
  created_by text not null,
  changed_at timestamptz not null,
  changed_by text not null,
  -- when it last took a message on, and last did not (since its settings were changed)
  sent_at timestamptz,
  failed_at timestamptz,
  failure_code text,
  -- the other side's own words
  failure text,
  -- it was called too often, and is left alone until then
  rests_until timestamptz,
  -- when messages of the running window were handed over: the budget is what its notifier allows less these
  sends timestamptz[] not null default '{}',
  -- removed channels stay, for the names in what they carried
  removed_at timestamptz,
  primary key (org_id, id),
  check ((failed_at is null) = (failure_code is null))
);
create index channels_in_use on channels (org_id, position, id) where removed_at is null;
create unique index channels_name on channels (org_id, lower(name)) where removed_at is null;
insert into channels (org_id, id, notifier, name, settings, secrets, seal_context, created_at, created_by, changed_at, changed_by,
  sent_at, failed_at, failure_code, failure)
select org_id, gen_random_uuid(), notifier, case notifier when 'email' then 'E-mail' else notifier end, settings, secrets, org_id || ' notifier ' || notifier, changed_at, changed_by,
  changed_at, changed_by, sent_at, failed_at, failure_code, failure
from notifiers;
drop table notifiers;

-- By what a person is reached, beside the account's own e-mail: `field` is the key of a notifier's `address.field` (several may share
-- one, such as the phone's number).
create table person_addresses (
  org_id uuid not null,
  person_id uuid not null,
  field text not null check (length(field) between 1 and 40),
  address text not null check (length(address) between 1 and 500),
  changed_at timestamptz not null,
  changed_by text not null,
  -- when the other side took a test on for it, and when the person said that it arrived
  tested_at timestamptz,
  confirmed_at timestamptz check (confirmed_at is null or tested_at is not null),
  primary key (org_id, person_id, field),
  foreign key (org_id, person_id) references people
);

-- What a person chose of the channels; without a row a channel is on, in the organisation's order.
create table person_channels (
  org_id uuid not null,
  person_id uuid not null,
  channel_id uuid not null,
  is_on boolean not null,
  position integer not null,
  changed_at timestamptz not null,
  primary key (org_id, person_id, channel_id),
  foreign key (org_id, person_id) references people,
  foreign key (org_id, channel_id) references channels
);

-- When a person is not to be disturbed, unless it is of level 1 or a call.
create table quiet_hours (
  org_id uuid not null,
  person_id uuid not null,
  is_on boolean not null,
  -- wall times in `zone`; an end before the beginning is of the next day
  starts time not null,
  ends time not null check (ends <> starts),
  zone text not null,
  -- days of the week (ISO, 1 is Monday) on which they begin
  days smallint[] not null check (cardinality(days) between 1 and 7),
  changed_at timestamptz not null,
  primary key (org_id, person_id),
  foreign key (org_id, person_id) references people
);

-- Browsers that a person asked to be told by (Web Push, RFC 8030).
create table push_subscriptions (
  org_id uuid not null,
  id uuid not null,
  person_id uuid not null,
  -- where the browser's maker takes messages, and the keys that they are sealed with (RFC 8291)
  endpoint text not null check (length(endpoint) between 1 and 2000),
  p256dh text not null,
  auth text not null,
  -- what the person calls the device
  device text not null check (length(device) between 1 and 120),
  created_at timestamptz not null,
  sent_at timestamptz,
  failed_at timestamptz,
  failure_code text,
  primary key (org_id, id),
  foreign key (org_id, person_id) references people
);
create unique index push_subscriptions_endpoint on push_subscriptions (org_id, md5(endpoint));
create index push_subscriptions_person on push_subscriptions (org_id, person_id);

-- A notice is for one person or for one room, by one channel.
alter table notices
  alter column person_id drop not null,
  add column room text,
  -- which carried it; null: in-app, or none
  add column channel_id uuid,
  add column subscription_id uuid,
  -- a path or address by which the recipient says "I have it"
  add column acknowledge_url text,
  add column is_call boolean not null default false,
  -- quiet hours: held until then
  add column held_until timestamptz,
  -- fail-over: another one goes out because this one could not be delivered in time
  add column replaced_by uuid,
  add column instead_of uuid,
  -- in-app: when the person saw it
  add column read_at timestamptz,
  add constraint notices_whom check ((person_id is null) <> (room is null)),
  drop constraint notices_state_check,
  -- put: in the outbox; held: waits to be gathered with others; gathered: part of another one; unsent: no channel, or a drill;
  -- kept: in-app, where it is read
  add constraint notices_state_check check (state in ('put', 'held', 'gathered', 'unsent', 'kept')),
  add constraint notices_channel_fkey foreign key (org_id, channel_id) references channels;
create index notices_unread on notices (org_id, person_id, created_at desc) where state = 'kept' and read_at is null;
update notices n set channel_id = c.id from channels c where c.org_id = n.org_id and c.notifier = n.notifier;
