-- no-transaction
create index concurrently chat_channels_deleted on chat_channels (org_id, id)
  where deleted_at is not null;
