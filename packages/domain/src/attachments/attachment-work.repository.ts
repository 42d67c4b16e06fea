import { sql } from "kysely";
import type { Database } from "../database/database.ts";

export interface AttachmentRef {
  readonly orgId: string;
  readonly id: string;
}

/**
 * Files that a worker is to look at, of all organisations, the longest due
 * first. Nobody else is given them before `until`.
 */
export async function claimDueAttachments(
  db: Database,
  at: { now: Date; until: Date },
  limit: number,
): Promise<AttachmentRef[]> {
  const { rows } = await sql<AttachmentRef>`
    update chat_attachments a set due_at = ${at.until}
    where a.ctid = any(array(
      select d.ctid from chat_attachments d
      where d.due_at <= ${at.now}
      order by d.due_at
      limit ${limit}
      for no key update skip locked
    ))
    returning a.org_id as "orgId", a.id`.execute(db);
  return rows;
}

export interface AttachmentWork extends AttachmentRef {
  readonly status: "pending" | "clean" | "infected" | "failed" | "unscanned";
  readonly storageKey: string;
  readonly contentType: string;
  readonly size: number;
  readonly createdAt: Date;
  readonly hasThumbnail: boolean;
  readonly sent: boolean;
  /** This one included. */
  readonly tries: number;
}

/** Counts a try, so that one which kills its process counts too. */
export async function beginTry(
  db: Database,
  { orgId, id }: AttachmentRef,
): Promise<AttachmentWork | undefined> {
  const { rows } = await sql<AttachmentWork>`
    update chat_attachments a set tries = a.tries + 1
    where a.org_id = ${orgId} and a.id = ${id} and a.due_at is not null
    returning a.org_id as "orgId", a.id, a.status, a.storage_key as "storageKey",
      a.content_type as "contentType", a.size, a.created_at as "createdAt",
      a.thumbnail_width is not null as "hasThumbnail", a.message_id is not null as sent, a.tries`.execute(
    db,
  );
  return rows[0];
}

export async function postponeAttachment(
  db: Database,
  { orgId, id }: AttachmentRef,
  until: Date,
): Promise<void> {
  await sql`
    update chat_attachments a set due_at = ${until}
    where a.org_id = ${orgId} and a.id = ${id}`.execute(db);
}

/** Nothing is left to do, but to look at `unsentUntil` whether it has been sent. */
export async function finishAttachment(
  db: Database,
  { orgId, id }: AttachmentRef,
  unsentUntil: Date,
): Promise<void> {
  await sql`
    update chat_attachments a set tries = 0,
      due_at = case when a.message_id is null then ${unsentUntil}::timestamptz end
    where a.org_id = ${orgId} and a.id = ${id}`.execute(db);
}

/** Which of these attachments there are whose bytes are at `place`, by id. */
export async function listAttachmentsAt(
  db: Database,
  orgId: string,
  attachments: readonly { id: string; storageKey: string }[],
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select a.id
    from unnest(
      ${attachments.map(({ id }) => id)}::uuid[],
      ${attachments.map(({ storageKey }) => storageKey)}::text[]
    ) as i(id, storage_key)
    cross join lateral (
      select x.id from chat_attachments x
      where x.org_id = ${orgId} and x.id = i.id and x.storage_key = i.storage_key
      limit 1
    ) as a`.execute(db);
  return rows.map(({ id }) => id);
}
