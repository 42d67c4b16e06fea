import { setTimeout as sleep } from "node:timers/promises";
import { limits } from "@chat/contract";
import type { RedisClient } from "@chat/runtime";
import type { ConsumerGroup, Entries } from "./consumer-group.ts";

export interface DispatcherListener {
  /** Resolves when what the entries cause is safe elsewhere. */
  onEntries(entries: Entries): Promise<void>;
  onFailure(error: unknown): void;
}

/**
 * Reads the streams of one group as one of the workers that share them. An
 * entry is confirmed only once what it causes is safe: a worker that dies in
 * between leaves it to the others, who take it over. A Redis that came back
 * empty has no consumer groups; they are made anew, from the beginning.
 */
export class Dispatcher {
  readonly #redis: RedisClient;
  readonly #group: ConsumerGroup;
  readonly #listener: DispatcherListener;
  readonly #stopping = new AbortController();
  #reading = false;
  #running: Promise<void> = Promise.resolve();
  #claimAt = 0;
  #removeAt = 0;

  constructor(redis: RedisClient, group: ConsumerGroup, listener: DispatcherListener) {
    this.#redis = redis;
    this.#group = group;
    this.#listener = listener;
  }

  start(): void {
    // What fails here is tried again by the first command.
    this.#redis.connect().catch(this.#listener.onFailure);
    this.#running = this.#run();
  }

  /** Waits for what was read, but for no longer than Redis takes it. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    if (this.#reading || this.#redis.status !== "ready") {
      this.#redis.disconnect();
    }
    await Promise.race([this.#running, sleep(limits.DISPATCH_STOP_MS, undefined, { ref: false })]);
    this.#redis.disconnect();
  }

  async #run(): Promise<void> {
    let hasGroups = false;
    while (!this.#stopping.signal.aborted) {
      try {
        if (!hasGroups) {
          await this.#group.create();
          hasGroups = true;
        }
        await this.#upkeep();
        await this.#handle(await this.#read());
      } catch (error) {
        hasGroups = false;
        await this.#pauseAfter(error);
      }
    }
  }

  async #read(): Promise<Entries> {
    this.#reading = true;
    try {
      return this.#stopping.signal.aborted ? [] : await this.#group.read();
    } finally {
      this.#reading = false;
    }
  }

  /** Again until it is safe: nobody else is given what was read soon. */
  async #handle(entries: Entries): Promise<void> {
    let isSafe = entries.length === 0;
    while (!(isSafe || this.#stopping.signal.aborted)) {
      try {
        await this.#listener.onEntries(entries);
        await this.#group.confirm(entries);
        isSafe = true;
      } catch (error) {
        await this.#pauseAfter(error);
      }
    }
  }

  async #upkeep(): Promise<void> {
    const now = performance.now();
    if (now >= this.#claimAt) {
      this.#claimAt = now + limits.DISPATCH_CLAIM_MS;
      await this.#handle(await this.#group.takeOver());
    }
    if (now >= this.#removeAt) {
      this.#removeAt = now + limits.DISPATCH_CONSUMER_CLEANUP_MS;
      await this.#group.removeOthers();
    }
  }

  async #pauseAfter(error: unknown): Promise<void> {
    if (!this.#stopping.signal.aborted) {
      this.#listener.onFailure(error);
      const { signal } = this.#stopping;
      await sleep(limits.DISPATCH_RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
