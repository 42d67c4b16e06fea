-- Edits that not everybody has been told of yet who is to be told: written in
-- the transaction of the edit, removed by whoever has told.
create table chat_notification_edits (
  org_id uuid not null,
  message_id uuid not null,
  -- Of the newest edit's event.
  seq bigint not null,
  edited_at timestamptz not null,
  primary key (org_id, message_id)
);

create index chat_notification_edits_age on chat_notification_edits (edited_at);
