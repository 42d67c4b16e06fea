import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import type { Teardown } from "../../support/teardown.ts";

/** Of the frontend's messages these two run something: a simple query, and the execution of a prepared one. */
const QUERY = "Q".charCodeAt(0);
const EXECUTE = "E".charCodeAt(0);
const TYPE_BYTES = 1;
const LENGTH_BYTES = 4;

export interface QueryCounter {
  readonly port: number;
  queries(): number;
}

/** A proxy before Postgres that counts the queries which pass. */
export async function startQueryCounter(t: Teardown, postgresPort: number): Promise<QueryCounter> {
  let queries = 0;
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(postgresPort, "127.0.0.1");
    const count = createMessageReader((type) => {
      queries += type === QUERY || type === EXECUTE ? 1 : 0;
    });
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => open.delete(socket));
    }
    client.on("data", count);
    client.pipe(upstream).pipe(client);
    client.on("close", () => upstream.destroy());
    upstream.on("close", () => client.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => {
    server.close();
    for (const socket of open) {
      socket.destroy();
    }
  });
  return { port: (server.address() as AddressInfo).port, queries: () => queries };
}

/** Finds where each message of a frontend begins; the first one, the start-up, has no type. */
function createMessageReader(onMessage: (type: number) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  let isStarted = false;
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const head = isStarted ? TYPE_BYTES : 0;
      if (rest.length < head + LENGTH_BYTES) {
        return;
      }
      const length = head + rest.readUInt32BE(head);
      if (rest.length < length) {
        return;
      }
      if (isStarted) {
        onMessage(rest[0] ?? 0);
      }
      isStarted = true;
      rest = rest.subarray(length);
    }
  };
}
