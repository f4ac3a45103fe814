-- One detector watches several series of a track: a platform, a category of sensitive words. '' is the whole track.
alter table series_states add column subject text not null default '';
alter table series_states drop constraint series_states_pkey;
alter table series_states add primary key (org_id, track_id, detector, subject);

-- What decides whether a detector speaks is kept with its score, so that a back-test over readings gives its alarms.
alter table readings
  add column subject text not null default '',
  -- false: whatever the score, this point raises nobody
  add column able boolean not null default true,
  -- what must have grown for a second alarm inside the rest; null: read before this was kept
  add column loudness real;
alter table readings drop constraint readings_pkey;
alter table readings add primary key (org_id, track_id, detector, subject, at);
