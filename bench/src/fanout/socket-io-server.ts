import { startChild } from "../run/child.ts";
import type { Stores } from "../run/stores.ts";
import type { Server } from "./contender.ts";
import { frameOf } from "./frames.ts";
import { channelIdOf, userIdOf } from "./ids.ts";
import { redisCommand } from "./redis-command.ts";
import type { Shape } from "./shapes.ts";
import { broadcastFields, STREAM_LENGTH_MAX } from "./socket-io/stream.ts";

const HOST = "127.0.0.1";
const PROCESSES = 2;

/** Two processes, the clients divided between them. */
export async function startSocketIo(
  stack: AsyncDisposableStack,
  stores: Stores,
  shape: Shape,
): Promise<Server> {
  const streamName = `${stores.redisPrefix}:socket.io:${shape.name}`;
  const main = new URL("socket-io/main.ts", import.meta.url);
  const children = await Promise.all(
    Array.from({ length: PROCESSES }, () => startChild(stack, main)),
  );
  const ports = await Promise.all(
    children.map(async (child) => {
      const plan = { redis: stores.redis, streamName };
      return (await child.ask<{ port: number }>("listen", plan)).port;
    }),
  );
  const templates = Array.from({ length: shape.rooms }, (_, room) => {
    const frame = frameOf(shape.frame, channelIdOf(room), userIdOf(0));
    return redisCommand([
      ...["XADD", streamName, "MAXLEN", "~", STREAM_LENGTH_MAX, "*"],
      ...broadcastFields(String(room), frame),
    ]);
  });
  return {
    name: "socket.io",
    pids: children.map(({ pid }) => pid),
    clients: shape.clients.map((rooms, client) => ({
      host: HOST,
      port: ports[client % PROCESSES] ?? 0,
      path: `/socket.io/?EIO=4&transport=websocket&rooms=${rooms.join(",")}`,
      greetings: ["40"],
      ready: { text: '"joined"', frames: 1 },
    })),
    driver: { ...stores.redis, templates },
    untilQuiet: async () => undefined,
    settle: async () => undefined,
    trouble: async () => undefined,
  };
}
