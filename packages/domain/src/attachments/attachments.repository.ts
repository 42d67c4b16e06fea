import { sql } from "kysely";
import type { Database, Tx } from "../database/database.ts";

/** A file as it is when its upload is complete. */
export interface NewAttachment {
  readonly id: string;
  readonly orgId: string;
  readonly uploaderId: string;
  /** Where alone it may be sent; null: anywhere. */
  readonly channelId: string | null;
  readonly name: string;
  readonly contentType: string;
  readonly size: number;
  readonly sha256: string;
  readonly status: "pending" | "unscanned";
  readonly storageKey: string;
  readonly at: Date;
}

/** Answers with the wire text. */
export async function insertAttachment(tx: Tx, attachment: NewAttachment): Promise<string> {
  const { orgId, id, uploaderId, channelId, name, contentType, size } = attachment;
  const { rows } = await sql<{ attachment: string }>`
    insert into chat_attachments as a (
      org_id, id, uploader_id, channel_id, name, content_type, size, sha256, status,
      storage_key, created_at
    ) values (
      ${orgId}, ${id}, ${uploaderId}, ${channelId}, ${name}, ${contentType}, ${size},
      ${attachment.sha256}, ${attachment.status}, ${attachment.storageKey}, ${attachment.at}
    )
    returning chat_attachment_json(a) as attachment`.execute(tx);
  return (rows[0] as { attachment: string }).attachment;
}

/** Locks what the files of an organisation take, for the rest of the transaction; in bytes. */
export async function lockStorageUse(tx: Tx, orgId: string): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`
    insert into chat_storage_use as u (org_id) values (${orgId})
    on conflict (org_id) do update set bytes = u.bytes
    returning bytes`.execute(tx);
  return rows[0]?.bytes ?? 0;
}

/** What the files of an organisation take, in bytes. */
export async function findStorageUse(db: Database, orgId: string): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`
    select bytes from chat_storage_use where org_id = ${orgId}`.execute(db);
  return rows[0]?.bytes ?? 0;
}

export interface AttachmentRow {
  /** The wire text. */
  readonly attachment: string;
  readonly orgId: string;
  readonly id: string;
  readonly uploaderId: string;
  readonly name: string;
  readonly contentType: string;
  readonly status: string;
  readonly storageKey: string;
  readonly hasThumbnail: boolean;
  readonly sent: boolean;
  /** Its message or that one's channel was deleted. */
  readonly deleted: boolean;
  /** Of the channel of its message; null while it is not sent. */
  readonly type: string | null;
  readonly archived: boolean;
  readonly callerRole: string | null;
}

/** A file with what decides access to it, in one snapshot. */
export async function findAttachment(
  db: Database,
  caller: { orgId: string; userId: string },
  attachmentId: string,
): Promise<AttachmentRow | undefined> {
  const { rows } = await sql<AttachmentRow>`
    select chat_attachment_json(a) as attachment, a.org_id as "orgId", a.id,
      a.uploader_id as "uploaderId", a.name, a.content_type as "contentType", a.status,
      a.storage_key as "storageKey", a.thumbnail_width is not null as "hasThumbnail",
      a.message_id is not null as sent,
      a.message_id is not null
        and (m.id is null or m.deleted_at is not null or c.id is null or c.deleted_at is not null)
        as deleted,
      c.type, c.archived_at is not null as archived, own.role as "callerRole"
    from chat_attachments a
    left join chat_messages m on m.org_id = a.org_id and m.id = a.message_id
    left join chat_channels c on c.org_id = a.org_id and c.id = m.channel_id
    left join chat_channel_members own
      on own.org_id = a.org_id and own.channel_id = c.id and own.user_id = ${caller.userId}
    where a.org_id = ${caller.orgId} and a.id = ${attachmentId}`.execute(db);
  return rows[0];
}
