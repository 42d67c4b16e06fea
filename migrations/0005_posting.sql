-- Posts messages of one organisation: one round trip, one transaction.
--
-- The caller hands in parallel arrays, one element a message:
--   p_channels  where to
--   p_guests    whether the author's token has the role guest
--   p_ids       made by the caller, so that an unknown outcome can be asked for again
--   p_threads   a message of the thread, or null
--   p_clients   the author's idempotency key, or null
--   p_mentions  user ids as the literal of a uuid[], or null
--
-- Returns one row a message, `position` counting from 1. `outcome`:
--   created           written now; frame, seq and day are those of its event
--   created_before    a message with this id was written by an earlier call
--   repeated          the author had used this client_id in the channel
--   not_found, not_a_member, channel_archived   refused, nothing written
--
-- A plain statement's snapshot is older than its wait for a lock, so the lock is
-- a statement of its own, and what is read after it is what its last holder left.
-- Channels are locked in the order of their ids: two calls never wait for each other.
create function chat_post_messages(
  p_org uuid,
  p_channels uuid[],
  p_users uuid[],
  p_guests boolean[],
  p_ids uuid[],
  p_threads uuid[],
  p_clients uuid[],
  p_contents text[],
  p_mentions text[],
  p_mention_channels boolean[],
  p_mention_heres boolean[],
  p_reply_users_max integer
) returns table (
  "position" integer,
  outcome text,
  message json,
  channel_id uuid,
  seq bigint,
  day date,
  frame text
)
language plpgsql
-- A plan for these arrays is the same at every call; making it costs more than running it.
set plan_cache_mode = force_generic_plan
set lock_timeout = '3s'
as $$
#variable_conflict use_column
declare
  v_at timestamptz;
  v_day date;
  v_outcomes text[];
  v_roots uuid[];
  v_existing uuid[];
  v_seqs bigint[];
  v_mentions text[] := p_mentions;
  v_root_jsons text[] := array_fill(null::text, array[cardinality(p_ids)]);
  v_root_json text;
  v_position integer;
begin
  perform 1 from chat_channels c
  where c.org_id = p_org and c.id = any(p_channels)
  order by c.id
  for no key update;

  v_at := date_trunc('milliseconds', clock_timestamp());
  v_day := (v_at at time zone 'UTC')::date;

  with judged as (
    select i.position, i.channel_id, i.user_id, i.client_id, c.last_seq,
      coalesce(t.thread_id, t.id) as root_id,
      coalesce(same_id.id, same_key.id) as existing_id,
      case
        -- Answered for what it was when it was written, whatever has happened since.
        when same_id.id is not null then 'created_before'
        when c.id is null or c.deleted_at is not null
          or (m.user_id is null and (c.type <> 'public' or i.guest)) then 'not_found'
        when m.user_id is null then 'not_a_member'
        when same_key.id is not null then 'repeated'
        when c.archived_at is not null then 'channel_archived'
        when i.thread_id is not null
          and (t.id is null or (t.deleted_at is not null and t.reply_count = 0)) then 'not_found'
        else 'created'
      end as outcome
    from unnest(p_channels, p_users, p_guests, p_ids, p_threads, p_clients) with ordinality
      as i(channel_id, user_id, guest, id, thread_id, client_id, position)
    left join chat_channels c on c.org_id = p_org and c.id = i.channel_id
    left join chat_channel_members m
      on m.org_id = p_org and m.channel_id = i.channel_id and m.user_id = i.user_id
    left join chat_messages t
      on t.org_id = p_org and t.id = i.thread_id and t.channel_id = i.channel_id
    left join chat_messages same_id on same_id.org_id = p_org and same_id.id = i.id
      and same_id.channel_id = i.channel_id and same_id.user_id = i.user_id
    left join chat_messages same_key on same_key.org_id = p_org
      and same_key.channel_id = i.channel_id and same_key.user_id = i.user_id
      and same_key.client_id = i.client_id
  ), deduplicated as (
    select j.*,
      case when j.outcome = 'created' and j.client_id is not null and row_number() over (
        partition by j.channel_id, j.user_id, j.client_id, j.outcome order by j.position
      ) > 1 then 'repeated' else j.outcome end as final
    from judged j
  ), numbered as (
    select d.*, d.last_seq + row_number() over (
      partition by d.channel_id, d.final order by d.position
    ) as next_seq
    from deduplicated d
  )
  select array_agg(n.final order by n.position), array_agg(n.root_id order by n.position),
    array_agg(n.existing_id order by n.position), array_agg(n.next_seq order by n.position)
  into v_outcomes, v_roots, v_existing, v_seqs
  from numbered n;

  -- Only who may read the channel at this moment is mentioned.
  if array_position(v_outcomes, 'created') is not null
    and cardinality(array_remove(p_mentions, null)) > 0
  then
    select array_agg((
      select coalesce(array_agg(u.id order by w.rank), '{}')::text
      from unnest(i.mentions::uuid[]) with ordinality as w(user_id, rank)
      join chat_users u on u.org_id = p_org and u.id = w.user_id
      left join chat_channel_members m
        on m.org_id = p_org and m.channel_id = i.channel_id and m.user_id = u.id
      where m.user_id is not null or (c.type = 'public' and u.role <> 'guest')
    ) order by i.position)
    into v_mentions
    from unnest(p_channels, p_mentions) with ordinality as i(channel_id, mentions, position)
    left join chat_channels c on c.org_id = p_org and c.id = i.channel_id;
  end if;

  -- One after the other, because each reply's event carries the counts as it left them.
  for v_position in
    select i.position::integer
    from unnest(v_outcomes, v_roots) with ordinality as i(outcome, root_id, position)
    where i.outcome = 'created' and i.root_id is not null
    order by i.position
  loop
    update chat_messages r set
      reply_count = r.reply_count + 1,
      last_reply_at = v_at,
      reply_user_ids = case
        when p_users[v_position] = any(r.reply_user_ids)
          or cardinality(r.reply_user_ids) >= p_reply_users_max then r.reply_user_ids
        else r.reply_user_ids || p_users[v_position]
      end
    where r.org_id = p_org and r.id = v_roots[v_position]
    returning chat_thread_root_json(r) into v_root_json;
    v_root_jsons[v_position] := v_root_json;
  end loop;

  return query
  with posted as (
    insert into chat_messages as m (
      org_id, id, channel_id, seq, user_id, thread_id, content, client_id,
      mention_user_ids, mention_channel, mention_here, created_at
    )
    select p_org, i.id, i.channel_id, i.seq, i.user_id, i.root_id, i.content, i.client_id,
      coalesce(i.mentions, '{}')::uuid[], i.mention_channel, i.mention_here, v_at
    from unnest(
      p_ids, p_channels, v_seqs, p_users, v_roots, p_contents, p_clients, v_mentions,
      p_mention_channels, p_mention_heres, v_outcomes
    ) as i(
      id, channel_id, seq, user_id, root_id, content, client_id, mentions,
      mention_channel, mention_here, outcome
    )
    where i.outcome = 'created'
    returning m.id, m.channel_id, m.seq, chat_message_json(m)::text as message
  ), framed as (
    select array_position(p_ids, p.id) as position, p.*,
      chat_event_frame('message', p.channel_id, p.seq, v_at,
        case when v_root_jsons[array_position(p_ids, p.id)] is null then p.message
        else left(p.message, -1) || ',"root":' || v_root_jsons[array_position(p_ids, p.id)] || '}'
        end) as frame
    from posted p
  ), logged as (
    insert into chat_events (org_id, channel_id, seq, day, type, message_id, frame)
    select p_org, f.channel_id, f.seq, v_day, 'message', f.id, f.frame from framed f
  ), boxed as (
    insert into chat_outbox (org_id, channel_id, seq, day, created_at)
    select p_org, f.channel_id, f.seq, v_day, v_at from framed f
  ), counted as (
    update chat_channels c set last_seq = n.last_seq, last_message_at = v_at
    from (select f.channel_id, max(f.seq) as last_seq from framed f group by f.channel_id) n
    where c.org_id = p_org and c.id = n.channel_id
  )
  select f.position, 'created', f.message::json, f.channel_id, f.seq, v_day, f.frame
  from framed f;

  -- In a statement of its own, which sees what the one above wrote.
  if array_remove(v_outcomes, 'created') <> '{}' then
    return query
    select i.position::integer, i.outcome, chat_message_json(m), i.channel_id,
      null::bigint, null::date, null::text
    from unnest(v_outcomes, p_channels, p_users, p_clients, v_existing) with ordinality
      as i(outcome, channel_id, user_id, client_id, existing_id, position)
    left join chat_messages m on i.outcome in ('repeated', 'created_before')
      and m.org_id = p_org and m.id = coalesce(i.existing_id, (
        select k.id from chat_messages k
        where k.org_id = p_org and k.channel_id = i.channel_id
          and k.user_id = i.user_id and k.client_id = i.client_id
      ))
    where i.outcome <> 'created';
  end if;
end
$$;
