-- What an attachment looks like on the wire: its own answer, the fragments in
-- chat_messages.attachments and the event of its settling carry the same text.
create function chat_attachment_json(a chat_attachments) returns text
language sql stable as $$
  select '{"id":"' || a.id
    || '","name":' || to_json(a.name)::text
    || ',"content_type":' || to_json(a.content_type)::text
    || ',"size":' || a.size
    || ',"sha256":"' || a.sha256
    || '","status":"' || a.status
    || '","width":' || coalesce(a.width::text, 'null')
    || ',"height":' || coalesce(a.height::text, 'null')
    || ',"thumbnail":' || coalesce(
      '{"width":' || a.thumbnail_width || ',"height":' || a.thumbnail_height || '}', 'null'
    )
    || '}'
$$;

-- As before, and of an attachment's event all that tells of the file. The
-- numbers of these events stand in edit_seqs beside those of the edits.
create or replace function chat_blank_events(
  p_org uuid, p_channel uuid, p_seqs bigint[], p_since date
) returns void
language sql
set enable_seqscan = off
as $$
  update chat_events e set frame =
    left(e.frame, position(',"payload":' in e.frame) - 1) || ',"payload":'
    || ((e.frame::jsonb -> 'payload') || case e.type
      when 'attachment' then jsonb_build_object(
        'name', '', 'content_type', 'application/octet-stream', 'size', 0, 'sha256', '',
        'width', null, 'height', null, 'thumbnail', null
      )
      else jsonb_build_object(
        'content', '',
        'mentions', jsonb_build_object('user_ids', '[]'::jsonb, 'channel', false, 'here', false),
        'attachments', '[]'::jsonb
      )
    end)::text
    || '}'
  where e.org_id = p_org and e.channel_id = p_channel and e.seq = any(p_seqs) and e.day >= p_since
$$;

-- What the attachments of an organisation take: a row that whoever adds one
-- locks, so that a quota holds however many are uploaded at once. An infected
-- file takes none: its bytes go as soon as it is called so.
create table chat_storage_use (
  org_id uuid not null,
  bytes bigint not null default 0,
  primary key (org_id)
) with (fillfactor = 50);

create function chat_count_storage_use() returns trigger
language plpgsql as $$
declare
  v_org constant uuid := case when tg_op = 'DELETE' then old.org_id else new.org_id end;
  v_before constant bigint :=
    case when tg_op <> 'INSERT' and old.status <> 'infected' then old.size else 0 end;
  v_after constant bigint :=
    case when tg_op <> 'DELETE' and new.status <> 'infected' then new.size else 0 end;
begin
  if v_after <> v_before then
    insert into chat_storage_use as u (org_id, bytes) values (v_org, v_after - v_before)
    on conflict (org_id) do update set bytes = u.bytes + excluded.bytes;
  end if;
  return null;
end
$$;

-- After the rows: whoever deletes many has locked all of them before it locks the sum.
create trigger chat_attachments_storage_use
  after insert or delete or update of status, size on chat_attachments
  for each row execute function chat_count_storage_use();
