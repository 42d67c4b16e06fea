import type { Client } from "pg";

/**
 * Loads tables without their secondary indexes, which are then built as the
 * migrations define them: much quicker than growing them row by row.
 */
export async function loadWithoutIndexes(
  client: Client,
  tables: readonly string[],
  load: () => Promise<void>,
): Promise<void> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
     from pg_index i
     where i.indrelid = any($1::regclass[])
       and not exists (select 1 from pg_constraint c where c.conindid = i.indexrelid)`,
    [tables],
  );
  for (const { name } of rows) {
    await client.query(`drop index ${name}`);
  }
  await load();
  for (const { definition } of rows) {
    await client.query(definition);
  }
}
