-- How many bookings and negotiations there are at each seller and of each status: the sum of the changes, as of campaigns.
create table booking_tally (
  sequence integer primary key autoincrement,
  seller   text,
  status   text not null,
  change   integer not null
);
insert into booking_tally (seller, status, change) select seller, status, count(*) from booking group by seller, status;
create trigger booking_made after insert on booking begin
  insert into booking_tally (seller, status, change) values (new.seller, new.status, 1);
end;
create trigger booking_gone after delete on booking begin
  insert into booking_tally (seller, status, change) values (old.seller, old.status, -1);
end;
create trigger booking_moved after update of status on booking when old.status <> new.status begin
  insert into booking_tally (seller, status, change) values (old.seller, old.status, -1), (new.seller, new.status, 1);
end;

create table negotiation_tally (
  sequence integer primary key autoincrement,
  seller   text,
  status   text not null,
  change   integer not null
);
insert into negotiation_tally (seller, status, change) select seller, status, count(*) from negotiation group by seller, status;
create trigger negotiation_made after insert on negotiation begin
  insert into negotiation_tally (seller, status, change) values (new.seller, new.status, 1);
end;
create trigger negotiation_gone after delete on negotiation begin
  insert into negotiation_tally (seller, status, change) values (old.seller, old.status, -1);
end;
create trigger negotiation_moved after update of status on negotiation when old.status <> new.status begin
  insert into negotiation_tally (seller, status, change) values (old.seller, old.status, -1), (new.seller, new.status, 1);
end;

-- Lists of one seller's, of one status or of any.
create index booking_seller_status on booking (seller, status, created_at);
create index negotiation_seller on negotiation (seller, created_at);
create index negotiation_seller_status on negotiation (seller, status, created_at);
