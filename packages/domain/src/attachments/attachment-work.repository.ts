import { sql } from "kysely";
import type { Database } from "../database/database.ts";
import { type ClaimTimes, claimDueRows } from "./due-rows.repository.ts";

export interface AttachmentRef {
  readonly orgId: string;
  readonly id: string;
}

/** Files that a worker is to look at, of all organisations. */
export function claimDueAttachments(
  db: Database,
  at: ClaimTimes,
  limit: number,
): Promise<AttachmentRef[]> {
  const columns = { orgId: "org_id", id: "id" };
  return claimDueRows<AttachmentRef>(db, "chat_attachments", columns, at, limit);
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

/** When the file was uploaded that has waited longest for its scan, of all organisations. */
export async function findOldestUnscanned(db: Database): Promise<Date | undefined> {
  const { rows } = await sql<{ createdAt: Date }>`
    select a.created_at as "createdAt" from chat_attachments a
    where a.status in ('pending', 'failed') and not a.given_up and a.due_at is not null
    order by a.created_at
    limit 1`.execute(db);
  return rows[0]?.createdAt;
}

/** A place among the files that were given up, in the order of their uploads. */
export interface GivenUpPlace {
  readonly createdAt: string;
  readonly id: string;
}

/**
 * Has files scanned at `at` that were given up, of all organisations, the
 * oldest first. Answers with how many, and where to go on; null: there are no more.
 */
export async function reviveGivenUp(
  db: Database,
  after: GivenUpPlace | null,
  at: Date,
  limit: number,
): Promise<{ revived: number; last: GivenUpPlace | null }> {
  const { rows } = await sql<{ revived: number; last: GivenUpPlace | null }>`
    with found as (
      select g.org_id, g.id, g.created_at from chat_attachments g
      where g.status = 'failed' and g.given_up
        and (g.created_at, g.id) > (
          ${after?.createdAt ?? "-infinity"}::timestamptz,
          ${after?.id ?? "00000000-0000-0000-0000-000000000000"}::uuid
        )
      order by g.created_at, g.id
      limit ${limit}
    ), revived as (
      update chat_attachments a set given_up = false, tries = 0, due_at = ${at}
      from found f
      where a.org_id = f.org_id and a.id = f.id and a.given_up
      returning a.id
    )
    select (select count(*)::integer from revived) as revived, (
      select json_build_object('createdAt', f.created_at, 'id', f.id) from found f
      order by f.created_at desc, f.id desc
      limit 1
    ) as last`.execute(db);
  return rows[0] ?? { revived: 0, last: null };
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
