-- no-transaction
create index concurrently chat_messages_replies_with_mentions
  on chat_messages (org_id, thread_id, seq)
  include (user_id, deleted_at, mention_channel, mention_user_ids)
  where thread_id is not null and (mention_channel or mention_user_ids <> '{}');
