-- What lets every list be a walk along an index; see docs/decisions/0009-lists-by-index.md.

-- Deleted, and no tombstone. Stored, because an index on deleted_at and
-- reply_count themselves would make every reply rewrite all of its root's indexes.
alter table chat_messages add column gone boolean not null
  generated always as (deleted_at is not null and reply_count = 0) stored;

-- Every character of a text, and every two that stand together. Trigrams know
-- nothing of a text of two characters, nor of signs that are no letters. Their
-- cost makes the planner compare texts before it takes one apart.
create function chat_grams(value text) returns text[]
language sql immutable parallel safe cost 1000
return (
  select coalesce(array_agg(distinct substr(lower(value), i, n)), '{}')
  from generate_series(1, char_length(value)) i, generate_series(1, 2) n
);

-- Those of them that whatever contains the text must have.
create function chat_grams_sought(value text) returns text[]
language sql immutable parallel safe
return case when char_length(value) < 2 then array[lower(value)] else (
  select array_agg(distinct substr(lower(value), i, 2))
  from generate_series(1, char_length(value) - 1) i
) end;

-- What is looked for in users: name and address, of which neither runs into the other.
create function chat_user_grams(name text, email text) returns text[]
language sql immutable parallel safe cost 1000
return chat_grams(name || chr(10) || coalesce(email, ''));

-- How common each of them is: of an index with a condition the planner does not ask that.
create statistics chat_channels_name_gram_counts on chat_grams(name) from chat_channels;

-- Its plans are kept with the connection. One that was made while the partition
-- of a day was empty would read all of it when that day has come.
alter function chat_blank_events set enable_seqscan = off;
