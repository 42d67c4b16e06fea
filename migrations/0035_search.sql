-- What search is answered from, one row a message; see docs/decisions/0017-search.md.
-- The worker alone writes it: whatever stands here can be made again.

drop table chat_search;

create table chat_search (
  org_id uuid not null,
  message_id uuid not null,
  channel_id uuid not null,
  user_id uuid not null,
  created_at timestamptz not null,
  -- The version of the message that stands here.
  version integer not null,
  -- Whether its channel is public, which never changes.
  public boolean not null,
  -- Of link, file, reaction, pin, thread.
  traits text[] not null,
  -- Words with weight D, stems with C.
  vector tsvector not null,
  primary key (org_id, message_id)
);

-- Messages of an organisation are looked through newest first, in slices of time. Each
-- belongs to seven: of 1,024 seconds, and of eight times as much from each to the next.
create function chat_search_slice(org uuid, level integer, slice bigint) returns text
language sql immutable parallel safe
return '/s' || level || '/' || slice || '/' || org;

-- The slices that together are the time from one to before another, in units of 1,024 seconds.
create function chat_search_slices(p_org uuid, p_from bigint, p_until bigint) returns text[]
language plpgsql immutable parallel safe as $$
declare
  v_slices text[] := '{}';
  v_from bigint := p_from;
  v_level integer;
begin
  while v_from < p_until loop
    v_level := 0;
    while v_level < 6 and v_from % (8 ^ (v_level + 1))::bigint = 0
      and v_from + (8 ^ (v_level + 1))::bigint <= p_until
    loop
      v_level := v_level + 1;
    end loop;
    v_slices := v_slices || chat_search_slice(p_org, v_level, v_from >> (3 * v_level));
    v_from := v_from + (8 ^ v_level)::bigint;
  end loop;
  return v_slices;
end
$$;

-- Everything that a message is found by. Words have no slash, so nothing else is taken for one.
create function chat_search_entries(
  vector tsvector, org uuid, channel uuid, author uuid, at timestamptz, traits text[]
) returns tsvector
language sql immutable parallel safe cost 1000
return vector || array_to_tsvector((
  select array_agg(chat_search_slice(org, level, floor(extract(epoch from at))::bigint >> (10 + 3 * level)))
    || array['/c/' || channel, '/u/' || author]
    || coalesce((select array_agg('/has/' || trait || '/' || org) from unnest(traits) trait), '{}')
  from generate_series(0, 6) level
));

-- One in 256: how far back in time so many messages reach is read off these.
create function chat_search_sampled(message_id uuid) returns boolean
language sql immutable parallel safe
return get_byte(uuid_send(message_id), 15) = 0;

-- Two, so that who may read all public channels need not name them, and never
-- wades through the private ones of others.
create index chat_search_public on chat_search
  using gin (chat_search_entries(vector, org_id, channel_id, user_id, created_at, traits))
  where public;
create index chat_search_others on chat_search
  using gin (chat_search_entries(vector, org_id, channel_id, user_id, created_at, traits))
  where not public;
create index chat_search_samples on chat_search (org_id, created_at)
  where chat_search_sampled(message_id);

-- One of the entries, as text of a tsquery.
create function chat_search_any(entries text[]) returns text
language sql immutable parallel safe
return (select '(' || string_agg(quote_literal(entry), '|') || ')' from unnest(entries) entry);

-- What of an organisation the caller may see and matches, the newest first: slice by slice
-- of time, until so many are found or the time is up. Rows of a slice come in no order. A
-- last row without a message says where it stopped, where it did before the beginning.
--
--   p_conditions   text of a tsquery over chat_search_entries; null: any message
--   p_ranked       what is scored; null: nothing
--   p_authors, p_channels   null: any; empty: none
--   p_since, p_since_id     the oldest that counts
--   p_until, p_until_id     before it; recency is measured by p_as_of
--   p_samples      size of the first slice, in samples; what it finds says how large the next one is
--
-- Channels are asked for once more when their messages are shown: one that was deleted
-- still has its entries here.
create function chat_search_find(
  p_org uuid, p_user uuid, p_guest boolean,
  p_conditions text, p_ranked tsquery,
  p_authors uuid[], p_not_authors uuid[], p_channels uuid[], p_not_channels uuid[],
  p_since timestamptz, p_since_id uuid, p_until timestamptz, p_until_id uuid, p_as_of timestamptz,
  p_wanted integer, p_samples integer, p_budget_ms integer
) returns table (message_id uuid, at timestamptz, score double precision)
language plpgsql stable rows 2000
-- Of the entries alone, each slice has the same plan, whatever the tables held when it was made.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set jit = off
set max_parallel_workers_per_gather = 0
as $$
#variable_conflict use_column
declare
  c_unit constant integer := 1024;
  v_own uuid[];
  v_own_public uuid[];
  v_own_others uuid[];
  v_public text;
  v_others text;
  v_slices text;
  v_since bigint := floor(extract(epoch from p_since) / c_unit);
  v_until bigint := floor(extract(epoch from p_until) / c_unit) + 1;
  v_from bigint;
  v_step bigint;
  v_samples bigint := p_samples;
  v_slice integer;
  v_all integer := 0;
begin
  if p_authors = '{}' or p_channels = '{}' then
    return;
  end if;

  select coalesce(array_agg(c.id), '{}'), array_agg(c.id) filter (where c.type = 'public'),
    array_agg(c.id) filter (where c.type <> 'public')
  into v_own, v_own_public, v_own_others
  from chat_channel_members m
  join chat_channels c on c.org_id = m.org_id and c.id = m.channel_id
  where m.org_id = p_org and m.user_id = p_user and c.deleted_at is null
    and (p_channels is null or c.id = any(p_channels));

  v_public := chat_search_any((
    select array_agg('/c/' || id) from unnest(case when p_guest then v_own_public else p_channels end) id
  ));
  v_others := chat_search_any((select array_agg('/c/' || id) from unnest(v_own_others) id));

  while v_since < v_until and v_all < p_wanted
    and clock_timestamp() < statement_timestamp() + p_budget_ms * interval '1 millisecond'
  loop
    v_from := (
      select floor(extract(epoch from s.created_at) / c_unit) from chat_search s
      where s.org_id = p_org and chat_search_sampled(s.message_id)
        and s.created_at < to_timestamp(v_until * c_unit)
      order by s.created_at desc offset v_samples limit 1
    );
    -- A round number, so that few slices make up the time.
    v_step := (8 ^ least(6, greatest(0, floor(log(8, greatest(1, (v_until - v_from) / 4))))))::bigint;
    v_from := greatest(v_since, coalesce(v_from / v_step * v_step, v_since));
    v_slices := concat_ws(' & ', '(' || p_conditions || ')',
      chat_search_any(chat_search_slices(p_org, v_from, v_until)),
      chat_search_any((select array_agg('/u/' || id) from unnest(p_authors) id)),
      '!' || chat_search_any((
        select array_agg(entry) from (
          select '/u/' || id from unnest(p_not_authors) id
          union all select '/c/' || id from unnest(p_not_channels) id
        ) as unwanted(entry)
      )));

    return query
    select s.message_id, s.created_at,
      coalesce(
        ts_rank('{1, 0.5, 0, 0}', s.vector, p_ranked, 1)
          * (1 + 0.25 * exp(extract(epoch from s.created_at - p_as_of) / 2592000))
          * case when s.channel_id = any(v_own) then 1.2 else 1 end,
        0)::double precision
    from (
      select * from chat_search x
      where x.public and not (p_guest and v_public is null)
        and chat_search_entries(x.vector, x.org_id, x.channel_id, x.user_id, x.created_at, x.traits)
          @@ concat_ws(' & ', v_slices, v_public)::tsquery
      union all
      select * from chat_search x
      where not x.public and v_others is not null
        and chat_search_entries(x.vector, x.org_id, x.channel_id, x.user_id, x.created_at, x.traits)
          @@ concat_ws(' & ', v_slices, v_others)::tsquery
    ) as s
    where (s.created_at, s.message_id) >= (p_since, p_since_id)
      and (s.created_at, s.message_id) < (p_until, p_until_id);

    get diagnostics v_slice = row_count;
    v_all := v_all + v_slice;
    v_until := v_from;
    v_samples := case when v_slice = 0 then v_samples * 16
      else least(v_samples * 16, v_samples * (p_wanted - v_all) / v_slice + 1) end;
  end loop;

  if v_since < v_until then
    return query select null::uuid, to_timestamp(v_until * c_unit), 0::double precision;
  end if;
end
$$;
