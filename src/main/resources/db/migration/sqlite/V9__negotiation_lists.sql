-- Negotiations are listed newest first, by status and by seller; and an agreed price is booked by a caller once.
alter table negotiation add column used_by text;
create index negotiation_list on negotiation (created_at, id);
create index negotiation_status on negotiation (status, created_at, id);
