-- What a message looks like on the wire is said once, here: a post's answer,
-- its event and every list carry the same text, so that folding events over a
-- list gives what a fresh fetch gives. The contract's schema checks it in tests.

create function chat_time(at timestamptz) returns text
language sql stable as $$
  select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;

create function chat_json_time(at timestamptz) returns text
language sql stable as $$
  select coalesce('"' || chat_time(at) || '"', 'null')
$$;

create function chat_json_uuid(id uuid) returns text
language sql stable as $$
  select coalesce('"' || id || '"', 'null')
$$;

-- Concatenation, because json_build_object costs several times as much.
create function chat_message_json(m chat_messages) returns json
language sql stable as $$
  select (
    '{"id":"' || m.id
    || '","channel_id":"' || m.channel_id
    || '","seq":' || m.seq
    || ',"user_id":"' || m.user_id
    || '","thread_id":' || chat_json_uuid(m.thread_id)
    || ',"content":' || to_json(m.content)::text
    || ',"client_id":' || chat_json_uuid(m.client_id)
    || ',"mentions":{"user_ids":' || to_json(m.mention_user_ids)::text
    || ',"channel":' || m.mention_channel
    || ',"here":' || m.mention_here
    || '},"attachments":' || m.attachments::text
    || ',"reactions":' || m.reactions::text
    || ',"reply_count":' || m.reply_count
    || ',"last_reply_at":' || chat_json_time(m.last_reply_at)
    || ',"reply_user_ids":' || to_json(m.reply_user_ids)::text
    || ',"pinned_at":' || chat_json_time(m.pinned_at)
    || ',"pinned_by":' || chat_json_uuid(m.pinned_by)
    || ',"edited_at":' || chat_json_time(m.edited_at)
    || ',"deleted_at":' || chat_json_time(m.deleted_at)
    || ',"created_at":' || chat_json_time(m.created_at)
    || '}'
  )::json
$$;

-- A reply's event also says what it changed on the root of its thread.
create function chat_thread_root_json(m chat_messages) returns text
language sql stable as $$
  select '{"id":"' || m.id
    || '","reply_count":' || m.reply_count
    || ',"last_reply_at":' || chat_json_time(m.last_reply_at)
    || ',"reply_user_ids":' || to_json(m.reply_user_ids)::text
    || '}'
$$;

-- The WebSocket text frame of a durable event. The payload stands last.
create function chat_event_frame(
  type text, channel_id uuid, seq bigint, at timestamptz, payload text
) returns text
language sql stable as $$
  select '{"type":"' || type
    || '","channel_id":"' || channel_id
    || '","seq":' || seq
    || ',"timestamp":"' || chat_time(at)
    || '","payload":' || payload || '}'
$$;
