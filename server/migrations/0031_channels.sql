-- Rooms are told who is called; robots that are no more are switched off; each channel has a lane of its own in the outbox.

-- The other side said that the robot or its room is no more: the product switched the channel off. Null again once it is switched on.
alter table channels
  add column gone_at timestamptz,
  -- the other side's own words
  add column gone_said text,
  add constraint channels_gone check ((gone_at is null) = (gone_said is null) and (gone_at is null or not is_on));

-- Rooms that hear of alerts hear who is called about them.
update channels set topics = array_append(topics, 'call') where room is not null and 'alert' = any(topics);

-- Within a channel of the outbox: what must keep its order, and must not wait for the rest.
alter table outbox add column lane text not null default '';
