import type pg from "pg";

const CREATED_INDEX =
  /create\s+(?:unique\s+)?index\s+concurrently\s+(?:if\s+not\s+exists\s+)?(\w+)/i;

/**
 * A concurrent build that failed, or was not recorded, leaves an index of its
 * name behind, often INVALID, which would make the next try fail, or pass
 * without an index.
 */
export async function dropLeftoverIndex(client: pg.Client, sql: string): Promise<void> {
  const name = CREATED_INDEX.exec(sql)?.[1];
  if (name === undefined) {
    return;
  }
  const { rowCount } = await client.query(
    `select 1 from pg_index i join pg_class c on c.oid = i.indexrelid
     where c.relname = $1 and c.relnamespace = current_schema()::regnamespace`,
    [name],
  );
  if (rowCount) {
    await client.query(`drop index concurrently ${client.escapeIdentifier(name)}`);
  }
}
