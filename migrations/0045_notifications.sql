-- What users are told of, how they want to be told, and what is sent to them
-- outside of sockets; see docs/decisions/0018-notifications.md.

-- A message tells somebody once, whatever the reasons.
alter table chat_notifications
  drop constraint chat_notifications_org_id_user_id_message_id_kind_key,
  add constraint chat_notifications_once unique (org_id, user_id, message_id),
  add check (kind in ('direct', 'mention', 'channel', 'here', 'keyword', 'reply', 'message')),
  -- Where the message stands in its channel: whether it is read follows from the markers.
  add column seq bigint not null,
  -- Of a reply: the root of its thread.
  add column root_id uuid;

create table chat_notification_preferences (
  org_id uuid not null,
  user_id uuid not null,
  keywords text[] not null default '{}',
  -- The keywords as they are compared: each one's folded words, between spaces.
  keyword_words text[] not null default '{}',
  push boolean not null default true,
  mail boolean not null default true,
  primary key (org_id, user_id)
);

create table chat_push_subscriptions (
  org_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  endpoint text not null,
  p256dh text not null,
  auth text not null,
  created_at timestamptz not null,
  primary key (org_id, id),
  -- A browser has one, whoever uses it.
  constraint chat_push_subscriptions_endpoint unique (org_id, endpoint)
);

create index chat_push_subscriptions_user on chat_push_subscriptions (org_id, user_id, id);

create table chat_notification_deliveries (
  org_id uuid not null,
  notification_id uuid not null,
  -- The push subscription; of mail the user.
  target_id uuid not null,
  user_id uuid not null,
  medium text not null check (medium in ('push', 'mail')),
  -- sending: handed over, or about to be, by a worker that has yet to note it.
  state text not null default 'pending'
    check (state in ('pending', 'sending', 'sent', 'withdrawn', 'failed')),
  -- Why it was withdrawn, held back or failed.
  reason text,
  attempts integer not null default 0,
  -- When a worker looks at it next; null: nothing more is to be done.
  due_at timestamptz,
  created_at timestamptz not null,
  settled_at timestamptz,
  primary key (org_id, notification_id, target_id)
) with (fillfactor = 80);

create index chat_notification_deliveries_due on chat_notification_deliveries (medium, due_at)
  where due_at is not null;

-- Messages of which everybody was told who is to be told. A row goes when the
-- sweep has passed it.
create table chat_notified_messages (
  org_id uuid not null,
  message_id uuid not null,
  primary key (org_id, message_id)
);

-- Up to which message the sweep has found that all were notified of.
create table chat_notification_sweeps (
  org_id uuid not null,
  swept_id uuid not null,
  primary key (org_id)
);
