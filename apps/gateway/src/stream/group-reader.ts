import { setTimeout as sleep } from "node:timers/promises";
import { limits } from "@chat/contract";
import { ENTRY_LENGTH_MIN } from "@chat/domain";
import type { RawConnection } from "@chat/runtime";
import { compareIds, STREAM_START, timeOf } from "./stream-ids.ts";

/** An entry of a stream: its fields and values in turn, as bytes. */
export type EntryFields = readonly Buffer[];

export interface ReaderListener {
  onEntry(fields: EntryFields): void;
  /** So many entries of one stream were read in one go, the oldest appended at this time, in ms since the epoch. */
  onRead(entries: number, appendedAt: number): void;
  /** A read was answered, if only that there is nothing yet. */
  onAnswer(): void;
  /** It was away for a while: what was trimmed or lost meanwhile is unknown. */
  onReconnected(): void;
  /** The streams are read anew from their beginning. */
  onReset(): void;
  onFailure(error: unknown): void;
}

const RETRY_MS = 250;

type StreamEntry = readonly [id: Buffer, fields: EntryFields];
type StreamReply = readonly (readonly [key: Buffer, entries: readonly StreamEntry[]])[] | null;

/**
 * Reads the streams of one group over one blocking connection, from the end
 * of each as it is at the start, and goes on until it is stopped. Whatever
 * fails ends the connection, and the next one begins by comparing what is there
 * with the cursor. Positions count only within an epoch, the time in which one
 * process was master: a Redis that came back empty, or a replica in the place of
 * its master, may lack what was read and have under lower ids what was not. It
 * is read from its beginning, which makes duplicates and holes like any other.
 */
export class GroupReader {
  readonly #open: () => Promise<RawConnection>;
  readonly #keys: readonly string[];
  readonly #listener: ReaderListener;
  #connection: RawConnection | undefined;
  #cursors: string[];
  #epoch = "";
  #stopped = false;

  constructor(
    open: () => Promise<RawConnection>,
    keys: readonly string[],
    listener: ReaderListener,
  ) {
    this.#open = open;
    this.#keys = keys;
    this.#listener = listener;
    this.#cursors = keys.map(() => STREAM_START);
  }

  /** Takes its first position, then reads in the background. */
  async start(): Promise<void> {
    await this.#connect(true).catch(this.#listener.onFailure);
    void this.#run();
  }

  stop(): void {
    this.#stopped = true;
    this.#connection?.close();
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      try {
        const connection = this.#connection?.isOpen ? this.#connection : await this.#connect(false);
        const entries = await this.#readOnce(connection);
        // A read costs as much as a hundred entries, however few it brings.
        if (entries >= limits.STREAM_BUSY_ENTRIES_MIN && entries < limits.STREAM_READ_ENTRIES_MAX) {
          await sleep(limits.STREAM_BUSY_PAUSE_MS);
        }
      } catch (error) {
        this.#connection?.close();
        if (!this.#stopped) {
          this.#listener.onFailure(error);
          await sleep(RETRY_MS);
        }
      }
    }
  }

  /** A connection counts only once it is known where its streams end. */
  async #connect(first: boolean): Promise<RawConnection> {
    const connection = await this.#open();
    try {
      await this.#position(connection, first);
    } catch (error) {
      connection.close();
      throw error;
    }
    this.#connection = connection;
    if (this.#stopped) {
      connection.close();
    }
    return connection;
  }

  /** Where each stream ends, and whether it is still the one that was read. */
  async #position(connection: RawConnection, first: boolean): Promise<void> {
    const epoch = epochOf(String(await connection.call("INFO", "server", "replication")));
    const newest = await Promise.all(
      this.#keys.map(async (key) => {
        const reply = await connection.call("XREVRANGE", key, "+", "-", "COUNT", 1);
        const [entry] = reply as readonly StreamEntry[];
        return entry?.[0].toString() ?? STREAM_START;
      }),
    );
    const isAnother =
      epoch !== this.#epoch ||
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
    this.#epoch = epoch;
  }

  /** Resolves with how many entries it brought. */
  async #readOnce(connection: RawConnection): Promise<number> {
    const reply = await connection.call(
      "XREAD",
      "COUNT",
      limits.STREAM_READ_ENTRIES_MAX,
      "BLOCK",
      limits.STREAM_READ_BLOCK_MS,
      "STREAMS",
      ...this.#keys,
      ...this.#cursors,
    );
    this.#listener.onAnswer();
    let count = 0;
    for (const [key, entries] of (reply as StreamReply) ?? []) {
      count += entries.length;
      const index = this.#keys.indexOf(key.toString());
      for (const [, fields] of entries) {
        if (fields.length >= ENTRY_LENGTH_MIN) {
          this.#listener.onEntry(fields);
        }
      }
      const [oldest] = entries;
      const last = entries.at(-1);
      if (oldest && last) {
        this.#cursors[index] = last[0].toString();
        this.#listener.onRead(entries.length, timeOf(oldest[0].toString()));
      }
    }
    return count;
  }
}

/** Another process is another epoch, and so is one that was a replica in between. */
function epochOf(info: string): string {
  return ["run_id", "master_replid"]
    .map((field) => new RegExp(`^${field}:(\\w+)`, "m").exec(info)?.[1])
    .join("/");
}
