import { type RawBuilder, sql } from "kysely";
import type { AccessColumns } from "../channels/channel-access.ts";
import type { Database } from "../database/database.ts";

const channelColumns = sql`c.type, c.archived_at is not null as archived,
  c.last_seq as "lastSeq", own.role as "callerRole"`;

interface Caller {
  readonly orgId: string;
  readonly userId: string;
}

export interface MessagePage extends AccessColumns {
  readonly items: readonly { readonly seq: number; readonly message: string }[];
}

/** A number of the channel, or one of its messages. */
export type Position = number | { readonly messageId: string };

/** The side of a position, exclusive, that a page lies on; it begins at the position. */
export interface Side {
  readonly before?: Position;
  readonly after?: Position;
}

/** A page from a position; `asked` null: the message that it should begin at is none of the channel. */
export interface HistoryPage extends MessagePage {
  readonly asked: number | null;
}

/**
 * A page of a channel's history without replies, from the position outwards,
 * with what decides access to it, in one snapshot; undefined: no channel.
 */
export async function findHistoryPage(
  db: Database,
  caller: Caller,
  channelId: string,
  side: Side,
  limit: number,
): Promise<HistoryPage | undefined> {
  const older = side.after === undefined;
  const position = side.after ?? side.before ?? Number.MAX_SAFE_INTEGER;
  const asked =
    typeof position === "number"
      ? sql`select ${position}::bigint as seq`
      : sql`select a.seq from chat_messages a where a.org_id = ${caller.orgId}
          and a.id = ${position.messageId} and a.channel_id = ${channelId}`;
  const { rows } = await sql<
    AccessColumns & { asked: number | null; seq: number | null; message: string | null }
  >`
    select ${channelColumns}, asked.seq as asked, page.seq, page.message
    from chat_channels c
    left join chat_channel_members own
      on own.org_id = c.org_id and own.channel_id = c.id and own.user_id = ${caller.userId}
    left join (${asked}) as asked on true
    left join lateral (
      select m.seq, chat_message_text(m) as message
      from chat_messages m
      where m.org_id = c.org_id and m.channel_id = c.id and m.thread_id is null
        and m.seq ${older ? sql`<` : sql`>`} asked.seq and not m.gone
      order by m.seq ${older ? sql`desc` : sql`asc`}
      limit ${limit}
    ) as page on true
    where c.org_id = ${caller.orgId} and c.id = ${channelId} and c.deleted_at is null
    order by page.seq ${older ? sql`desc` : sql`asc`}`.execute(db);
  const page = toPage(rows);
  return page && { ...page, asked: rows[0]?.asked ?? null };
}

/** What is around a message of a channel, in one snapshot; `asked` null: it is none of the channel. */
export interface AroundPage extends AccessColumns {
  readonly asked: number | null;
  /** Newest first. */
  readonly newer: MessagePage["items"];
  /** Newest first, the message itself among them. */
  readonly older: MessagePage["items"];
}

/** The messages around one, so many on each side, with what decides access, in one snapshot. */
export async function findAroundPage(
  db: Database,
  caller: Caller,
  channelId: string,
  messageId: string,
  limits: { newer: number; older: number },
): Promise<AroundPage | undefined> {
  const sideOf = (bound: RawBuilder<unknown>, order: RawBuilder<unknown>, limit: number) => sql`(
    select m.seq, chat_message_text(m) as message from chat_messages m
    where m.org_id = c.org_id and m.channel_id = c.id and m.thread_id is null and not m.gone
      and ${bound}
    order by m.seq ${order} limit ${limit})`;
  const { rows } = await sql<
    AccessColumns & { asked: number | null; seq: number | null; message: string | null }
  >`
    select ${channelColumns}, a.seq as asked, page.seq, page.message
    from chat_channels c
    left join chat_channel_members own
      on own.org_id = c.org_id and own.channel_id = c.id and own.user_id = ${caller.userId}
    left join chat_messages a
      on a.org_id = c.org_id and a.id = ${messageId} and a.channel_id = c.id
    left join lateral (
      ${sideOf(sql`m.seq > a.seq`, sql`asc`, limits.newer)}
      union all ${sideOf(sql`m.seq <= a.seq`, sql`desc`, limits.older)}
    ) as page on true
    where c.org_id = ${caller.orgId} and c.id = ${channelId} and c.deleted_at is null
    order by page.seq desc`.execute(db);
  const page = toPage(rows);
  const asked = rows[0]?.asked ?? null;
  const isNewer = ({ seq }: { seq: number }) => asked !== null && seq > asked;
  return (
    page && {
      ...page,
      asked,
      newer: page.items.filter(isNewer),
      older: page.items.filter((item) => !isNewer(item)),
    }
  );
}

/** Pinned messages of a channel before a position, newest first, in one snapshot with access. */
export async function findPinnedPage(
  db: Database,
  caller: Caller,
  channelId: string,
  beforeSeq: number,
  limit: number,
): Promise<MessagePage | undefined> {
  const { rows } = await sql<AccessColumns & { seq: number | null; message: string | null }>`
    select ${channelColumns}, page.seq, page.message
    from chat_channels c
    left join chat_channel_members own
      on own.org_id = c.org_id and own.channel_id = c.id and own.user_id = ${caller.userId}
    left join lateral (
      select m.seq, chat_message_text(m) as message
      from chat_messages m
      where m.org_id = c.org_id and m.channel_id = c.id and m.seq < ${beforeSeq}
        and m.pinned_at is not null and m.deleted_at is null
      order by m.seq desc
      limit ${limit}
    ) as page on true
    where c.org_id = ${caller.orgId} and c.id = ${channelId} and c.deleted_at is null
    order by page.seq desc`.execute(db);
  return toPage(rows);
}

export interface ThreadPage extends MessagePage {
  readonly rootId: string;
  readonly root: string;
}

/** The replies of a thread after `afterSeq`, oldest first, in one snapshot with root and access. */
export async function findThreadPage(
  db: Database,
  caller: Caller,
  messageId: string,
  afterSeq: number,
  limit: number,
): Promise<ThreadPage | undefined> {
  const { rows } = await sql<
    AccessColumns & { rootId: string; root: string; seq: number | null; message: string | null }
  >`
    select ${channelColumns}, r.id as "rootId", chat_message_text(r) as root,
      page.seq, page.message
    from chat_messages asked
    join chat_messages r on r.org_id = asked.org_id and r.id = coalesce(asked.thread_id, asked.id)
    join chat_channels c on c.org_id = r.org_id and c.id = r.channel_id
    left join chat_channel_members own
      on own.org_id = c.org_id and own.channel_id = c.id and own.user_id = ${caller.userId}
    left join lateral (
      select m.seq, chat_message_text(m) as message
      from chat_messages m
      where m.org_id = r.org_id and m.thread_id = r.id and m.seq > ${afterSeq} and not m.gone
      order by m.seq
      limit ${limit}
    ) as page on true
    where asked.org_id = ${caller.orgId} and asked.id = ${messageId}
      and not asked.gone
      and not r.gone and c.deleted_at is null
    order by page.seq`.execute(db);
  const [first] = rows;
  const page = toPage(rows);
  return first && page && { ...page, rootId: first.rootId, root: first.root };
}

export async function findMessage(
  db: Database,
  caller: Caller,
  messageId: string,
): Promise<(AccessColumns & { message: string; channelId: string; seq: number }) | undefined> {
  const { rows } = await sql<AccessColumns & { message: string; channelId: string; seq: number }>`
    select ${channelColumns}, chat_message_text(m) as message, m.channel_id as "channelId", m.seq
    from chat_messages m
    join chat_channels c on c.org_id = m.org_id and c.id = m.channel_id
    left join chat_channel_members own
      on own.org_id = c.org_id and own.channel_id = c.id and own.user_id = ${caller.userId}
    where m.org_id = ${caller.orgId} and m.id = ${messageId} and not m.gone
      and c.deleted_at is null`.execute(db);
  return rows[0];
}

export async function findChannelOfMessage(
  db: Database,
  orgId: string,
  messageId: string,
): Promise<string | undefined> {
  const { rows } = await sql<{ channelId: string }>`
    select m.channel_id as "channelId" from chat_messages m
    where m.org_id = ${orgId} and m.id = ${messageId}`.execute(db);
  return rows[0]?.channelId;
}

function toPage(
  rows: readonly (AccessColumns & { seq: number | null; message: string | null })[],
): MessagePage | undefined {
  const [first] = rows;
  if (!first) {
    return undefined;
  }
  const { type, archived, lastSeq, callerRole } = first;
  const items = rows.flatMap(({ seq, message }) =>
    seq === null || message === null ? [] : [{ seq, message }],
  );
  return { type, archived, lastSeq, callerRole, items };
}
