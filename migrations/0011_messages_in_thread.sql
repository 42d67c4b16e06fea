-- no-transaction
create unique index concurrently chat_messages_in_thread
  on chat_messages (org_id, thread_id, seq) include (user_id)
  where thread_id is not null and not gone;
