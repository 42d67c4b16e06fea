-- An event that waits in the outbox keeps the trace of the request that caused it, so that the relay
-- goes on with it. Null where none is recorded, which is everywhere while tracing is off.

-- One an event of the row, as W3C Trace Context writes it; null: that event has none.
alter table chat_outbox add column traces text[];

-- Posts messages of one organisation: one round trip, one transaction.
--
-- The caller hands in parallel arrays, one element a message:
--   p_channels  where to
--   p_guests    whether the author's token has the role guest
--   p_ids       made by the caller, so that an unknown outcome can be asked for again
--   p_threads   a message of the thread, or null
--   p_clients   the author's idempotency key, or null
--   p_mentions  user ids as the literal of a uuid[], or null
--   p_attachments  likewise, the files that it carries, in order
--   p_traces    the span that the event belongs to, or null; the array itself may be null
-- and p_skip_held, whether to leave out the channels that somebody holds instead of
-- waiting for them, and p_again, whether an earlier call may have written some of the ids.
--
-- Returns one row a message, in no order. `outcome`:
--   created           written now; frame, seq and day are those of its event
--   created_before    p_again, and an earlier call has written it
--   repeated          the author had used this client_id in the channel
--   not_found, not_a_member, channel_archived   refused, nothing written
--   attachment_not_found   likewise: a file is not the author's, not for this channel,
--                     sent before, infected, or named twice in this call
--   held              p_skip_held, and somebody holds the channel, or there is none
-- `message` is null where the frame's payload is the message as it stands: where it
-- was created, and is no reply.
--
-- A plain statement's snapshot is older than its wait for a lock, so the lock is
-- a statement of its own. Of the channel's row it returns what its last holder left;
-- everything else is read after it. Channels are locked in the order of their ids,
-- or without waiting: two calls never wait for each other.
--
-- Every look-up is a subquery of its own, and no table is read as a whole: plans are
-- kept with the connection, and one made while a table was small would join all of it.
--
-- Files are locked after the channels, in the order of their ids.
create function chat_post_messages(
  p_org uuid,
  p_skip_held boolean,
  p_again boolean,
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
  p_attachments text[],
  p_traces text[],
  p_reply_users_max integer
) returns table (
  id uuid,
  outcome text,
  seq bigint,
  day date,
  frame text,
  message text
)
language plpgsql
-- A plan for these arrays is the same at every call; making it costs more than running it.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set lock_timeout = '3s'
as $$
#variable_conflict use_column
declare
  v_at timestamptz;
  v_day date;
  v_channel uuid;
  v_open boolean;
  v_seq bigint;
  v_frame text;
  v_message text;
  v_channels uuid[];
  v_publics boolean[];
  v_archived boolean[];
  v_last_seqs bigint[];
  v_outcomes text[];
  v_roots uuid[];
  v_existing uuid[];
  v_seqs bigint[];
  v_mentions text[] := p_mentions;
  v_files uuid[];
  v_fragments text[];
  v_root_jsons text[];
  v_root_json text;
  v_position integer;
begin
  -- The usual: one message, of a member, with nothing to look after. Whatever it is not
  -- is judged below, under the lock taken here.
  if cardinality(p_ids) = 1 and not p_skip_held and not p_again
    and p_threads[1] is null and p_mentions[1] is null and p_attachments[1] is null
  then
    v_channel := p_channels[1];
    select c.last_seq + 1, c.archived_at is null and c.deleted_at is null
    into v_seq, v_open
    from chat_channels c
    where c.org_id = p_org and c.id = v_channel
    for no key update;

    if v_open and exists (
      select from chat_channel_members m
      where m.org_id = p_org and m.channel_id = v_channel and m.user_id = p_users[1]
    ) and not exists (
      select from chat_messages k
      where k.org_id = p_org and k.channel_id = v_channel and k.user_id = p_users[1]
        and k.client_id = p_clients[1]
    ) then
      v_at := date_trunc('milliseconds', clock_timestamp());
      v_day := (v_at at time zone 'UTC')::date;
      insert into chat_messages as m (
        org_id, id, channel_id, seq, user_id, content, client_id,
        mention_channel, mention_here, created_at
      ) values (
        p_org, p_ids[1], v_channel, v_seq, p_users[1], p_contents[1], p_clients[1],
        p_mention_channels[1], p_mention_heres[1], v_at
      ) returning chat_message_text(m) into v_message;
      insert into chat_events as e (org_id, channel_id, seq, day, type, message_id, frame)
      values (
        p_org, v_channel, v_seq, v_day, 'message', p_ids[1],
        chat_event_frame('message', v_channel, v_seq, v_at, v_message)
      ) returning e.frame into v_frame;
      insert into chat_outbox (org_id, channel_id, seq, day, created_at, traces)
      values (p_org, v_channel, v_seq, v_day, v_at, p_traces);
      update chat_channels c set last_seq = v_seq, last_message_at = v_at
      where c.org_id = p_org and c.id = v_channel;
      return query values (p_ids[1], 'created', v_seq, v_day, v_frame, null::text);
      return;
    end if;
  end if;

  if p_skip_held then
    select array_agg(l.id), array_agg(l.type = 'public'), array_agg(l.archived_at is not null),
      array_agg(l.last_seq)
    into v_channels, v_publics, v_archived, v_last_seqs
    from (
      select c.id, c.type, c.archived_at, c.last_seq from chat_channels c
      where c.org_id = p_org and c.id = any(p_channels) and c.deleted_at is null
      for no key update skip locked
    ) as l;
  else
    select array_agg(l.id), array_agg(l.type = 'public'), array_agg(l.archived_at is not null),
      array_agg(l.last_seq)
    into v_channels, v_publics, v_archived, v_last_seqs
    from (
      select c.id, c.type, c.archived_at, c.last_seq from chat_channels c
      where c.org_id = p_org and c.id = any(p_channels) and c.deleted_at is null
      order by c.id
      for no key update
    ) as l;
  end if;

  v_at := date_trunc('milliseconds', clock_timestamp());
  v_day := (v_at at time zone 'UTC')::date;

  with found as materialized (
    select i.*, array_position(v_channels, i.channel_id) as place,
      (
        select true from chat_channel_members m
        where m.org_id = p_org and m.channel_id = i.channel_id and m.user_id = i.user_id
      ) as member,
      case when i.thread_id is not null then (
        select coalesce(t.thread_id, t.id) from chat_messages t
        where t.org_id = p_org and t.id = i.thread_id and t.channel_id = i.channel_id
          and (t.deleted_at is null or t.reply_count > 0)
      ) end as root_id,
      case when p_again then (
        select s.id from chat_messages s
        where s.org_id = p_org and s.id = i.id
          and s.channel_id = i.channel_id and s.user_id = i.user_id
      ) end as same_id,
      case when i.client_id is not null then (
        select k.id from chat_messages k
        where k.org_id = p_org and k.channel_id = i.channel_id and k.user_id = i.user_id
          and k.client_id = i.client_id
      ) end as twin_id
    from unnest(p_channels, p_users, p_guests, p_ids, p_threads, p_clients) with ordinality
      as i(channel_id, user_id, guest, id, thread_id, client_id, position)
  ), judged as (
    select f.*, case
      when f.place is null and p_skip_held then 'held'
      -- Answered for what it was when it was written, whatever has happened since.
      when f.same_id is not null then 'created_before'
      when f.place is null
        or (f.member is null and (f.guest or not v_publics[f.place])) then 'not_found'
      when f.member is null then 'not_a_member'
      when f.twin_id is not null then 'repeated'
      when v_archived[f.place] then 'channel_archived'
      when f.thread_id is not null and f.root_id is null then 'not_found'
      else 'created'
    end as outcome
    from found f
  ), deduplicated as (
    select j.*, case when j.outcome = 'created' and j.client_id is not null and row_number() over (
      partition by j.channel_id, j.user_id, j.client_id, j.outcome order by j.position
    ) > 1 then 'repeated' else j.outcome end as final
    from judged j
  ), numbered as (
    select d.position, d.final, d.root_id, coalesce(d.same_id, d.twin_id) as existing_id,
      v_last_seqs[d.place] + row_number() over (
        partition by d.place, d.final order by d.position
      ) as next_seq
    from deduplicated d
    order by d.position
  )
  select array_agg(n.final), array_agg(n.root_id), array_agg(n.existing_id), array_agg(n.next_seq)
  into v_outcomes, v_roots, v_existing, v_seqs
  from numbered n;

  if cardinality(array_remove(p_attachments, null)) > 0 then
    select array_agg(w.id) into v_files
    from unnest(v_outcomes, p_attachments) as i(outcome, attachments)
    cross join unnest(i.attachments::uuid[]) as w(id)
    where i.outcome = 'created';
    perform from chat_attachments a
    where a.org_id = p_org and a.id = any(v_files)
    order by a.id
    for no key update;

    -- In a statement of its own, which sees what their last holders left.
    with named as (
      select i.position, w.rank,
        row_number() over (partition by w.id order by i.position, w.rank) as naming,
        (
          select chat_attachment_json(a) from chat_attachments a
          where a.org_id = p_org and a.id = w.id and a.uploader_id = i.user_id
            and a.message_id is null and a.status <> 'infected'
            and (a.channel_id is null or a.channel_id = i.channel_id)
        ) as fragment
      from unnest(p_channels, p_users, v_outcomes, p_attachments) with ordinality
        as i(channel_id, user_id, outcome, attachments, position)
      cross join unnest(i.attachments::uuid[]) with ordinality as w(id, rank)
      where i.outcome = 'created'
    ), carried as (
      select n.position, '[' || string_agg(n.fragment, ',' order by n.rank) || ']' as fragments,
        bool_and(n.naming = 1 and n.fragment is not null) as usable
      from named n
      group by n.position
    )
    select array_agg(c.fragments order by i.position),
      array_agg(case when c.usable is false then 'attachment_not_found' else i.outcome end
        order by i.position)
    into v_fragments, v_outcomes
    from unnest(v_outcomes) with ordinality as i(outcome, position)
    left join carried c on c.position = i.position;

    if 'attachment_not_found' = any(v_outcomes) then
      -- Who repeats a message of this call that is refused is refused with it. Numbers
      -- are given anew: those of what is refused would be missing.
      with judged as (
        select i.position, i.channel_id, case
          when i.outcome = 'repeated' and i.existing_id is null and exists (
            select from unnest(v_outcomes, p_channels, p_users, p_clients)
              as o(outcome, channel_id, user_id, client_id)
            where o.outcome = 'attachment_not_found' and o.channel_id = i.channel_id
              and o.user_id = i.user_id and o.client_id = i.client_id
          ) then 'attachment_not_found' else i.outcome
        end as outcome
        from unnest(v_outcomes, p_channels, p_users, p_clients, v_existing) with ordinality
          as i(outcome, channel_id, user_id, client_id, existing_id, position)
      ), numbered as (
        select j.position, j.outcome,
          v_last_seqs[array_position(v_channels, j.channel_id)] + row_number() over (
            partition by j.channel_id, j.outcome order by j.position
          ) as next_seq
        from judged j
      )
      select array_agg(n.outcome order by n.position), array_agg(n.next_seq order by n.position)
      into v_outcomes, v_seqs
      from numbered n;
    end if;

    for v_position in
      select i.position::integer
      from unnest(v_outcomes, p_attachments) with ordinality as i(outcome, attachments, position)
      where i.outcome = 'created' and i.attachments is not null
    loop
      update chat_attachments a set message_id = p_ids[v_position]
      where a.org_id = p_org and a.id = any(p_attachments[v_position]::uuid[]);
    end loop;
  end if;

  -- Only who may read the channel at this moment is mentioned.
  if cardinality(array_remove(p_mentions, null)) > 0 then
    select array_agg(case when i.outcome = 'created' and i.mentions is not null then (
      select coalesce(array_agg(w.user_id order by w.rank), '{}')::text
      from unnest(i.mentions::uuid[]) with ordinality as w(user_id, rank)
      where (
        select case when v_publics[i.place] and u.role <> 'guest' then true else (
          select true from chat_channel_members m
          where m.org_id = p_org and m.channel_id = i.channel_id and m.user_id = u.id
        ) end
        from chat_users u where u.org_id = p_org and u.id = w.user_id
      )
    ) end)
    into v_mentions
    from (
      select i.*, array_position(v_channels, i.channel_id) as place
      from unnest(p_channels, v_outcomes, p_mentions) with ordinality
        as i(channel_id, outcome, mentions, position)
      order by i.position
    ) as i;
  end if;

  -- One after the other, because each reply's event carries the counts as it left them.
  if cardinality(array_remove(v_roots, null)) > 0 then
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
  end if;

  return query
  with posted as (
    insert into chat_messages as m (
      org_id, id, channel_id, seq, user_id, thread_id, content, client_id,
      mention_user_ids, mention_channel, mention_here, attachments, created_at
    )
    select p_org, i.id, i.channel_id, i.seq, i.user_id, i.root_id, i.content, i.client_id,
      case when i.mentions is null then '{}' else i.mentions::uuid[] end,
      i.mention_channel, i.mention_here,
      case when i.fragments is null then '[]' else i.fragments::json end, v_at
    from unnest(
      p_ids, p_channels, v_seqs, p_users, v_roots, p_contents, p_clients, v_mentions,
      p_mention_channels, p_mention_heres, v_outcomes, v_fragments
    ) as i(
      id, channel_id, seq, user_id, root_id, content, client_id, mentions,
      mention_channel, mention_here, outcome, fragments
    )
    where i.outcome = 'created'
    returning m.id, m.channel_id, m.seq, m.thread_id, chat_message_text(m) as message
  ), framed as (
    select p.id, p.channel_id, p.seq, case when p.thread_id is not null then p.message end as message,
      chat_event_frame('message', p.channel_id, p.seq, v_at,
        case when p.thread_id is null then p.message
        else left(p.message, -1) || ',"root":' || v_root_jsons[array_position(p_ids, p.id)] || '}'
        end) as frame
    from posted p
  ), logged as (
    insert into chat_events (org_id, channel_id, seq, day, type, message_id, frame)
    select p_org, f.channel_id, f.seq, v_day, 'message', f.id, f.frame from framed f
  ), grown as (
    select f.channel_id, min(f.seq) as first_seq, max(f.seq) as last_seq
    from framed f group by f.channel_id
  ), boxed as (
    insert into chat_outbox (org_id, channel_id, seq, day, created_at, events, traces)
    select p_org, g.channel_id, g.first_seq, v_day, v_at, g.last_seq - g.first_seq + 1,
      case when p_traces is not null then (
        select array_agg(p_traces[array_position(p_ids, f.id)] order by f.seq)
        from framed f where f.channel_id = g.channel_id
      ) end
    from grown g
  ), counted as (
    update chat_channels c set
      last_seq = (select g.last_seq from grown g where g.channel_id = c.id),
      last_message_at = v_at
    where c.org_id = p_org and c.id = any(array(select g.channel_id from grown g))
  )
  select f.id, 'created', f.seq, v_day, f.frame, f.message from framed f;

  -- In a statement of its own, which sees what the one above wrote.
  if array_remove(v_outcomes, 'created') <> '{}' then
    return query
    select i.id, i.outcome, null::bigint, null::date, null::text,
      case when i.outcome in ('repeated', 'created_before') then (
        select chat_message_text(m) from chat_messages m
        where m.org_id = p_org and m.id = coalesce(i.existing_id, (
          select k.id from chat_messages k
          where k.org_id = p_org and k.channel_id = i.channel_id
            and k.user_id = i.user_id and k.client_id = i.client_id
        ))
      ) end
    from unnest(p_ids, v_outcomes, p_channels, p_users, p_clients, v_existing)
      as i(id, outcome, channel_id, user_id, client_id, existing_id)
    where i.outcome <> 'created';
  end if;
end
$$;

-- For processes of the release before.
create or replace function chat_post_messages(
  p_org uuid,
  p_skip_held boolean,
  p_again boolean,
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
  p_attachments text[],
  p_reply_users_max integer
) returns table (
  id uuid,
  outcome text,
  seq bigint,
  day date,
  frame text,
  message text
)
language sql as $$
  select * from chat_post_messages(
    p_org, p_skip_held, p_again, p_channels, p_users, p_guests, p_ids, p_threads, p_clients,
    p_contents, p_mentions, p_mention_channels, p_mention_heres, p_attachments, null::text[],
    p_reply_users_max
  )
$$;
