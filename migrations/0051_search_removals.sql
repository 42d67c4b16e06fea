-- What search has of deleted channels, and a worker is to remove: written in the
-- transaction of the deletion.
create table chat_search_removals (
  org_id uuid not null,
  channel_id uuid not null,
  due_at timestamptz not null,
  -- Indexing that was under way at the deletion may write once more.
  removed_before boolean not null default false,
  primary key (org_id, channel_id)
);

create index chat_search_removals_due on chat_search_removals (due_at);

insert into chat_search_removals (org_id, channel_id, due_at)
select org_id, id, now() from chat_channels where deleted_at is not null;

-- Removes so many rows of a channel, found by their entry for it; answers how many.
create function chat_search_remove(p_org uuid, p_channel uuid, p_rows integer) returns integer
language plpgsql
-- Of the entries alone, as in chat_search_find.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
#variable_conflict use_column
declare
  v_entry constant tsquery := chat_search_any(array['/c/' || p_channel])::tsquery;
  v_removed integer;
begin
  delete from chat_search s where s.ctid = any(array(
    select x.ctid from (
      select y.ctid, y.org_id from chat_search y
      where y.public
        and chat_search_entries(y.vector, y.org_id, y.channel_id, y.user_id, y.created_at, y.traits)
          @@ v_entry
      union all
      select y.ctid, y.org_id from chat_search y
      where not y.public
        and chat_search_entries(y.vector, y.org_id, y.channel_id, y.user_id, y.created_at, y.traits)
          @@ v_entry
    ) as x
    where x.org_id = p_org
    limit p_rows
  ));
  get diagnostics v_removed = row_count;
  return v_removed;
end
$$;
