-- What is held and booked under a campaign or booking ("work:<id>") and under an advertiser across all of them ("advertiser:<id>").
create table ledger (
  scope    text not null,
  currency text not null,
  micros   bigint not null,
  primary key (scope, currency)
);
insert into ledger (scope, currency, micros)
  select 'work:' || l.work_id, (l.data::json ->> 'currency'), sum(l.reserved + l.booked)
  from booking_line l where l.booking_id is not null group by 1, 2;
insert into ledger (scope, currency, micros)
  select 'advertiser:' || (b.data::json ->> 'advertiserId'), (l.data::json ->> 'currency'), sum(l.reserved + l.booked)
  from booking_line l join booking b on b.id = l.booking_id group by 1, 2;
update booking_line l set data = jsonb_set(l.data::jsonb, '{advertiserId}', to_jsonb(b.data::json ->> 'advertiserId'))::text
  from booking b where b.id = l.booking_id;

alter table work add column asked_by text not null default 'local';

-- How orders and lines are found by what the seller knows of them.
alter table booking add column account_id text;
alter table booking add column natural_key text;
update booking set account_id = (data::json ->> 'accountId'), natural_key = (data::json ->> 'key');
create index booking_account on booking (seller, account_id);
create index booking_key on booking (natural_key);
alter table booking_line add column natural_key text;
update booking_line set natural_key = (data::json ->> 'key');
create index booking_line_key on booking_line (natural_key);

-- One row for every call that a step has made, written once, with its answer.
create table audit (
  sequence     bigserial primary key,
  at           bigint not null,
  asked_by     text not null,
  work_id      text,
  booking_id   text,
  line_id      text,
  seller       text not null,
  step         text not null,
  request      text not null,
  request_hash text not null,
  status       bigint,
  answer_hash  text,
  verdict      text not null,
  detail       text,
  elapsed_ms   bigint,
  epoch        bigint not null
);
create index audit_work on audit (work_id, sequence);
create function audit_append_only() returns trigger language plpgsql as $$ begin raise exception 'the audit is append-only'; end $$;
create trigger audit_never_changed before update or delete on audit for each row execute function audit_append_only();
create trigger audit_never_emptied before truncate on audit for each statement execute function audit_append_only();

-- Where a seller and the gateway disagree, as last seen, and when each account was looked at.
create table drift (
  id         text primary key,
  seller     text not null,
  account_id text not null,
  kind       text not null,
  ignored    bigint not null default 0,
  data       text not null,
  first_seen bigint not null,
  last_seen  bigint not null
);
create index drift_account on drift (seller, account_id);
create table drift_check (
  seller     text not null,
  account_id text not null,
  data       text not null,
  at         bigint not null,
  primary key (seller, account_id)
);
