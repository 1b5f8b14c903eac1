-- What is held and booked under a campaign or booking ("work:<id>") and under an advertiser across all of them ("advertiser:<id>").
create table ledger (
  scope    text not null,
  currency text not null,
  micros   integer not null,
  primary key (scope, currency)
);
insert into ledger (scope, currency, micros)
  select 'work:' || l.work_id, json_extract(l.data, '$.currency'), sum(l.reserved + l.booked)
  from booking_line l where l.booking_id is not null group by 1, 2;
insert into ledger (scope, currency, micros)
  select 'advertiser:' || json_extract(b.data, '$.advertiserId'), json_extract(l.data, '$.currency'), sum(l.reserved + l.booked)
  from booking_line l join booking b on b.id = l.booking_id group by 1, 2;
update booking_line set data = json_set(data, '$.advertiserId',
    (select json_extract(b.data, '$.advertiserId') from booking b where b.id = booking_line.booking_id))
  where booking_id is not null;

alter table work add column asked_by text not null default 'local';

-- How orders and lines are found by what the seller knows of them.
alter table booking add column account_id text;
alter table booking add column natural_key text;
update booking set account_id = json_extract(data, '$.accountId'), natural_key = json_extract(data, '$.key');
create index booking_account on booking (seller, account_id);
create index booking_key on booking (natural_key);
alter table booking_line add column natural_key text;
update booking_line set natural_key = json_extract(data, '$.key');
create index booking_line_key on booking_line (natural_key);

-- One row for every call that a step has made, written once, with its answer.
create table audit (
  sequence     integer primary key autoincrement,
  at           integer not null,
  asked_by     text not null,
  work_id      text,
  booking_id   text,
  line_id      text,
  seller       text not null,
  step         text not null,
  request      text not null,
  request_hash text not null,
  status       integer,
  answer_hash  text,
  verdict      text not null,
  detail       text,
  elapsed_ms   integer,
  epoch        integer not null
);
create index audit_work on audit (work_id, sequence);
create trigger audit_never_changed before update on audit begin select raise(abort, 'the audit is append-only'); end;
create trigger audit_never_deleted before delete on audit begin select raise(abort, 'the audit is append-only'); end;

-- Where a seller and the gateway disagree, as last seen, and when each account was looked at.
create table drift (
  id         text primary key,
  seller     text not null,
  account_id text not null,
  kind       text not null,
  ignored    integer not null default 0,
  data       text not null,
  first_seen integer not null,
  last_seen  integer not null
);
create index drift_account on drift (seller, account_id);
create table drift_check (
  seller     text not null,
  account_id text not null,
  data       text not null,
  at         integer not null,
  primary key (seller, account_id)
);
