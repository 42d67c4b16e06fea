import { setTimeout as sleep } from "node:timers/promises";
import { streamKey } from "@chat/domain";
import { Redis } from "ioredis";
import { frameOf } from "../fanout/frames.ts";
import { channelIdOf, userIdOf } from "../fanout/ids.ts";
import { cpuSecondsOf } from "../measure/process-usage.ts";
import type { Stores } from "../run/stores.ts";

export const ENTRIES_A_SECOND = 300;
const TURN_MS = 10;
const BLOCK_MS = 200;
const COUNT_MAX = 500;

export interface ReadersWindow {
  readonly entries: number;
  readonly replies: number;
  readonly redisCpuSeconds: number;
  /** Of the process that has all readers, and the writer. */
  readonly ownCpuSeconds: number;
}

/** Entries written at a steady rate, while so many connections wait for them. */
export async function measureReaders(
  stores: Stores,
  readers: number,
  seconds: number,
): Promise<ReadersWindow> {
  await using stack = new AsyncDisposableStack();
  const connect = () => {
    const redis = new Redis(stores.redis);
    stack.defer(() => redis.disconnect());
    return redis;
  };
  const layout = { prefix: stores.redisPrefix, shards: 1, groups: 1 };
  const key = streamKey(layout, 0);
  const writer = connect();
  const ending = new AbortController();
  let replies = 0;
  const reading = Array.from({ length: readers }, () =>
    follow(connect(), key, ending.signal, () => {
      replies += 1;
    }),
  );
  await sleep(BLOCK_MS);
  const ownBefore = process.cpuUsage();
  const before = await cpuSecondsOf([stores.pids.redis]);
  const entries = await write(writer, key, seconds);
  await sleep(BLOCK_MS);
  const redisCpuSeconds = (await cpuSecondsOf([stores.pids.redis])) - before;
  const own = process.cpuUsage(ownBefore);
  ending.abort();
  await Promise.all(reading);
  await writer.del(key);
  return { entries, replies, redisCpuSeconds, ownCpuSeconds: (own.user + own.system) / 1e6 };
}

async function follow(redis: Redis, key: string, signal: AbortSignal, onReply: () => void) {
  let last = "$";
  while (!signal.aborted) {
    const read = ["COUNT", COUNT_MAX, "BLOCK", BLOCK_MS, "STREAMS", key, last] as const;
    const reply = await redis.xread(...read);
    const id = reply?.[0]?.[1].at(-1)?.[0];
    if (id !== undefined) {
      onReply();
      last = id;
    }
  }
}

async function write(redis: Redis, key: string, seconds: number): Promise<number> {
  const frame = JSON.stringify(frameOf("message", channelIdOf(0), userIdOf(0)));
  const start = performance.now();
  const total = Math.round(seconds * ENTRIES_A_SECOND);
  for (let entries = 0; entries < total; ) {
    const due = ((performance.now() - start) * ENTRIES_A_SECOND) / 1_000;
    for (; entries < Math.min(due, total); entries += 1) {
      await redis.xadd(key, "*", "c", channelIdOf(0), "f", frame);
    }
    await sleep(TURN_MS);
  }
  return total;
}
