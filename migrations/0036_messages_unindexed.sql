-- no-transaction
create index concurrently chat_messages_unindexed
  on chat_messages (org_id, id) where version > indexed_version;
