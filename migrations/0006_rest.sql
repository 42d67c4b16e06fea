-- What the REST API beyond posting and reading needs to keep.

-- Trusted extensions: whoever may create in the database may create them.
create extension if not exists btree_gin;
create extension if not exists pg_trgm;

-- Numbers of the newest edits' events. Deleting a message blanks its text in
-- the log, and the log has no index by message.
alter table chat_messages add column edit_seqs bigint[] not null default '{}';

-- How far somebody has read a thread.
create table chat_thread_reads (
  org_id uuid not null,
  root_id uuid not null,
  user_id uuid not null,
  last_read_seq bigint not null,
  primary key (org_id, root_id, user_id)
) with (fillfactor = 80);

-- What a creating request with an Idempotency-Key led to. Written in the
-- transaction of its work: there is a row exactly where something was done.
create table chat_idempotency_keys (
  org_id uuid not null,
  user_id uuid not null,
  operation text not null,
  key text not null,
  fingerprint text not null,
  result json not null,
  created_at timestamptz not null,
  primary key (org_id, user_id, operation, key)
);

create index chat_idempotency_keys_age on chat_idempotency_keys (created_at);

-- Blanks the text of a message in the events that carry it. The frame's head
-- stays as it was; the payload is the message as it is now, and a reply's event
-- keeps what it said of its root.
create function chat_blank_events(
  p_org uuid, p_channel uuid, p_seqs bigint[], p_since date, p_message text
) returns void
language sql as $$
  update chat_events e set frame =
    left(e.frame, position(',"payload":' in e.frame) - 1) || ',"payload":'
    || case when e.frame::json -> 'payload' -> 'root' is null then p_message
      else left(p_message, -1) || ',"root":' || (e.frame::json -> 'payload' -> 'root')::text || '}'
      end
    || '}'
  where e.org_id = p_org and e.channel_id = p_channel and e.seq = any(p_seqs) and e.day >= p_since
$$;
