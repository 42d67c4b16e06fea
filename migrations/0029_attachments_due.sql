-- no-transaction
create index concurrently chat_attachments_due on chat_attachments (due_at)
  where due_at is not null;
