import { sql } from "kysely";
import type { Database, Tx } from "../database/database.ts";
import { type ClaimTimes, claimDueRows } from "./due-rows.repository.ts";

/** Of one attachment, or of all in a channel. */
export interface FileRemoval {
  readonly orgId: string;
  readonly kind: "attachment" | "channel";
  readonly id: string;
}

/** Removals that are due, of all organisations. */
export function claimFileRemovals(
  db: Database,
  at: ClaimTimes,
  limit: number,
): Promise<FileRemoval[]> {
  const columns = { orgId: "org_id", kind: "kind", id: "id" };
  return claimDueRows<FileRemoval>(db, "chat_file_removals", columns, at, limit);
}

/** To be called where a channel is deleted. */
export async function insertChannelRemoval(
  tx: Tx,
  orgId: string,
  channelId: string,
  at: Date,
): Promise<void> {
  await sql`
    insert into chat_file_removals (org_id, kind, id, due_at)
    values (${orgId}, 'channel', ${channelId}, ${at})
    on conflict do nothing`.execute(tx);
}

/** Removes the attachments of a message that is deleted; their objects follow. */
export async function removeAttachmentsOfMessage(
  tx: Tx,
  orgId: string,
  messageId: string,
  at: Date,
): Promise<void> {
  await sql`
    with removed as (
      delete from chat_attachments a where a.org_id = ${orgId} and a.message_id = ${messageId}
      returning a.org_id, a.id
    )
    insert into chat_file_removals (org_id, kind, id, due_at)
    select r.org_id, 'attachment', r.id, ${at}::timestamptz from removed r
    on conflict do nothing`.execute(tx);
}

/** Removes an attachment that was never sent; its objects follow. False: it is sent by now, or gone. */
export async function removeUnsentAttachment(
  db: Database,
  orgId: string,
  id: string,
  at: Date,
): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    with removed as (
      delete from chat_attachments a
      where a.org_id = ${orgId} and a.id = ${id} and a.message_id is null
      returning a.org_id, a.id
    )
    insert into chat_file_removals (org_id, kind, id, due_at)
    select r.org_id, 'attachment', r.id, ${at}::timestamptz from removed r
    on conflict do nothing
    returning id`.execute(db);
  return rows.length > 0;
}

/**
 * Removes the attachments of a page of a channel's history and of the threads
 * in it; their objects follow. Answers with how far it came: null, there is no
 * more. The offset makes it one look-up a thread: as a join, every reply of the
 * organisation would be read.
 */
export async function removeAttachmentsOfPage(
  tx: Tx,
  channel: { orgId: string; channelId: string; afterSeq: number },
  at: Date,
  limit: number,
): Promise<number | null> {
  const { rows } = await sql<{ seq: number | null }>`
    with roots as (
      select m.id, m.seq, m.reply_count, m.attachments from chat_messages m
      where m.org_id = ${channel.orgId} and m.channel_id = ${channel.channelId}
        and m.thread_id is null and not m.gone and m.seq > ${channel.afterSeq}
      order by m.seq
      limit ${limit}
    ), carriers as (
      select r.id from roots r where r.attachments::text <> '[]'
      union all
      select x.id from roots r
      cross join lateral (
        select m.id from chat_messages m
        where m.org_id = ${channel.orgId} and m.thread_id = r.id and not m.gone
          and m.attachments::text <> '[]'
        offset 0
      ) as x
      where r.reply_count > 0
    ), removed as (
      delete from chat_attachments a
      where a.org_id = ${channel.orgId} and a.message_id = any(array(select c.id from carriers c))
      returning a.org_id, a.id
    ), noted as (
      insert into chat_file_removals (org_id, kind, id, due_at)
      select r.org_id, 'attachment', r.id, ${at}::timestamptz from removed r
      on conflict do nothing
    )
    select max(r.seq) as seq from roots r`.execute(tx);
  return rows[0]?.seq ?? null;
}

/** The objects are gone. True: once more at `again`, since somebody may have been writing. */
export async function postponeRemoval(
  db: Database,
  { orgId, kind, id }: FileRemoval,
  again: Date,
): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    update chat_file_removals r set due_at = ${again}, removed_before = true
    where r.org_id = ${orgId} and r.kind = ${kind} and r.id = ${id} and not r.removed_before
    returning r.id`.execute(db);
  return rows.length > 0;
}

export async function deleteRemoval(
  db: Database | Tx,
  { orgId, kind, id }: FileRemoval,
): Promise<void> {
  await sql`
    delete from chat_file_removals r
    where r.org_id = ${orgId} and r.kind = ${kind} and r.id = ${id}`.execute(db);
}
