import { setTimeout as sleep } from "node:timers/promises";
import { limits, type SubscribeEntry } from "@chat/contract";
import { encodeEntry, type StreamLayout, shardOf, streamKey } from "@chat/domain";
import { createPool } from "@chat/runtime";
import { createSigner } from "fast-jwt";
import { type RunningApp, startApp } from "../run/app.ts";
import type { Stores } from "../run/stores.ts";
import { makeChannels, moveChannels } from "./channels.ts";
import type { ClientPlan } from "./clients/client.ts";
import type { Server } from "./contender.ts";
import { frameOf } from "./frames.ts";
import { channelIdOf, ORGANISATION_ID, userIdOf } from "./ids.ts";
import { redisCommand } from "./redis-command.ts";
import type { Shape } from "./shapes.ts";

const TOKEN_MS = 60 * 60 * 1_000;
const STREAM_LENGTH_MAX = 200_000;
/** Both as the database's settings have them: the service's defaults. */
const LAYOUT = { shards: 64, groups: 8 };
/** Around the moment at which the gateway compares its positions with Postgres. */
const CHECK_MARGIN_MS = 1_500;
/** Of the events that a gateway could not take as they came. */
const TROUBLES =
  /^chat_gateway_(?:holes_total|duplicates_total|dropped|closed_sockets_total)\S* (?!0$)\d+/gm;

/**
 * One gateway as in production. Entries go straight into its streams, past API
 * and Postgres, so that the gateway alone is measured, from the stream to the
 * socket. Postgres is told only after each window how far the channels have
 * come; so none lies across the moment at which the gateway compares its
 * positions with it, every 30 s.
 */
export async function startGateway(
  stack: AsyncDisposableStack,
  stores: Stores,
  shape: Shape,
  execArgv: readonly string[],
): Promise<Server> {
  const redisPrefix = `${stores.redisPrefix}:${shape.name}`;
  const layout: StreamLayout = { ...LAYOUT, prefix: redisPrefix };
  const environment = { ...stores.environment, CHAT_REDIS_PREFIX: redisPrefix };
  const pool = createPool(stores.databaseUrl, 1, "chat-bench");
  // Dropping the database reaches connections that are just being closed.
  pool.on("error", () => undefined);
  stack.defer(() => pool.end());
  await makeChannels(pool, shape.rooms);
  const gateway = await startApp(stack, "gateway", environment, execArgv);
  const startedAt = Date.now();
  return {
    name: "gateway",
    pids: [gateway.pid],
    clients: gatewayClients(gateway, stores.jwtSecret, shape.clients),
    driver: {
      ...stores.redis,
      templates: Array.from({ length: shape.rooms }, (_, room) =>
        entryOf(layout, channelIdOf(room), shape.frame),
      ),
    },
    untilQuiet: (seconds) => untilQuiet(startedAt, seconds),
    settle: (seqs) => moveChannels(pool, seqs),
    async trouble() {
      const metrics = await (await fetch(`${gateway.metricsUrl}/metrics`)).text();
      return metrics.match(TROUBLES)?.join(", ");
    },
  };
}

function gatewayClients(
  { url }: RunningApp,
  jwtSecret: string,
  clients: readonly (readonly number[])[],
): ClientPlan[] {
  const sign = createSigner({ key: jwtSecret, algorithm: "HS256", expiresIn: TOKEN_MS });
  const { hostname: host, port } = new URL(url);
  return clients.map((rooms, client) => ({
    host,
    port: Number(port),
    path: `/ws?token=${sign({ sub: userIdOf(client), org_id: ORGANISATION_ID })}`,
    greetings: subscribeFrames(rooms),
    ready: { text: '"type":"subscribed"', frames: rooms.length },
  }));
}

function subscribeFrames(rooms: readonly number[]): string[] {
  const frames: string[] = [];
  for (let at = 0; at < rooms.length; at += limits.SOCKET_SUBSCRIBE_CHANNELS_MAX) {
    const channels: SubscribeEntry[] = rooms
      .slice(at, at + limits.SOCKET_SUBSCRIBE_CHANNELS_MAX)
      .map((room) => ({ channel_id: channelIdOf(room) }));
    frames.push(JSON.stringify({ type: "subscribe", channels }));
  }
  return frames;
}

/** The command that appends a message of the channel. */
function entryOf(layout: StreamLayout, channelId: string, kind: Shape["frame"]): Buffer {
  const frame = frameOf(kind, channelId, userIdOf(0)) as { seq: number };
  const event = {
    orgId: ORGANISATION_ID,
    channelId,
    seq: frame.seq,
    day: "",
    type: "message",
    userId: null,
    frame: JSON.stringify(frame),
  };
  const key = streamKey(layout, shardOf(layout, channelId));
  return redisCommand(["XADD", key, "MAXLEN", "~", STREAM_LENGTH_MAX, "*", ...encodeEntry(event)]);
}

async function untilQuiet(startedAt: number, seconds: number): Promise<void> {
  const { POSITION_CHECK_MS } = limits;
  const sinceCheck = (Date.now() - startedAt) % POSITION_CHECK_MS;
  const untilCheck = POSITION_CHECK_MS - sinceCheck;
  if (sinceCheck < CHECK_MARGIN_MS) {
    await sleep(CHECK_MARGIN_MS - sinceCheck);
  } else if (untilCheck < seconds * 1_000 + CHECK_MARGIN_MS) {
    await sleep(untilCheck + CHECK_MARGIN_MS);
  }
}
