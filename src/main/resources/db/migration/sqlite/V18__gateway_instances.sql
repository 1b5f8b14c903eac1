-- The gateways that run on this database: here there is only ever one, which a lock beside the file sees to, so the table stays empty.
create table gateway_instance (
  id             text primary key,
  process        text not null,
  schema_version text not null,
  lease_until    bigint not null
);
