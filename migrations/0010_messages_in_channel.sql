-- no-transaction
create unique index concurrently chat_messages_in_channel
  on chat_messages (org_id, channel_id, seq) include (user_id, deleted_at)
  where thread_id is null and not gone;
