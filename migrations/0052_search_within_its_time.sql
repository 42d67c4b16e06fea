-- As before, but it passes over only those deleted channels whose entries may be there yet
-- (chat_search_removals), and no slice is begun that would take longer than there is time, as
-- far as the one before tells. What has both of two frequent words is looked at one by one for whether
-- they stand side by side: a phrase that nobody wrote went through all of it in one slice.
-- Behind a slice that had nothing comes one 256 times as long, which is likely to have a few
-- hundred at most: what is rare is found in two slices instead of three.
create or replace function chat_search_find(
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
  v_deleted constant uuid[] := array(
    select r.channel_id from chat_search_removals r where r.org_id = p_org
  );
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
  v_began timestamptz;
  v_took double precision;
  v_left double precision;
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
    v_began := clock_timestamp();
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
    where s.channel_id <> all(v_deleted)
      and (s.created_at, s.message_id) >= (p_since, p_since_id)
      and (s.created_at, s.message_id) < (p_until, p_until_id);

    get diagnostics v_slice = row_count;
    v_all := v_all + v_slice;
    v_until := v_from;
    v_took := extract(epoch from clock_timestamp() - v_began) * 1000;
    v_left := p_budget_ms - extract(epoch from clock_timestamp() - statement_timestamp()) * 1000;
    v_samples := greatest(1, least(
      v_samples * case when v_slice = 0 then 256 else 16 end,
      case when v_slice > 0 then v_samples * (p_wanted - v_all) / v_slice + 1 end,
      -- Half of it, since older messages may be longer ones.
      floor(v_samples * v_left / 2 / greatest(v_took, 1))
    ));
  end loop;

  if v_since < v_until then
    return query select null::uuid, to_timestamp(v_until * c_unit), 0::double precision;
  end if;
end
$$;
