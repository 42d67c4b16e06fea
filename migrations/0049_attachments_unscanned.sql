-- no-transaction
create index concurrently chat_attachments_unscanned
  on chat_attachments (given_up, created_at, id)
  where status in ('pending', 'failed');
