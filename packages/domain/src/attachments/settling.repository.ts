import { limits } from "@chat/contract";
import { sql } from "kysely";
import type { Tx } from "../database/database.ts";
import type { AttachmentRef } from "./attachment-work.repository.ts";

/** The message that carries an attachment, as far as it is sent. */
export interface Carrier {
  readonly messageId: string;
  readonly channelId: string;
}

/** The row is there: with its carrier, or null where it is not sent. Locks nothing. */
export async function findCarrier(
  tx: Tx,
  { orgId, id }: AttachmentRef,
): Promise<Carrier | null | undefined> {
  const { rows } = await sql<{ messageId: string | null; channelId: string | null }>`
    select m.id as "messageId", m.channel_id as "channelId"
    from chat_attachments a
    left join chat_messages m on m.org_id = a.org_id and m.id = a.message_id
    where a.org_id = ${orgId} and a.id = ${id}`.execute(tx);
  const [row] = rows;
  if (!row) {
    return undefined;
  }
  const { messageId, channelId } = row;
  return messageId === null || channelId === null ? null : { messageId, channelId };
}

/** Locks a channel for the rest of the transaction, whoever asks; answers with its newest `seq`. */
export async function lockChannelOfAttachment(
  tx: Tx,
  orgId: string,
  channelId: string,
): Promise<{ lastSeq: number; deleted: boolean }> {
  const { rows } = await sql<{ lastSeq: number; deleted: boolean }>`
    select c.last_seq as "lastSeq", c.deleted_at is not null as deleted
    from (select set_config('lock_timeout', ${limits.CHANNEL_LOCK_TIMEOUT}, true)) as waits,
      chat_channels c
    where c.org_id = ${orgId} and c.id = ${channelId}
    for no key update of c`.execute(tx);
  const [row] = rows;
  if (!row) {
    throw new Error("the channel of a message is not there");
  }
  return row;
}

export interface LockedAttachment {
  readonly status: string;
  readonly uploaderId: string;
  readonly messageId: string | null;
}

/** After the channel, where there is one: that is the order of locks everywhere. */
export async function lockAttachment(
  tx: Tx,
  { orgId, id }: AttachmentRef,
): Promise<LockedAttachment | undefined> {
  const { rows } = await sql<LockedAttachment>`
    select a.status, a.uploader_id as "uploaderId", a.message_id as "messageId"
    from chat_attachments a
    where a.org_id = ${orgId} and a.id = ${id}
    for no key update of a`.execute(tx);
  return rows[0];
}

export interface AttachmentState {
  readonly status: string;
  /** Where the bytes are now; absent: where they were. */
  readonly storageKey?: string;
  readonly picture?: Picture;
  /** When a worker is to look again. */
  readonly dueAt: Date;
  /** Whether it could not be scanned and is not tried again by itself; absent: no. */
  readonly isGivenUp?: boolean;
}

/** Pixels, as the picture is shown. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly thumbnail: { readonly width: number; readonly height: number };
}

/** Answers with the wire text. */
export async function updateAttachment(
  tx: Tx,
  { orgId, id }: AttachmentRef,
  { status, storageKey, picture, dueAt, isGivenUp = false }: AttachmentState,
): Promise<string> {
  const { rows } = await sql<{ attachment: string }>`
    update chat_attachments a set
      status = ${status}, due_at = ${dueAt}, tries = 0, given_up = ${isGivenUp},
      storage_key = coalesce(${storageKey ?? null}, a.storage_key),
      width = coalesce(${picture?.width ?? null}::integer, a.width),
      height = coalesce(${picture?.height ?? null}::integer, a.height),
      thumbnail_width = coalesce(${picture?.thumbnail.width ?? null}::integer, a.thumbnail_width),
      thumbnail_height = coalesce(${picture?.thumbnail.height ?? null}::integer, a.thumbnail_height)
    where a.org_id = ${orgId} and a.id = ${id}
    returning chat_attachment_json(a) as attachment`.execute(tx);
  const [row] = rows;
  if (!row) {
    throw new Error("an attachment that is locked is not there");
  }
  return row.attachment;
}

/**
 * Shows the attachment as it is now in the message that carries it, and notes
 * the event that tells of it, so that a deletion finds that too. False: the
 * message is deleted.
 */
export async function rewriteFragment(
  tx: Tx,
  { orgId, id }: AttachmentRef,
  messageId: string,
  eventSeq: number,
): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    update chat_messages m set
      attachments = chat_replace_attachment(m.attachments, a),
      edit_seqs = m.edit_seqs || ${eventSeq}::bigint
    from chat_attachments a
    where m.org_id = ${orgId} and m.id = ${messageId} and m.deleted_at is null
      and a.org_id = m.org_id and a.id = ${id}
    returning m.id`.execute(tx);
  return rows.length > 0;
}
