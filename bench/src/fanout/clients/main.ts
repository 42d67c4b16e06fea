import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { serveParent } from "../../run/serve-parent.ts";
import { type ClientPlan, openClient } from "./client.ts";
import { ClientTally, type Tally } from "./tally.ts";

export interface ConnectCommand {
  readonly plans: readonly ClientPlan[];
  /** Where the clients come from, so that their ports suffice. */
  readonly localAddress: string;
  /** So many of them, spread evenly, read what they get. */
  readonly readers: number;
}

export interface EndCommand {
  readonly expected: number;
  readonly waitMs: number;
}

/** Handshakes under way at once. */
const CONNECTING_MAX = 64;
const POLL_MS = 2;

const tally = new ClientTally();
const sockets: Socket[] = [];

async function connectAll({ plans, localAddress, readers }: ConnectCommand): Promise<void> {
  const every = Math.max(1, Math.floor(plans.length / Math.max(readers, 1)));
  const waiting = plans.map((plan, index) => ({ plan, reads: readers > 0 && index % every === 0 }));
  const work = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const newest = new Map<string, number>();
      const socket = await openClient(next.plan, localAddress, next.reads, {
        onDelivery: () => {
          tally.deliveries += 1;
        },
        onText: (text) => tally.noteText(text, newest),
        onClosed: (why) => tally.noteClosed(why),
      });
      sockets.push(socket);
    }
  };
  await Promise.all(Array.from({ length: CONNECTING_MAX }, work));
}

/** Waits for what is still on its way, for a while. */
async function end({ expected, waitMs }: EndCommand): Promise<Tally> {
  const deadline = performance.now() + waitMs;
  while (tally.deliveries < expected && performance.now() < deadline) {
    await sleep(POLL_MS);
  }
  return tally.end();
}

serveParent({ connect: connectAll, begin: () => tally.begin(), end });
