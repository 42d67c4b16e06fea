import { sql } from "kysely";
import type { Database, Tx } from "../database/database.ts";

export interface UserClaims {
  readonly orgId: string;
  readonly id: string;
  readonly role: string;
  readonly issuedAt: number;
  readonly name: string | null;
  readonly email: string | null;
  readonly picture: string | null;
}

/** Creates the user, or refreshes the row from a token with a later `iat`; absent claims keep. */
export async function upsertUser(db: Database, claims: UserClaims): Promise<void> {
  await sql`
    insert into chat_users as u (org_id, id, name, email, picture, role, claims_iat)
    values (${claims.orgId}, ${claims.id}, ${claims.name ?? ""}, ${claims.email},
      ${claims.picture}, ${claims.role}, ${claims.issuedAt})
    on conflict (org_id, id) do update set
      name = coalesce(${claims.name}::text, u.name),
      email = coalesce(excluded.email, u.email),
      picture = coalesce(excluded.picture, u.picture),
      role = excluded.role,
      claims_iat = excluded.claims_iat
    where u.claims_iat < excluded.claims_iat`.execute(db);
}

export function findUser(db: Database, orgId: string, id: string) {
  return db
    .selectFrom("chat_users")
    .selectAll()
    .where("org_id", "=", orgId)
    .where("id", "=", id)
    .executeTakeFirst();
}

/** Which of the ids are users of the organisation. */
export async function listKnownUserIds(
  db: Database | Tx,
  orgId: string,
  ids: readonly string[],
): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select id from chat_users
    where org_id = ${orgId} and id = any(${ids}::uuid[])`.execute(db);
  return new Set(rows.map(({ id }) => id));
}
