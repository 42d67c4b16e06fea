import { sql } from "kysely";
import type { Database } from "../database/database.ts";

export interface PreferencesRow {
  readonly keywords: readonly string[];
  readonly push: boolean;
  readonly mail: boolean;
}

interface Owner {
  readonly orgId: string;
  readonly userId: string;
}

export async function findPreferences(
  db: Database,
  { orgId, userId }: Owner,
): Promise<PreferencesRow | undefined> {
  const { rows } = await sql<PreferencesRow>`
    select p.keywords, p.push, p.mail from chat_notification_preferences p
    where p.org_id = ${orgId} and p.user_id = ${userId}`.execute(db);
  return rows[0];
}

export interface PreferencesChange {
  /** Null stays, as with the others. */
  readonly keywords: readonly { readonly text: string; readonly words: string }[] | null;
  readonly push: boolean | null;
  readonly mail: boolean | null;
}

export async function updatePreferences(
  db: Database,
  { orgId, userId }: Owner,
  { keywords, push, mail }: PreferencesChange,
): Promise<PreferencesRow> {
  const texts = keywords?.map(({ text }) => text) ?? null;
  const words = keywords?.map((keyword) => keyword.words) ?? null;
  const { rows } = await sql<PreferencesRow>`
    insert into chat_notification_preferences as p
      (org_id, user_id, keywords, keyword_words, push, mail)
    values (${orgId}, ${userId}, coalesce(${texts}::text[], '{}'), coalesce(${words}::text[], '{}'),
      coalesce(${push}::boolean, true), coalesce(${mail}::boolean, true))
    on conflict (org_id, user_id) do update set
      keywords = coalesce(${texts}::text[], p.keywords),
      keyword_words = coalesce(${words}::text[], p.keyword_words),
      push = coalesce(${push}::boolean, p.push),
      mail = coalesce(${mail}::boolean, p.mail)
    returning p.keywords, p.push, p.mail`.execute(db);
  const [row] = rows;
  if (!row) {
    throw new Error("preferences were written without a row");
  }
  return row;
}
