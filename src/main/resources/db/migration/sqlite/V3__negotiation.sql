-- Which seller, for which plan line, and the price that stands: what the other sellers of the line are played against.
alter table negotiation add column seller text;
alter table negotiation add column line_group text;
alter table negotiation add column standing integer;
alter table negotiation add column tier_refused integer not null default 0;
update negotiation set seller = json_extract(data, '$.seller');
create index negotiation_group on negotiation (line_group);
create index negotiation_refused on negotiation (seller, tier_refused);
-- What was begun before kept the limits of its strategy in another form; nothing is agreed, so nothing is lost.
update negotiation set status = 'ERROR', data = json_set(data, '$.status', 'ERROR') where status = 'OPEN';
