-- What a seller calls the order and the line that we hold there; empty once nothing of ours lives under it any more. One id, one line.
alter table booking add column seller_order_id text;
create unique index booking_at_seller on booking (seller, seller_order_id);
alter table booking_line add column seller text;
alter table booking_line add column seller_line_id text;
create unique index booking_line_at_seller on booking_line (seller, seller_line_id);
