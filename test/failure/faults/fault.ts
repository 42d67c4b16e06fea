import { setTimeout as sleep } from "node:timers/promises";
import type { Cluster } from "../cluster/cluster.ts";
import type { AppName, Member } from "../cluster/member.ts";
import type { DeliveryBound } from "../history.ts";
import type { Random } from "../random.ts";

/** Of the contract: a message reaches every subscriber so soon after … */
export const PROCESS_BOUND: DeliveryBound = { ms: 2_000, countsFrom: "injection" };
/** A frozen gateway holds sockets that nobody else can serve: they wait until it goes on. */
export const SOCKETS_BOUND: DeliveryBound = { ms: 2_000, countsFrom: "healing" };
/** The contract names it for Redis; of Postgres it promises no time, and is held to the same. */
export const STORE_BOUND: DeliveryBound = { ms: 35_000, countsFrom: "healing" };

/** One thing that can go wrong. Everything that is chosen is chosen when it is drawn. */
export interface Fault {
  readonly name: string;
  /** Of a store there is only one: whatever is on its way waits until it is back. */
  readonly strikes: "process" | "store";
  draw(cluster: Cluster, random: Random): Injection;
}

export interface Injection {
  readonly detail: string;
  /** What it takes away; two faults at a time never take away of the same. */
  readonly takes: AppName | "redis" | "postgres" | "clients";
  readonly bound: DeliveryBound;
  readonly holdMs: number;
  inject(): Promise<void> | void;
  heal(): Promise<void> | void;
}

/** Draws one of the processes, and for how long. */
export function drawMember(
  { members }: Cluster,
  random: Random,
  holdMs: { readonly min: number; readonly max: number },
): { member: Member; holdMs: number } {
  const app = random.pick<AppName>(["api", "gateway", "worker"]);
  const member = random.pick(members.filter((one) => one.app === app));
  return { member, holdMs: random.integer(holdMs.min, holdMs.max) };
}

/** Runs it, scaled down where time is short, and tells when it was healed. */
export async function play(injection: Injection, scale: number): Promise<void> {
  await injection.inject();
  await sleep(injection.holdMs * scale);
  await injection.heal();
}
