-- How many bookings and negotiations there are at each seller and of each status: the sum of the changes, as of campaigns.
create table booking_tally (
  sequence bigint generated always as identity primary key,
  seller   text,
  status   text not null,
  change   bigint not null
);
insert into booking_tally (seller, status, change) select seller, status, count(*) from booking group by seller, status;
create function booking_changed() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' then
    insert into booking_tally (seller, status, change) values (old.seller, old.status, -1);
  end if;
  if tg_op <> 'DELETE' then
    insert into booking_tally (seller, status, change) values (new.seller, new.status, 1);
  end if;
  return null;
end $$;
create trigger booking_made after insert or delete on booking for each row execute function booking_changed();
create trigger booking_moved after update of status on booking for each row when (old.status <> new.status) execute function booking_changed();

create table negotiation_tally (
  sequence bigint generated always as identity primary key,
  seller   text,
  status   text not null,
  change   bigint not null
);
insert into negotiation_tally (seller, status, change) select seller, status, count(*) from negotiation group by seller, status;
create function negotiation_changed() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' then
    insert into negotiation_tally (seller, status, change) values (old.seller, old.status, -1);
  end if;
  if tg_op <> 'DELETE' then
    insert into negotiation_tally (seller, status, change) values (new.seller, new.status, 1);
  end if;
  return null;
end $$;
create trigger negotiation_made after insert or delete on negotiation for each row execute function negotiation_changed();
create trigger negotiation_moved after update of status on negotiation for each row when (old.status <> new.status) execute function negotiation_changed();

-- Lists of one seller's, of one status or of any.
create index booking_seller_status on booking (seller, status, created_at);
create index negotiation_seller on negotiation (seller, created_at);
create index negotiation_seller_status on negotiation (seller, status, created_at);
