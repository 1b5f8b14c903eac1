-- The gateways that run on this database, each until its lease ends, and the version of the tables that it works with.
create table gateway_instance (
  id             text primary key,
  process        text not null,
  schema_version text not null,
  lease_until    bigint not null
);
