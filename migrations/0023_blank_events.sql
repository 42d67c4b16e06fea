-- Blanks what a message said in the events that carry it; all else stays as it
-- was when they happened. An event that brought the message as it is now, its
-- deletion included, would run ahead of those that follow it: a client that
-- folds a replay would lose a root for a moment without replies, and with it
-- the tombstone that the replies after it have.
create function chat_blank_events(
  p_org uuid, p_channel uuid, p_seqs bigint[], p_since date
) returns void
language sql
-- Its plans are kept with the connection. One that was made while the partition
-- of a day was empty would read all of it when that day has come.
set enable_seqscan = off
as $$
  update chat_events e set frame =
    left(e.frame, position(',"payload":' in e.frame) - 1) || ',"payload":'
    || ((e.frame::jsonb -> 'payload') || jsonb_build_object(
      'content', '',
      'mentions', jsonb_build_object('user_ids', '[]'::jsonb, 'channel', false, 'here', false),
      'attachments', '[]'::jsonb
    ))::text
    || '}'
  where e.org_id = p_org and e.channel_id = p_channel and e.seq = any(p_seqs) and e.day >= p_since
$$;

-- For processes of the release before.
create or replace function chat_blank_events(
  p_org uuid, p_channel uuid, p_seqs bigint[], p_since date, p_message text
) returns void
language sql as $$
  select chat_blank_events(p_org, p_channel, p_seqs, p_since)
$$;
