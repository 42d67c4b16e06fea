import type { Server } from "node:http";
import type { Socket } from "node:net";

/** Connections of which nobody knows yet whose they are. */
export interface Unauthenticated {
  /** It has shown a valid token. */
  admit(connection: Socket): void;
}

/** Bounds how many connections wait for their handshake; beyond that a new one is dropped. */
export function boundUnauthenticated(server: Server, max: number): Unauthenticated {
  const waiting = new Set<Socket>();
  // One function for all of them: an admitted one keeps nothing of it.
  function forget(this: Socket): void {
    waiting.delete(this);
  }
  server.on("connection", (connection) => {
    if (waiting.size >= max) {
      connection.destroy();
      return;
    }
    waiting.add(connection.once("close", forget));
  });
  return {
    admit(connection) {
      waiting.delete(connection);
      connection.off("close", forget);
    },
  };
}
