-- no-transaction
create index concurrently chat_messages_with_mentions
  on chat_messages (org_id, channel_id, seq)
  include (user_id, deleted_at, mention_channel, mention_user_ids)
  where mention_channel or mention_user_ids <> '{}';
