-- What has been applied, and the numbers that must never change afterwards.

create table chat_migrations (
  name text primary key,
  checksum text not null,
  breaking boolean not null,
  applied_at timestamptz not null default now()
);

-- Shards and groups of the event streams: a process configured otherwise
-- would write where nobody reads, so it refuses to start.
create table chat_settings (
  name text primary key,
  value text not null
);
