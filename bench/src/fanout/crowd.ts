import { cpuSecondsOf } from "../measure/process-usage.ts";
import { type Child, startChild } from "../run/child.ts";
import type { ConnectCommand } from "./clients/main.ts";
import type { Tally } from "./clients/tally.ts";
import type { Server } from "./contender.ts";
import type { Driven } from "./driver/main.ts";

/** What one window at one rate came to. */
export interface Window {
  readonly deliveries: number;
  /** Those that a complete window would have had. */
  readonly expected: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly serverCpuSeconds: number;
  readonly cpuSecondsPerMillion: number;
  /** Of the generator, in cores: near 1 it was the bound. */
  readonly generatorCores: number;
  readonly latency: Tally["latency"];
  readonly outOfOrder: number;
  readonly trouble: string | undefined;
}

/** A server with its clients connected and its driver ready. */
export interface Crowd {
  readonly name: string;
  readonly roomSize: number;
  run(deliveriesPerSecond: number, seconds: number): Promise<Window>;
}

const SUSTAINED_P99_MS = 100;
const READERS = 8;
/** For what is still on its way when the driver has ended. */
const DRAIN_MS = 4_000;
const MILLION = 1_000_000;
/** Each server's clients have an address of their own, so that their ports suffice. */
let addresses = 1;

export async function gather(
  stack: AsyncDisposableStack,
  server: Server,
  roomSize: number,
): Promise<Crowd> {
  const clients = await startChild(stack, new URL("clients/main.ts", import.meta.url));
  const driver = await startChild(stack, new URL("driver/main.ts", import.meta.url));
  addresses += 1;
  const connect: ConnectCommand = {
    plans: server.clients,
    localAddress: `127.0.0.${addresses}`,
    readers: READERS,
  };
  await clients.ask("connect", connect);
  await driver.ask("plan", server.driver);
  return {
    name: server.name,
    roomSize,
    run: (rate, seconds) => runWindow(server, clients, driver, roomSize, rate, seconds),
  };
}

async function runWindow(
  server: Server,
  clients: Child,
  driver: Child,
  roomSize: number,
  deliveriesPerSecond: number,
  seconds: number,
): Promise<Window> {
  await server.untilQuiet(seconds);
  await clients.ask("begin");
  const [cpuBefore, generatorBefore] = await usage(server, clients);
  const messagesPerSecond = deliveriesPerSecond / roomSize;
  const beganAt = performance.now();
  const driven = await driver.ask<Driven>("drive", { messagesPerSecond, seconds });
  const expected = driven.messages * roomSize;
  const tally = await clients.ask<Tally>("end", { expected, waitMs: DRAIN_MS });
  const elapsed = (performance.now() - beganAt) / 1_000;
  const [cpuAfter, generatorAfter] = await usage(server, clients);
  await server.settle(await driver.ask<number[]>("positions"));
  const serverCpuSeconds = cpuAfter - cpuBefore;
  return {
    deliveries: tally.deliveries,
    expected,
    seconds: elapsed,
    perSecond: tally.deliveries / elapsed,
    serverCpuSeconds,
    cpuSecondsPerMillion: (serverCpuSeconds * MILLION) / tally.deliveries,
    generatorCores: (generatorAfter - generatorBefore) / elapsed,
    latency: tally.latency,
    outOfOrder: tally.outOfOrder,
    trouble: tally.closedBecause ?? (await server.trouble()),
  };
}

async function usage(server: Server, clients: Child): Promise<[number, number]> {
  return Promise.all([cpuSecondsOf(server.pids), cpuSecondsOf([clients.pid])]);
}

/** Whether everything came, and soon enough. */
export function isSustained({ deliveries, expected, latency }: Window): boolean {
  return deliveries === expected && latency.p99 < SUSTAINED_P99_MS;
}
