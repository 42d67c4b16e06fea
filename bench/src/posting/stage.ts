import { createSigner } from "fast-jwt";
import type pg from "pg";
import { v7 as uuidv7 } from "uuid";
import type { RequestPlan } from "./load/connection.ts";

export const API_PREFIX = "/api/v1";
const TOKEN_MS = 4 * 60 * 60 * 1_000;

/** An organisation with channels, each with the same members. */
export interface Stage {
  readonly orgId: string;
  readonly channelIds: readonly string[];
  readonly userIds: readonly string[];
}

export async function makeStage(
  pool: pg.Pool,
  { channels, users }: { channels: number; users: number },
): Promise<Stage> {
  const orgId = uuidv7();
  const channelIds = Array.from({ length: channels }, () => uuidv7());
  const userIds = Array.from({ length: users }, () => uuidv7());
  await pool.query(
    "insert into chat_users (org_id, id) select $1, u.id from unnest($2::uuid[]) as u (id)",
    [orgId, userIds],
  );
  await pool.query(
    `insert into chat_channels
       (org_id, id, type, name, created_by, created_at, updated_at, member_count)
     select $1, c.id, 'public', 'room-' || n, $3, now(), now(), $4
     from unnest($2::uuid[]) with ordinality as c (id, n)`,
    [orgId, channelIds, userIds[0], userIds.length],
  );
  await pool.query(
    `insert into chat_channel_members (org_id, channel_id, user_id, role, joined_at)
     select $1, c.id, u.id, 'member', now()
     from unnest($2::uuid[]) as c (id), unnest($3::uuid[]) as u (id)`,
    [orgId, channelIds, userIds],
  );
  await pool.query("analyze");
  return { orgId, channelIds, userIds };
}

/** One connection a plan, each of another user; the channels take turns. */
export function plansFor(
  url: string,
  { orgId, channelIds, userIds }: Stage,
  jwtSecret: string,
  connections: number,
): RequestPlan[] {
  const sign = createSigner({ key: jwtSecret, algorithm: "HS256", expiresIn: TOKEN_MS });
  const { hostname: host, port } = new URL(url);
  return Array.from({ length: connections }, (_, index) => ({
    host,
    port: Number(port),
    path: `${API_PREFIX}/channels/${channelIds[index % channelIds.length]}/messages`,
    token: sign({ sub: userIds[index % userIds.length], org_id: orgId }),
  }));
}
