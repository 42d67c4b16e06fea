import { sql } from "kysely";
import type { Database } from "../database/database.ts";
import type { MessageKey } from "./message-key.ts";

const SETTING = "reindex_position";

/** How far indexing everything again has come. */
export interface ReindexPosition {
  readonly key: MessageKey;
  readonly done: number;
}

export async function findPosition(db: Database): Promise<ReindexPosition | undefined> {
  const { rows } = await sql<{ value: string }>`
    select value from chat_settings where name = ${SETTING}`.execute(db);
  const [row] = rows;
  return row && (JSON.parse(row.value) as ReindexPosition);
}

export async function savePosition(db: Database, position: ReindexPosition): Promise<void> {
  await sql`
    insert into chat_settings (name, value) values (${SETTING}, ${JSON.stringify(position)})
    on conflict (name) do update set value = excluded.value`.execute(db);
}

export async function deletePosition(db: Database): Promise<void> {
  await sql`delete from chat_settings where name = ${SETTING}`.execute(db);
}
