-- Bookings are listed newest first, all of them or those at one seller.
create index booking_newest on booking (created_at, id);
create index booking_seller_newest on booking (seller, created_at);
-- Written whenever somebody asks whether the gateway is ready: a database that can only be read is not enough.
create table probe (
  id integer primary key,
  at integer not null
);
