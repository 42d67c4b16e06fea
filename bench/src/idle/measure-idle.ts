import { setTimeout as sleep } from "node:timers/promises";
import type { ConnectCommand } from "../fanout/clients/main.ts";
import type { Server } from "../fanout/contender.ts";
import { residentBytesOf } from "../measure/process-usage.ts";
import { startChild } from "../run/child.ts";
import type { Progress } from "../run/progress.ts";

export interface IdleResult {
  readonly name: string;
  readonly sockets: number;
  /** Of all processes of the server, before the first socket and after so many, in bytes. */
  readonly steps: readonly { readonly sockets: number; readonly bytes: number }[];
}

/** One process of clients for so many, since it may open as many files as a server. */
const CLIENTS_MAX = 9_000;
const STEPS = 4;
export async function measureIdle(
  stack: AsyncDisposableStack,
  name: string,
  server: Server,
  /** So long nothing happens before memory is read: what a handshake leaves is collected by then. */
  settleMs: number,
  progress: Progress,
): Promise<IdleResult> {
  const steps = [{ sockets: 0, bytes: await residentBytes(server) }];
  const perStep = Math.ceil(server.clients.length / STEPS);
  let group = 0;
  for (let at = 0; at < server.clients.length; at += perStep) {
    const upTo = Math.min(at + perStep, server.clients.length);
    progress.tell(`${name}: ${upTo.toLocaleString("en")} sockets`);
    for (let from = at; from < upTo; from += CLIENTS_MAX) {
      group += 1;
      const clients = await startChild(
        stack,
        new URL("../fanout/clients/main.ts", import.meta.url),
      );
      const connect: ConnectCommand = {
        plans: server.clients.slice(from, Math.min(from + CLIENTS_MAX, upTo)),
        localAddress: `127.0.1.${group}`,
        readers: 0,
      };
      await clients.ask("connect", connect);
    }
    await sleep(settleMs);
    steps.push({ sockets: upTo, bytes: await residentBytes(server) });
  }
  return { name, sockets: server.clients.length, steps };
}

async function residentBytes({ pids }: Server): Promise<number> {
  const bytes = await Promise.all(pids.map(residentBytesOf));
  return bytes.reduce((sum, own) => sum + own, 0);
}
