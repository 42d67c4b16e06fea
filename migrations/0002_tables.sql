-- Tenant isolation by construction: every table carries org_id, every primary
-- key begins with it, every query names it. Uniqueness and existence that the
-- channel's row lock already guarantees are not checked a second time by
-- foreign keys on the hot path.

create table chat_users (
  org_id uuid not null,
  id uuid not null,
  name text not null default '',
  email text,
  picture text,
  role text not null default 'member' check (role in ('admin', 'member', 'guest')),
  -- iat of the newest token seen; older ones do not overwrite.
  claims_iat bigint not null default 0,
  -- What the user chose; null: presence decides.
  chosen_status text check (chosen_status in ('online', 'away', 'dnd', 'offline')),
  status_text text,
  status_emoji text,
  status_expires_at timestamptz,
  last_active_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (org_id, id)
);

create table chat_channels (
  org_id uuid not null,
  id uuid not null,
  type text not null check (type in ('public', 'private', 'direct')),
  name text check ((name is null) = (type = 'direct')),
  topic text not null default '',
  description text not null default '',
  -- The two participants of a direct channel, the lower id first.
  direct_low uuid,
  direct_high uuid,
  created_by uuid not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  archived_at timestamptz,
  deleted_at timestamptz,
  member_count integer not null default 0,
  last_message_at timestamptz,
  -- Number of the newest durable event. Whoever writes to the channel holds this row's lock.
  last_seq bigint not null default 0,
  primary key (org_id, id),
  check ((type = 'direct') = (direct_low is not null and direct_high is not null))
) with (fillfactor = 50); -- every post updates its row: room for it on the same page

create unique index chat_channels_name on chat_channels (org_id, name)
  where type <> 'direct' and deleted_at is null;
create unique index chat_channels_direct on chat_channels (org_id, direct_low, direct_high)
  where type = 'direct';
create index chat_channels_public on chat_channels (org_id, id)
  where type = 'public' and deleted_at is null;

create table chat_channel_members (
  org_id uuid not null,
  channel_id uuid not null,
  user_id uuid not null,
  role text not null check (role in ('owner', 'admin', 'member')),
  joined_at timestamptz not null,
  last_read_seq bigint not null default 0,
  muted boolean not null default false,
  notify text not null default 'all' check (notify in ('all', 'mentions', 'none')),
  primary key (org_id, channel_id, user_id)
) with (fillfactor = 80);

create index chat_channel_members_user on chat_channel_members (org_id, user_id, channel_id);

create table chat_messages (
  org_id uuid not null,
  id uuid not null,
  channel_id uuid not null,
  seq bigint not null,
  user_id uuid not null,
  thread_id uuid,
  content text not null,
  client_id uuid,
  mention_user_ids uuid[] not null default '{}',
  mention_channel boolean not null default false,
  mention_here boolean not null default false,
  -- Wire fragments, rewritten under the channel's lock whenever
  -- chat_reactions or chat_attachments change: a page of messages is one scan.
  reactions json not null default '[]',
  attachments json not null default '[]',
  reply_count integer not null default 0,
  last_reply_at timestamptz,
  reply_user_ids uuid[] not null default '{}',
  pinned_at timestamptz,
  pinned_by uuid,
  edited_at timestamptz,
  deleted_at timestamptz,
  created_at timestamptz not null,
  -- Search re-reads a row whose version is ahead of what it indexed.
  version integer not null default 1,
  indexed_version integer not null default 0,
  primary key (org_id, id)
) with (fillfactor = 90);

-- A channel's history, and the unread count, which leaves out one's own messages.
create unique index chat_messages_history on chat_messages (org_id, channel_id, seq)
  include (user_id, deleted_at) where thread_id is null;
create unique index chat_messages_thread on chat_messages (org_id, thread_id, seq)
  where thread_id is not null;
create unique index chat_messages_client_id
  on chat_messages (org_id, channel_id, user_id, client_id) where client_id is not null;
create index chat_messages_pinned on chat_messages (org_id, channel_id, seq)
  where pinned_at is not null and deleted_at is null;
create index chat_messages_mentioning on chat_messages (org_id, channel_id, seq)
  where mention_channel or mention_user_ids <> '{}';

create table chat_reactions (
  org_id uuid not null,
  message_id uuid not null,
  emoji text not null,
  user_id uuid not null,
  created_at timestamptz not null,
  primary key (org_id, message_id, emoji, user_id)
);

create table chat_attachments (
  org_id uuid not null,
  id uuid not null,
  uploader_id uuid not null,
  -- Where it may be sent; null: anywhere.
  channel_id uuid,
  -- The one message that carries it; null until it is sent.
  message_id uuid,
  name text not null,
  content_type text not null,
  size bigint not null,
  sha256 text not null,
  status text not null check (status in ('pending', 'clean', 'infected', 'failed', 'unscanned')),
  width integer,
  height integer,
  thumbnail_width integer,
  thumbnail_height integer,
  storage_key text not null,
  created_at timestamptz not null,
  primary key (org_id, id)
);

create index chat_attachments_message on chat_attachments (org_id, message_id)
  where message_id is not null;

create table chat_notifications (
  org_id uuid not null,
  user_id uuid not null,
  id uuid not null,
  kind text not null,
  channel_id uuid not null,
  message_id uuid not null,
  created_at timestamptz not null,
  read_at timestamptz,
  primary key (org_id, user_id, id),
  unique (org_id, user_id, message_id, kind)
);

create table chat_search (
  org_id uuid not null,
  message_id uuid not null,
  channel_id uuid not null,
  vector tsvector not null,
  primary key (org_id, message_id)
);
