-- Files that are uploaded piece by piece, over as many connections as it takes.
create table chat_uploads (
  org_id uuid not null,
  -- Of the attachment that it becomes.
  id uuid not null,
  uploader_id uuid not null,
  channel_id uuid,
  name text not null,
  size bigint not null,
  storage_key text not null,
  -- The multipart upload of the storage, and the tags of its parts in order.
  storage_upload_id text not null,
  part_tags text[] not null default '{}',
  part_bytes bigint not null default 0,
  -- What is too little for a part, in an object of its own.
  tail_bytes bigint not null default 0,
  finished_at timestamptz,
  created_at timestamptz not null,
  primary key (org_id, id)
);

create index chat_uploads_age on chat_uploads (created_at);
create index chat_uploads_unfinished on chat_uploads (org_id, uploader_id)
  where finished_at is null;

-- What is announced is kept free for it, until it is an attachment or given up.
create function chat_count_announced_use() returns trigger
language plpgsql as $$
declare
  v_org constant uuid := case when tg_op = 'DELETE' then old.org_id else new.org_id end;
  v_before constant bigint :=
    case when tg_op <> 'INSERT' and old.finished_at is null then old.size else 0 end;
  v_after constant bigint :=
    case when tg_op <> 'DELETE' and new.finished_at is null then new.size else 0 end;
begin
  if v_after <> v_before then
    insert into chat_storage_use as u (org_id, bytes) values (v_org, v_after - v_before)
    on conflict (org_id) do update set bytes = u.bytes + excluded.bytes;
  end if;
  return null;
end
$$;

create trigger chat_uploads_storage_use
  after insert or delete or update of finished_at, size on chat_uploads
  for each row execute function chat_count_announced_use();
