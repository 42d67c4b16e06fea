-- no-transaction
create index concurrently chat_notifications_unread
  on chat_notifications (org_id, user_id, channel_id, seq) include (root_id) where read_at is null;
