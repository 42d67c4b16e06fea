-- The log of durable events, a partition a day, and what is not yet published.
-- No foreign keys: both are written on the way of every message, and both go away.

create table chat_events (
  org_id uuid not null,
  channel_id uuid not null,
  -- Unique in its channel; that follows from the lock, the key needs the day.
  seq bigint not null,
  day date not null,
  type text not null,
  message_id uuid,
  -- The user whose access it changes.
  user_id uuid,
  -- The WebSocket text frame as every subscriber gets it, encoded once.
  frame text not null,
  primary key (org_id, channel_id, seq, day)
) partition by range (day);

create table chat_outbox (
  org_id uuid not null,
  channel_id uuid not null,
  seq bigint not null,
  day date not null,
  created_at timestamptz not null,
  primary key (org_id, channel_id, seq)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000);

create index chat_outbox_age on chat_outbox (created_at);

-- Makes the partitions from yesterday on that are missing, and returns their
-- number. Made apart and then attached: that takes no lock that a post waits for.
create function chat_add_event_partitions(days_ahead integer) returns integer
language plpgsql as $$
declare
  today constant date := (now() at time zone 'UTC')::date;
  first_day date;
  partition_name text;
  added integer := 0;
begin
  perform pg_advisory_xact_lock(hashtext('chat_add_event_partitions'));
  for first_day in
    select generate_series(today - 1, today + days_ahead, interval '1 day')::date
  loop
    partition_name := 'chat_events_' || to_char(first_day, 'YYYYMMDD');
    if to_regclass(partition_name) is null then
      execute format('create table %I (like chat_events including all)', partition_name);
      execute format(
        'alter table chat_events attach partition %I for values from (%L) to (%L)',
        partition_name, first_day, first_day + 1
      );
      added := added + 1;
    end if;
  end loop;
  return added;
end
$$;

select chat_add_event_partitions(14);
