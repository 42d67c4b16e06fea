import { startChild } from "../run/child.ts";
import type { Server } from "./contender.ts";
import { floorInput } from "./floor/input.ts";
import { frameOf } from "./frames.ts";
import { channelIdOf, userIdOf } from "./ids.ts";
import type { Shape } from "./shapes.ts";

const HOST = "127.0.0.1";

export async function startFloor(stack: AsyncDisposableStack, shape: Shape): Promise<Server> {
  const child = await startChild(stack, new URL("floor/main.ts", import.meta.url));
  const { port, inputPort } = await child.ask<{ port: number; inputPort: number }>("listen");
  const templates = Array.from({ length: shape.rooms }, (_, room) =>
    floorInput(
      room,
      Buffer.from(JSON.stringify(frameOf(shape.frame, channelIdOf(room), userIdOf(0)))),
    ),
  );
  return {
    name: "floor",
    pids: [child.pid],
    clients: shape.clients.map((rooms) => ({
      host: HOST,
      port,
      path: `/?rooms=${rooms.join(",")}`,
      greetings: [],
      ready: { text: "", frames: 0 },
    })),
    driver: { host: HOST, port: inputPort, templates },
    untilQuiet: async () => undefined,
    settle: async () => undefined,
    trouble: async () => undefined,
  };
}
