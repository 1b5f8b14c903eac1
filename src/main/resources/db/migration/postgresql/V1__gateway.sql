-- Times are milliseconds since 1970 UTC, money is millionths of a currency unit, "data" is the JSON of the row's own package.

create table work (
  id               text primary key,
  kind             text not null,
  owner            text,
  epoch            bigint not null default 0,
  lease_until      bigint not null default 0,
  next_at          bigint,
  wakes            bigint not null default 0,
  failures         bigint not null default 0,
  currency         text not null,
  budget           bigint not null,
  all_or_nothing   bigint not null default 0,
  phase            text not null,
  cancel_requested bigint not null default 0
);
create index work_due on work (next_at);

create table campaign (
  id           text primary key,
  identity     text unique,
  content_hash text not null,
  name         text not null,
  status       text not null,
  events       bigint not null default 0,
  data         text not null,
  created_at   bigint not null,
  updated_at   bigint not null
);
create index campaign_list on campaign (created_at, id);

create table campaign_event (
  campaign_id text not null references campaign (id),
  sequence    bigint not null,
  type        text not null,
  at          bigint not null,
  data        text not null,
  primary key (campaign_id, sequence)
);

create table booking (
  id         text primary key,
  work_id    text not null references work (id),
  seller     text not null,
  data       text not null,
  created_at bigint not null,
  updated_at bigint not null
);
create index booking_work on booking (work_id);

create table booking_line (
  work_id    text not null references work (id),
  id         text not null,
  position   bigint not null,
  booking_id text references booking (id),
  status     text not null,
  reserved   bigint not null default 0,
  booked     bigint not null default 0,
  data       text not null,
  updated_at bigint not null,
  primary key (work_id, id),
  check (reserved >= 0 and booked >= 0)
);
create index booking_line_booking on booking_line (booking_id);

-- Append only: the intent is inserted before a call leaves, its outcome is filled in once.
create table step (
  sequence     bigint generated always as identity primary key,
  work_id      text not null,
  booking_id   text not null,
  line_id      text,
  step         text not null,
  attempt      bigint not null,
  natural_key  text not null,
  request_hash text not null,
  epoch        bigint not null,
  intent_at    bigint not null,
  outcome      text,
  outcome_at   bigint,
  detail       text
);
create index step_booking on step (booking_id);

create table seller_account (
  seller     text not null,
  advertiser text not null,
  account_id text,
  opener     text not null,
  updated_at bigint not null,
  primary key (seller, advertiser)
);

create table negotiation (
  id         text primary key,
  line_key   text,
  status     text not null,
  data       text not null,
  created_at bigint not null,
  updated_at bigint not null
);
create index negotiation_line on negotiation (line_key);

create table plan_file (
  name        text primary key,
  content     text not null,
  campaign_id text not null,
  finished    bigint not null default 0,
  updated_at  bigint not null
);
create index plan_file_open on plan_file (finished);

create table idempotency (
  caller     text not null,
  key        text not null,
  body_hash  text not null,
  status     bigint,
  location   text,
  body       text,
  created_at bigint not null,
  primary key (caller, key)
);
create index idempotency_age on idempotency (created_at);
