-- no-transaction
create index concurrently chat_channel_members_owners
  on chat_channel_members (org_id, channel_id) where role = 'owner';
