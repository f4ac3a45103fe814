-- Names of people stand in one place: people. What alerts kept of them goes, so that whoever is erased there is gone here too; pages read
-- names by id. Programs have no other place where their name would stay, so theirs is kept as it was.
update alerts set acknowledged_by_name = null where acknowledged_by like 'person:%';
update alert_transitions set by_name = '' where by_key like 'person:%';
update alert_stages set by_name = '' where by_key like 'person:%';
update alert_handovers set by_name = '' where by_key like 'person:%';
update alert_groups set by_name = '' where by_key like 'person:%';

alter table alerts add constraint alerts_no_names check (acknowledged_by_name is null or acknowledged_by not like 'person:%');
alter table alert_transitions add constraint alert_transitions_no_names check (by_name = '' or by_key not like 'person:%');
alter table alert_stages add constraint alert_stages_no_names check (by_name = '' or by_key not like 'person:%');
alter table alert_handovers add constraint alert_handovers_no_names check (by_name = '' or by_key not like 'person:%');
alter table alert_groups add constraint alert_groups_no_names check (by_name = '' or by_key not like 'person:%');

-- Alerts are handed to people only.
alter table alerts drop constraint alerts_holder_check;
alter table alerts drop column holder_name;
alter table alerts add constraint alerts_holder_check check (holder_taken_at is null or holder_id is not null);
alter table alert_handovers drop column to_name;
