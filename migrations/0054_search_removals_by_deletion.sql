-- Processes of the release before delete channels, too, and know nothing of what search has of them.
create function chat_search_note_removal() returns trigger
language plpgsql as $$
begin
  insert into chat_search_removals (org_id, channel_id, due_at)
  values (new.org_id, new.id, new.deleted_at)
  on conflict do nothing;
  return null;
end
$$;

-- Of the column alone: a post changes the channel's row, and must not pay for it.
create trigger chat_channels_deleted
after update of deleted_at on chat_channels
for each row when (old.deleted_at is null and new.deleted_at is not null)
execute function chat_search_note_removal();

-- What they deleted since 0051 looked. Whoever deletes has ended when the trigger is there.
insert into chat_search_removals (org_id, channel_id, due_at)
select org_id, id, now() from chat_channels where deleted_at is not null
on conflict do nothing;
