import { limits } from "@chat/contract";
import { type RawBuilder, sql } from "kysely";

/**
 * For a query with the channel `c` and its membership `m`: messages after the
 * marker that are neither one's own nor deleted nor replies. Exact, capped.
 * In the order of their index, or the planner may prefer to read the whole table.
 */
export const unreadCount: RawBuilder<number> = sql`(
  select count(*)::integer from (
    select 1 from chat_messages x
    where x.org_id = c.org_id and x.channel_id = c.id and x.thread_id is null
      and x.seq > m.last_read_seq and x.user_id <> m.user_id and not x.gone and x.deleted_at is null
    order by x.seq limit ${sql.lit(limits.UNREAD_COUNT_MAX)}
  ) as unread
)`;

/** In such a query: the same of those that mention the reader, replies included. */
export const mentionCount: RawBuilder<number> = sql`(
  select count(*)::integer from (
    select 1 from chat_messages x
    where x.org_id = c.org_id and x.channel_id = c.id
      and (x.mention_channel or x.mention_user_ids <> '{}')
      and x.seq > m.last_read_seq and x.user_id <> m.user_id and x.deleted_at is null
      and (x.mention_channel or m.user_id = any(x.mention_user_ids))
    order by x.seq limit ${sql.lit(limits.UNREAD_COUNT_MAX)}
  ) as mentioning
)`;
