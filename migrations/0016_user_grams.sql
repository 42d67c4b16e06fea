-- no-transaction
create index concurrently chat_users_grams on chat_users
  using gin (org_id, chat_user_grams(name, email));
