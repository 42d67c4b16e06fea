import { randomUUID } from "node:crypto";
import { encodeEntry, groupKeys } from "@chat/domain";
import { until } from "../support/until.ts";
import type { RedisServer } from "./redis-server.ts";
import { ARRIVAL_MS, type Scene } from "./scene.ts";

const HOUR_MS = 3_600_000;

/**
 * What a dead master took with it: the message is committed and was answered, its
 * entry was acknowledged and cleared from the outbox, and nobody has read it.
 */
export async function postAndLose(scene: Scene, channelId: string): Promise<void> {
  const { world, ada } = scene;
  const client = await world.connect();
  try {
    await client.query("begin");
    const { rows } = await client.query<{ id: string }>("select uuidv7() as id");
    const id = rows[0]?.id ?? "";
    await client.query(
      `select chat_post_messages($1, false, false, array[$2]::uuid[], array[$3]::uuid[],
        array[false], array[$4]::uuid[], array[null]::uuid[], array[null]::uuid[], array['lost'],
        array[null]::text[], array[false], array[false], 50)`,
      [world.orgId, channelId, ada.id, id],
    );
    await client.query("delete from chat_outbox where org_id = $1 and channel_id = $2", [
      world.orgId,
      channelId,
    ]);
    await client.query("commit");
    scene.noteAnswered(channelId, id);
  } finally {
    await client.end();
  }
}

/**
 * Brings every reader's cursor in these groups an hour ahead of every clock, as that of
 * a master may be ahead of its replica's: what comes after a failover has lower ids.
 */
export async function appendAhead(
  { redis }: RedisServer,
  scene: Scene,
  groups: readonly number[],
): Promise<void> {
  const prefix = scene.world.environment["CHAT_REDIS_PREFIX"] ?? "";
  const keys = groups.flatMap((group) => groupKeys({ prefix, shards: 64, groups: 8 }, group));
  const event = {
    orgId: randomUUID(),
    channelId: randomUUID(),
    seq: 1,
    day: "2026-01-01",
    type: "nothing",
    userId: null,
    frame: "{}",
  };
  const before = await Promise.all(scene.world.gateways.map(entriesRead));
  for (const key of keys) {
    await redis.xadd(key, `${Date.now() + HOUR_MS}-0`, ...encodeEntry(event));
  }
  await assertEntriesRead(scene, before, keys.length);
}

/** Over the streams themselves: what the log has to fill does not count. */
export async function assertReadFromStreams(scene: Scene): Promise<void> {
  const before = await Promise.all(scene.world.gateways.map(entriesRead));
  const channels = scene.channels.flat();
  for (const id of channels) {
    await scene.post(scene.ada, id);
  }
  await assertEntriesRead(scene, before, channels.length);
}

async function assertEntriesRead(
  { world }: Scene,
  before: readonly number[],
  count: number,
): Promise<void> {
  await until(async () => {
    const now = await Promise.all(world.gateways.map(entriesRead));
    return now.every((entries, index) => entries - (before[index] ?? 0) >= count);
  }, ARRIVAL_MS);
}

async function entriesRead({ metricsUrl }: { metricsUrl: string }): Promise<number> {
  const metrics = await (await fetch(`${metricsUrl}/metrics`)).text();
  return Number(/^chat_gateway_stream_entries_total\{[^}]*\} (\d+)/m.exec(metrics)?.[1] ?? 0);
}
