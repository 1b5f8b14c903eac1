-- Which transaction has written a record: several gateways write at once, and a record whose number is lower may be committed later.
-- Null in what was written before, which is all there.
alter table audit add column tx xid8;
alter table audit alter column tx set default pg_current_xact_id();
