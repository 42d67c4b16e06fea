import { type RawBuilder, sql } from "kysely";

/**
 * For a query of the notification `n`, its message `m` and channel `c`, the
 * recipient's membership `k` and marker of the thread `t`, null where there is
 * none: one look-up each, never a hashed table.
 */
export const notificationTables: RawBuilder<unknown> = sql`
  join chat_messages m on m.org_id = n.org_id and m.id = n.message_id
  join chat_channels c on c.org_id = n.org_id and c.id = n.channel_id
  left join lateral (
    select x.* from chat_channel_members x
    where x.org_id = n.org_id and x.channel_id = n.channel_id and x.user_id = n.user_id limit 1
  ) as k on true
  left join lateral (
    select x.last_read_seq from chat_thread_reads x
    where x.org_id = n.org_id and x.root_id = n.root_id and x.user_id = n.user_id limit 1
  ) as t on true`;

/** The message is there, and still mentions whom it told for that, in one way or the other. */
export const notificationIsThere: RawBuilder<boolean> = sql`(
  m.deleted_at is null and c.deleted_at is null
  and case when n.kind in ('mention', 'channel', 'here')
    then n.user_id = any(m.mention_user_ids) or (m.mention_channel and k.user_id is not null)
      or (m.mention_here and n.kind = 'here')
    else true
  end
)`;

/** Read as the channel or the thread is, or marked so itself. Derived, so that it cannot drift. */
export const notificationIsRead: RawBuilder<boolean> = sql`(
  n.read_at is not null or n.seq <= coalesce(greatest(k.last_read_seq, t.last_read_seq), 0)
)`;

/** The recipient may read the channel; whether they are a guest, the caller or a row says. */
export function notificationIsReadable(
  isGuest: RawBuilder<unknown> | boolean,
): RawBuilder<boolean> {
  return sql`(k.user_id is not null or (c.type = 'public' and not ${isGuest}))`;
}
