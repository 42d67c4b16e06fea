import { sql } from "kysely";
import type { Database } from "../database/database.ts";

/** Now, and until when nobody else is given what is claimed. */
export interface ClaimTimes {
  readonly now: Date;
  readonly until: Date;
}

/**
 * Rows that are due, of all organisations, the longest due first.
 *
 * @param columns the columns of the table by the names that they are to have
 */
export async function claimDueRows<Row>(
  db: Database,
  table: "chat_attachments" | "chat_file_removals",
  columns: Readonly<Record<keyof Row & string, string>>,
  { now, until }: ClaimTimes,
  limit: number,
): Promise<Row[]> {
  const claimed = Object.entries<string>(columns).map(
    ([name, column]) => sql`r.${sql.id(column)} as ${sql.id(name)}`,
  );
  const { rows } = await sql<Row>`
    update ${sql.table(table)} r set due_at = ${until}
    where r.ctid = any(array(
      select d.ctid from ${sql.table(table)} d
      where d.due_at <= ${now}
      order by d.due_at
      limit ${limit}
      for no key update skip locked
    ))
    returning ${sql.join(claimed)}`.execute(db);
  return rows;
}
