import { type AddressInfo, createServer, type Socket } from "node:net";
import { WebSocketServer } from "ws";
import { serveParent } from "../../run/serve-parent.ts";
import { InputReader } from "./input.ts";
import { SocketQueue } from "./socket-queue.ts";
import { textFrame } from "./text-frame.ts";

/**
 * The floor: what the fan-out itself costs in Node. A bare `ws` server, one
 * frame built once a message, a queue per socket that leaves in one write a
 * turn of the event loop. No tokens, no order, no limits, no recovery.
 */
const rooms = new Map<number, SocketQueue[]>();

function join(socket: Socket, url: string): void {
  const queue = new SocketQueue(socket);
  const { searchParams } = new URL(url, "ws://floor");
  for (const room of (searchParams.get("rooms") ?? "").split(",").filter(Boolean).map(Number)) {
    const members = rooms.get(room) ?? [];
    rooms.set(room, members);
    members.push(queue);
  }
}

function listenToDriver(): Promise<number> {
  const server = createServer((driver) => {
    const reader = new InputReader((room, payload) => {
      const frame = textFrame(payload);
      for (const queue of rooms.get(room) ?? []) {
        queue.push(frame);
      }
    });
    driver.on("data", (bytes) => reader.read(bytes));
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

async function listen(): Promise<{ port: number; inputPort: number }> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });
  server.on("connection", (client, request) => {
    client.on("error", () => client.terminate());
    join(request.socket, request.url ?? "");
  });
  await new Promise((resolve) => server.once("listening", resolve));
  return { port: (server.address() as AddressInfo).port, inputPort: await listenToDriver() };
}

serveParent({ listen });
