-- The seller's own id of the line that a call was about, beside the gateway's.
alter table audit add column seller_line_id text;
