import { limits } from "@chat/contract";
import type { RedisClient } from "@chat/runtime";
import type { StreamEntry } from "./entry.ts";

/** By stream. */
export type Entries = readonly (readonly [key: string, entries: readonly StreamEntry[]])[];

const GROUP = "jobs";
const START = "0";
const CURSOR_END = "0-0";

type RawEntries = [id: Buffer, fields: Buffer[] | null][];

/** What one reader asks of the consumer groups of its streams. */
export interface ConsumerGroup {
  /** Makes the groups that are missing, from the beginning of each stream. */
  create(): Promise<void>;
  /** What nobody has been given yet; waits for it. */
  read(): Promise<Entries>;
  /** Takes over what others were given and did not confirm for long; a page of each stream. */
  takeOver(): Promise<Entries>;
  confirm(entries: Entries): Promise<void>;
  /** Forgets readers that are gone and hold nothing. */
  removeOthers(): Promise<void>;
}

export function createConsumerGroup(
  redis: RedisClient,
  keys: readonly string[],
  consumer: string,
): ConsumerGroup {
  return {
    async create() {
      const answers = await Promise.allSettled(
        keys.map((key) => redis.xgroup("CREATE", key, GROUP, START, "MKSTREAM")),
      );
      for (const answer of answers) {
        if (answer.status === "rejected" && !String(answer.reason).includes("BUSYGROUP")) {
          throw answer.reason;
        }
      }
    },
    async read() {
      const answer = (await redis.xreadgroupBuffer(
        "GROUP",
        GROUP,
        consumer,
        "COUNT",
        limits.DISPATCH_ENTRIES_MAX,
        "BLOCK",
        limits.DISPATCH_BLOCK_MS,
        "STREAMS",
        ...keys,
        ...keys.map(() => ">"),
      )) as [key: Buffer, entries: RawEntries][] | null;
      return (answer ?? []).map(([key, entries]) => [key.toString(), toEntries(entries)]);
    },
    takeOver: () => Promise.all(keys.map(async (key) => [key, await claim(redis, key, consumer)])),
    async confirm(entries) {
      const confirmed = entries.filter(([, ofStream]) => ofStream.length > 0);
      await Promise.all(
        confirmed.map(([key, ofStream]) => redis.xack(key, GROUP, ...ofStream.map(({ id }) => id))),
      );
    },
    async removeOthers() {
      await Promise.all(keys.map((key) => removeIdle(redis, key)));
    },
  };
}

/** Entries that were trimmed meanwhile leave the group by this, too. */
async function claim(redis: RedisClient, key: string, consumer: string): Promise<StreamEntry[]> {
  const claimed: StreamEntry[] = [];
  let cursor = CURSOR_END;
  do {
    const [next, entries] = (await redis.callBuffer(
      "XAUTOCLAIM",
      key,
      GROUP,
      consumer,
      limits.DISPATCH_CLAIM_IDLE_MS,
      cursor,
      "COUNT",
      limits.DISPATCH_ENTRIES_MAX,
    )) as [Buffer, RawEntries];
    claimed.push(...toEntries(entries));
    cursor = next.toString();
  } while (cursor !== CURSOR_END && claimed.length < limits.DISPATCH_ENTRIES_MAX);
  return claimed;
}

function toEntries(raw: RawEntries): StreamEntry[] {
  return raw.map(([id, fields]) => ({ id: id.toString(), fields: fields ?? [] }));
}

async function removeIdle(redis: RedisClient, key: string): Promise<void> {
  const consumers = (await redis.xinfo("CONSUMERS", key, GROUP)) as ConsumerInfo[];
  for (const { name, pending, idle } of consumers) {
    if (pending === 0 && idle > limits.DISPATCH_CONSUMER_IDLE_MS) {
      await redis.xgroup("DELCONSUMER", key, GROUP, name);
    }
  }
}

interface ConsumerInfo {
  readonly name: string;
  readonly pending: number;
  /** Milliseconds. */
  readonly idle: number;
}
