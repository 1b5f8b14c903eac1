-- whether the file's campaign was there before the file
alter table plan_file add column again integer not null default 0;
-- a campaign that is taken up again finds its files
create index plan_file_campaign on plan_file (campaign_id);
