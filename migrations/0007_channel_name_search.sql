-- no-transaction
create index concurrently chat_channels_name_search on chat_channels
  using gin (org_id, name gin_trgm_ops) where type = 'public' and deleted_at is null;
