import { sql } from "kysely";
import type { Database, Tx } from "../database/database.ts";

export interface UploadRef {
  readonly orgId: string;
  readonly id: string;
}

/** A file that is uploaded piece by piece. */
export interface ResumableUpload extends UploadRef {
  readonly uploaderId: string;
  readonly channelId: string | null;
  readonly name: string;
  readonly size: number;
  readonly storageKey: string;
  readonly storageUploadId: string;
  readonly partTags: readonly string[];
  readonly partBytes: number;
  readonly tailBytes: number;
  readonly finished: boolean;
  readonly createdAt: Date;
}

export type NewResumableUpload = Omit<
  ResumableUpload,
  "partTags" | "partBytes" | "tailBytes" | "finished"
>;

/** How far an upload has come. */
export type Progress = Pick<ResumableUpload, "partBytes" | "tailBytes">;

const columns = sql`u.org_id as "orgId", u.id, u.uploader_id as "uploaderId",
  u.channel_id as "channelId", u.name, u.size, u.storage_key as "storageKey",
  u.storage_upload_id as "storageUploadId", u.part_tags as "partTags",
  u.part_bytes as "partBytes", u.tail_bytes as "tailBytes",
  u.finished_at is not null as finished, u.created_at as "createdAt"`;

export async function insertUpload(tx: Tx, upload: NewResumableUpload): Promise<void> {
  await tx
    .insertInto("chat_uploads")
    .values({
      org_id: upload.orgId,
      id: upload.id,
      uploader_id: upload.uploaderId,
      channel_id: upload.channelId,
      name: upload.name,
      size: upload.size,
      storage_key: upload.storageKey,
      storage_upload_id: upload.storageUploadId,
      created_at: upload.createdAt,
    })
    .execute();
}

/** How many uploads of a user are under way, counted up to `max`. */
export async function countUnfinished(
  db: Database,
  { orgId, userId }: { orgId: string; userId: string },
  max: number,
): Promise<number> {
  const { rows } = await sql<{ uploads: number }>`
    select count(*)::integer as uploads from (
      select 1 from chat_uploads u
      where u.org_id = ${orgId} and u.uploader_id = ${userId} and u.finished_at is null
      limit ${max}
    ) as unfinished`.execute(db);
  return rows[0]?.uploads ?? 0;
}

/** An upload of the caller; nobody else's is found. */
export async function findUpload(
  db: Database,
  caller: { orgId: string; userId: string },
  uploadId: string,
): Promise<ResumableUpload | undefined> {
  const { rows } = await sql<ResumableUpload>`
    select ${columns} from chat_uploads u
    where u.org_id = ${caller.orgId} and u.id = ${uploadId}
      and u.uploader_id = ${caller.userId}`.execute(db);
  return rows[0];
}

/** Locks it for the rest of the transaction: nobody moves or finishes it meanwhile. */
export async function lockUpload(
  tx: Tx,
  { orgId, id }: UploadRef,
): Promise<ResumableUpload | undefined> {
  const { rows } = await sql<ResumableUpload>`
    select ${columns} from chat_uploads u
    where u.org_id = ${orgId} and u.id = ${id}
    for update of u`.execute(tx);
  return rows[0];
}

/** Notes how far it has come, if nobody else has moved it meanwhile; false: somebody has. */
export async function advanceUpload(
  db: Database,
  { orgId, id, partBytes, tailBytes }: ResumableUpload,
  to: Progress & { readonly partTag?: string },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update chat_uploads u set
      part_bytes = ${to.partBytes},
      tail_bytes = ${to.tailBytes},
      part_tags = u.part_tags || ${to.partTag === undefined ? [] : [to.partTag]}::text[]
    where u.org_id = ${orgId} and u.id = ${id} and u.finished_at is null
      and u.part_bytes = ${partBytes} and u.tail_bytes = ${tailBytes}`.execute(db);
  return numAffectedRows === 1n;
}

/** Whether it was this call that finished it. */
export async function markFinished(
  tx: Tx,
  { orgId, id }: ResumableUpload,
  at: Date,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update chat_uploads u set finished_at = ${at}
    where u.org_id = ${orgId} and u.id = ${id} and u.finished_at is null`.execute(tx);
  return numAffectedRows === 1n;
}

export async function deleteUpload(tx: Tx, { orgId, id }: UploadRef): Promise<void> {
  await sql`
    delete from chat_uploads u where u.org_id = ${orgId} and u.id = ${id}`.execute(tx);
}

/** Uploads of all organisations that were begun before, the oldest first. */
export async function listUploadsBefore(
  db: Database,
  before: Date,
  limit: number,
): Promise<ResumableUpload[]> {
  const { rows } = await sql<ResumableUpload>`
    select ${columns} from chat_uploads u
    where u.created_at < ${before}
    order by u.created_at
    limit ${limit}`.execute(db);
  return rows;
}
