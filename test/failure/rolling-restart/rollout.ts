import { setTimeout as sleep } from "node:timers/promises";
import type { Member } from "../cluster/member.ts";
import type { QueryCounter } from "../cluster/query-counter.ts";

const SECOND_MS = 1_000;

/** What one gateway's restart looked like from outside. */
export interface Rollout {
  readonly gateway: string;
  readonly beganAt: number;
  readonly endedAt: number;
  /** Of all gateways together, second by second. */
  readonly queriesBySecond: readonly number[];
}

/** A load balancer's view: gateways that take connections, in turn. */
export function createBalancer(gateways: readonly Member[]) {
  const draining = new Set<Member>();
  let turn = 0;
  return {
    draining,
    next(): string {
      const ready = gateways.filter((gateway) => !draining.has(gateway));
      turn += 1;
      return ready[turn % ready.length]?.url ?? "";
    },
  };
}

/** As a deployment does it: SIGTERM, wait for the end, start, and the next one once it is ready. */
export async function rollOut(
  gateways: readonly Member[],
  draining: Set<Member>,
  counter: QueryCounter,
  onGateway: (name: string) => void,
): Promise<Rollout[]> {
  const rollouts: Rollout[] = [];
  for (const gateway of gateways) {
    onGateway(gateway.name);
    const beganAt = performance.now();
    const queriesBySecond: number[] = [];
    let before = counter.queries();
    const timer = setInterval(() => {
      const counted = counter.queries();
      queriesBySecond.push(counted - before);
      before = counted;
    }, SECOND_MS);
    draining.add(gateway);
    await gateway.signal("SIGTERM");
    await gateway.start();
    draining.delete(gateway);
    clearInterval(timer);
    rollouts.push({ gateway: gateway.name, beganAt, endedAt: performance.now(), queriesBySecond });
    await sleep(SECOND_MS);
  }
  return rollouts;
}
