-- How campaigns are found by the sender's own key, which another campaign may have once it is free again, and bookings by where they stand.
alter table campaign add column plan_id text;
update campaign set plan_id = substr(identity, 4) where identity like 'id:%';
create index campaign_plan on campaign (plan_id);
alter table booking add column status text not null default 'PLANNED';
update booking set status = coalesce((select case
    when sum(case when l.status = 'NEEDS_DECISION' then 1 else 0 end) > 0 then 'NEEDS_DECISION'
    when sum(case when l.status in ('BOOKED', 'DECLINED', 'EXPIRED', 'CANCELLED', 'FAILED') then 0 else 1 end) > 0 then 'BOOKING'
    when sum(case when l.status = 'BOOKED' then 0 else 1 end) = 0 then 'BOOKED'
    when sum(case when l.status = 'BOOKED' then 1 else 0 end) > 0 then 'PARTIALLY_BOOKED'
    when sum(case when l.status = 'CANCELLED' then 0 else 1 end) = 0 then 'CANCELLED'
    else 'FAILED' end from booking_line l where l.booking_id = booking.id), 'FAILED');
create index booking_status on booking (status, created_at);
