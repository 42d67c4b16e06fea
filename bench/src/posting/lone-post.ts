import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { cpuSecondsOf } from "../measure/process-usage.ts";
import { startApp } from "../run/app.ts";
import type { Stores } from "../run/stores.ts";
import { startContender } from "./contender.ts";
import type { Posted } from "./load/main.ts";
import { plansFor, type Stage } from "./stage.ts";

/** What one post after the other sends to Postgres, and what it costs there. */
export interface LonePost {
  readonly posts: number;
  /** Statements that post, for each message. */
  readonly statements: number;
  /** Others: the clean-up of the outbox, which no answer waits for. */
  readonly otherStatements: number;
  readonly postgresCpuMicroseconds: number;
  readonly latency: Posted["latency"];
}

const HOST = "127.0.0.1";
const SECONDS = 3;
const WARM_UP_SECONDS = 1;
const SETTLE_MS = 500;
const MICROSECONDS = 1_000_000;
/** The driver ends each statement with one of these, in the same write. */
const SYNC = Buffer.from([0x53, 0, 0, 0, 4]);

/** Counted on the wire, between an API of its own and Postgres; one connection posts. */
export async function countStatements(stores: Stores, stage: Stage): Promise<LonePost> {
  await using stack = new AsyncDisposableStack();
  const wire = await tapWire(stack, new URL(stores.databaseUrl));
  const databaseUrl = Object.assign(new URL(stores.databaseUrl), { port: String(wire.port) }).href;
  const environment = { ...stores.environment, DATABASE_URL: databaseUrl };
  const api = await startApp(stack, "api", environment);
  const plans = plansFor(api.url, stage, stores.jwtSecret, 1);
  const { load } = await startContender(stack, "api", [api.pid], plans);
  await load.ask("post", { seconds: WARM_UP_SECONDS, connections: 1 });
  await sleep(SETTLE_MS);
  wire.counts.posting = 0;
  wire.counts.other = 0;
  const before = await cpuSecondsOf([stores.pids.postgres]);
  const { created, latency } = await load.ask<Posted>("post", { seconds: SECONDS, connections: 1 });
  await sleep(SETTLE_MS);
  const used = (await cpuSecondsOf([stores.pids.postgres])) - before;
  return {
    posts: created,
    statements: wire.counts.posting / created,
    otherStatements: wire.counts.other / created,
    postgresCpuMicroseconds: (used / created) * MICROSECONDS,
    latency,
  };
}

async function tapWire(stack: AsyncDisposableStack, { hostname, port }: URL) {
  const counts = { posting: 0, other: 0 };
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect({ host: hostname, port: Number(port), noDelay: true });
    client.setNoDelay(true);
    client.on("data", (chunk) => {
      if (chunk.includes("chat_post_messages")) {
        counts.posting += 1;
      } else if (chunk.includes(SYNC)) {
        counts.other += 1;
      }
      upstream.write(chunk);
    });
    upstream.on("data", (chunk) => client.write(chunk));
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  stack.defer(() => {
    server.close();
    for (const socket of open) {
      socket.destroy();
    }
  });
  return { port: (server.address() as AddressInfo).port, counts };
}
