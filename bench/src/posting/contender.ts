import { cpuSecondsOf } from "../measure/process-usage.ts";
import { type Child, startChild } from "../run/child.ts";
import type { RequestPlan } from "./load/connection.ts";
import type { PostCommand, Posted } from "./load/main.ts";

const MILLION = 1_000_000;

/** A server that takes posts, its load generator connected. */
export interface Contender {
  readonly name: string;
  readonly pids: readonly number[];
  readonly load: Child;
}

/** One window; what a part of the service used is for a million of its posts. */
export interface Window extends Posted {
  readonly perSecond: number;
  readonly cpuSecondsPerMillion: number;
  readonly postgresCpuSecondsPerMillion: number;
  readonly redisCpuSecondsPerMillion: number;
  readonly generatorCores: number;
}

export async function startContender(
  stack: AsyncDisposableStack,
  name: string,
  pids: readonly number[],
  plans: readonly RequestPlan[],
): Promise<Contender> {
  const load = await startChild(stack, new URL("load/main.ts", import.meta.url));
  await load.ask("connect", plans);
  return { name, pids, load };
}

/**
 * Posts for so long, and takes what everybody used meanwhile; a little longer
 * of the stores, whose clean-up follows the answers.
 */
export async function measureWindow(
  { pids, load }: Contender,
  stores: { readonly postgres: number; readonly redis: number },
  command: PostCommand,
  settle: () => Promise<unknown>,
): Promise<Window> {
  const groups = [pids, [stores.postgres], [stores.redis], [load.pid]];
  const used = () => Promise.all(groups.map((group) => cpuSecondsOf(group)));
  const before = await used();
  const posted = await load.ask<Posted>("post", command);
  await settle();
  const after = await used();
  const [own = 0, postgres = 0, redis = 0, generator = 0] = after.map(
    (seconds, index) => seconds - (before[index] ?? 0),
  );
  const perMillion = (seconds: number) => (seconds / posted.created) * MILLION;
  return {
    ...posted,
    perSecond: posted.created / posted.seconds,
    cpuSecondsPerMillion: perMillion(own),
    postgresCpuSecondsPerMillion: perMillion(postgres),
    redisCpuSecondsPerMillion: perMillion(redis),
    generatorCores: generator / posted.seconds,
  };
}
