import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdapter } from "@socket.io/redis-streams-adapter";
import { Redis } from "ioredis";
import { Server } from "socket.io";
import { serveParent } from "../../run/serve-parent.ts";
import { STREAM_LENGTH_MAX } from "./stream.ts";

export interface SocketIoPlan {
  readonly redis: { readonly host: string; readonly port: number };
  readonly streamName: string;
}

/** A socket.io server as its documentation sets it up for several processes. */
async function listen({ redis, streamName }: SocketIoPlan): Promise<{ port: number }> {
  const server = createServer();
  const io = new Server(server, {
    adapter: createAdapter(new Redis(redis), { streamName, maxLen: STREAM_LENGTH_MAX }),
    serveClient: false,
    transports: ["websocket"],
  });
  io.on("connection", (socket) => {
    const { rooms } = socket.handshake.query;
    void socket.join(
      String(rooms ?? "")
        .split(",")
        .filter(Boolean),
    );
    socket.emit("joined");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: (server.address() as AddressInfo).port };
}

serveParent({ listen });
