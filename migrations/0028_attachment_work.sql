-- When a worker is to look at a file next, and how often it has tried what the
-- file needs. Null: there is nothing to do. What the row needs then is in the
-- row, so that a worker that dies leaves nothing that another cannot go on with.
alter table chat_attachments
  add column due_at timestamptz default now(),
  add column tries integer not null default 0;

-- What is gone for everybody, and whose objects are not yet known to be: of one
-- attachment, or of every attachment in a channel. Written in the transaction
-- of the deletion.
create table chat_file_removals (
  org_id uuid not null,
  kind text not null check (kind in ('attachment', 'channel')),
  id uuid not null,
  due_at timestamptz not null,
  -- A scan that was under way at the deletion may write once more.
  removed_before boolean not null default false,
  primary key (org_id, kind, id)
);

create index chat_file_removals_due on chat_file_removals (due_at);

insert into chat_file_removals (org_id, kind, id, due_at)
select org_id, 'channel', id, now() from chat_channels where deleted_at is not null;

-- As posting and settling write it: a message's fragments with one of them replaced.
create function chat_replace_attachment(fragments json, a chat_attachments) returns json
language sql stable as $$
  select ('[' || coalesce(string_agg(
    case when e.fragment ->> 'id' = a.id::text
      then chat_attachment_json(a) else e.fragment::text end, ',' order by e.rank
  ), '') || ']')::json
  from json_array_elements(fragments) with ordinality as e(fragment, rank)
$$;
