import { sql } from "kysely";
import type { Database, Tx } from "../database/database.ts";

interface EditedMessage {
  readonly orgId: string;
  readonly messageId: string;
}

/** To be called where a message is edited; `seq` is that of the edit's event. */
export async function insertEditToNotify(
  tx: Tx,
  { orgId, messageId }: EditedMessage,
  edit: { seq: number; at: Date },
): Promise<void> {
  await sql`
    insert into chat_notification_edits as e (org_id, message_id, seq, edited_at)
    values (${orgId}, ${messageId}, ${edit.seq}, ${edit.at})
    on conflict (org_id, message_id) do update
    set seq = excluded.seq, edited_at = excluded.edited_at`.execute(tx);
}

/** Of all organisations those that nobody has told of since then, the oldest first. */
export async function listEditsToNotify(
  db: Database,
  before: Date,
  limit: number,
): Promise<EditedMessage[]> {
  const { rows } = await sql<EditedMessage>`
    select e.org_id as "orgId", e.message_id as "messageId"
    from chat_notification_edits e
    where e.edited_at < ${before}
    order by e.edited_at
    limit ${limit}`.execute(db);
  return rows;
}

/**
 * Everybody was told of the edit; one that came meanwhile stays.
 *
 * @param seq null: whatever edit it is, nobody is told of the message any more
 */
export async function deleteNotifiedEdit(
  db: Database,
  { orgId, messageId }: EditedMessage,
  seq: number | null,
): Promise<void> {
  await sql`
    delete from chat_notification_edits e
    where e.org_id = ${orgId} and e.message_id = ${messageId}
      and e.seq = coalesce(${seq}::bigint, e.seq)`.execute(db);
}
