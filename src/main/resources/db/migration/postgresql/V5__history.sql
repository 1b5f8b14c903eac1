-- Up to which day an order and its lines run, and the seller's id of it, so that what is over is not read again; what is there is filled
-- by the migration after this one, which reads the rows' JSON as Java does: callers' texts are in it that a database need not take.
alter table booking add column last_day text not null default '9999-12-31';
alter table booking add column order_id text;
drop index booking_account;
create index booking_account on booking (seller, account_id, last_day, id);
create index booking_order on booking (seller, order_id);

drop index negotiation_refused;
create index negotiation_refused on negotiation (seller, updated_at) where tier_refused = 1;
create index negotiation_over on negotiation (updated_at) where status <> 'OPEN';
create index campaign_event_age on campaign_event (at);

-- How many campaigns there are of each status: the sum of the changes. Nobody waits for anybody to write one, and they are summed up later.
create index campaign_status on campaign (status, created_at, id);
create table campaign_tally (
  sequence bigint generated always as identity primary key,
  status   text not null,
  change   bigint not null
);
insert into campaign_tally (status, change) select status, count(*) from campaign group by status;

-- How often the status of a plan file's campaign has changed since the file was looked at last: else it need not be.
alter table plan_file add column due bigint not null default 1;
update plan_file set due = 0 where finished = 1;
drop index plan_file_open;
create index plan_file_due on plan_file (name) where due > 0;
create index plan_file_age on plan_file (updated_at) where finished = 1;

create function campaign_changed() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into campaign_tally (status, change) values (new.status, 1);
  elsif tg_op = 'DELETE' then
    insert into campaign_tally (status, change) values (old.status, -1);
  else
    insert into campaign_tally (status, change) values (old.status, -1), (new.status, 1);
    update plan_file set due = due + 1 where campaign_id = new.id;
  end if;
  return null;
end $$;
create trigger campaign_made after insert or delete on campaign for each row execute function campaign_changed();
create trigger campaign_moved after update of status on campaign for each row when (old.status <> new.status) execute function campaign_changed();

-- Records of the audit are never changed, and deleted only when they are older than all that is kept: the time is set before.
create table audit_kept (since bigint not null);
insert into audit_kept (since) values (0);
create or replace function audit_append_only() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    if old.at < (select since from audit_kept) then
      return old;
    end if;
  end if;
  raise exception 'the audit is append-only';
end $$;
