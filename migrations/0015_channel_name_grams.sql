-- no-transaction
create index concurrently chat_channels_name_grams on chat_channels
  using gin (org_id, chat_grams(name)) where type = 'public' and deleted_at is null;
