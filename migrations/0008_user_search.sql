-- no-transaction
create index concurrently chat_users_search on chat_users
  using gin (org_id, name gin_trgm_ops, email gin_trgm_ops);
