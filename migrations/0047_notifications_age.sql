-- no-transaction
create index concurrently chat_notifications_age on chat_notifications (created_at);
