import { setTimeout as sleep } from "node:timers/promises";
import { limits } from "@chat/contract";
import { ENTRY_LENGTH_MIN } from "@chat/domain";
import type { Redis } from "ioredis";
import { compareIds, STREAM_START, timeOf } from "./stream-ids.ts";

/** An entry of a stream: its fields and values in turn, as bytes. */
export type EntryFields = readonly Buffer[];

export interface ReaderListener {
  onEntry(fields: EntryFields): void;
  /** So many entries of one stream were read in one go, the oldest appended at this time, in ms since the epoch. */
  onRead(entries: number, appendedAt: number): void;
  /** It was away for a while: what was trimmed or lost meanwhile is unknown. */
  onReconnected(): void;
  /** The streams are read anew from their beginning. */
  onReset(): void;
  onFailure(error: unknown): void;
}

const RETRY_MS = 500;

type StreamReply = [key: Buffer, entries: [id: Buffer, fields: Buffer[]][]][] | null;

/**
 * Reads the streams of one group over one blocking connection, from the end
 * of each as it is at the start, and goes on until it is stopped. After a
 * broken connection it compares what is there with its cursor: a Redis that
 * came back empty, or as another process, is read from its beginning, which
 * makes duplicates and holes like any other.
 */
export class GroupReader {
  readonly #redis: Redis;
  readonly #keys: readonly string[];
  readonly #listener: ReaderListener;
  #cursors: string[];
  #runId = "";
  #positioned = false;
  #stopped = false;

  constructor(redis: Redis, keys: readonly string[], listener: ReaderListener) {
    this.#redis = redis;
    this.#keys = keys;
    this.#listener = listener;
    this.#cursors = keys.map(() => STREAM_START);
  }

  /** Takes its first position, then reads in the background. */
  async start(): Promise<void> {
    this.#redis.on("close", () => {
      this.#positioned = false;
    });
    await this.#redis.connect().catch(this.#listener.onFailure);
    if (this.#redis.status === "ready") {
      await this.#position(true).catch(this.#listener.onFailure);
    }
    void this.#run();
  }

  stop(): void {
    this.#stopped = true;
    this.#redis.disconnect();
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      try {
        if (!this.#positioned) {
          await this.#position(false);
        }
        await this.#readOnce();
      } catch (error) {
        if (!this.#stopped) {
          this.#listener.onFailure(error);
          await sleep(RETRY_MS);
        }
      }
    }
  }

  /** Where each stream ends, and whether it is still the one that was read. */
  async #position(first: boolean): Promise<void> {
    const runId = /run_id:(\w+)/.exec(await this.#redis.info("server"))?.[1] ?? "";
    const newest = await Promise.all(
      this.#keys.map(async (key) => {
        const [entry] = await this.#redis.xrevrange(key, "+", "-", "COUNT", 1);
        return entry?.[0] ?? STREAM_START;
      }),
    );
    const isAnother =
      runId !== this.#runId ||
      newest.some((id, index) => compareIds(id, this.#cursors[index] ?? STREAM_START) < 0);
    if (first) {
      this.#cursors = newest;
    } else {
      this.#listener.onReconnected();
    }
    if (isAnother && !first) {
      this.#cursors = this.#keys.map(() => STREAM_START);
      this.#listener.onReset();
    }
    this.#runId = runId;
    this.#positioned = true;
  }

  async #readOnce(): Promise<void> {
    const reply: StreamReply = await this.#redis.xreadBuffer(
      "COUNT",
      limits.STREAM_READ_ENTRIES_MAX,
      "BLOCK",
      limits.STREAM_READ_BLOCK_MS,
      "STREAMS",
      ...this.#keys,
      ...this.#cursors,
    );
    for (const [key, entries] of reply ?? []) {
      const index = this.#keys.indexOf(key.toString());
      for (const [, fields] of entries) {
        if (fields.length >= ENTRY_LENGTH_MIN) {
          this.#listener.onEntry(fields);
        }
      }
      const last = entries.at(-1);
      if (last) {
        this.#cursors[index] = last[0].toString();
      }
      const [oldest] = entries;
      if (oldest) {
        this.#listener.onRead(entries.length, timeOf(oldest[0].toString()));
      }
    }
  }
}
