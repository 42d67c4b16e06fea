import type { ClientPlan } from "./clients/client.ts";
import type { DriverPlan } from "./driver/main.ts";

/** A server that fans out, running and waiting for clients. */
export interface Server {
  readonly name: string;
  /** Of everything that counts as the server. */
  readonly pids: readonly number[];
  readonly clients: readonly ClientPlan[];
  readonly driver: DriverPlan;
  /** Waits until a window of so many seconds is not disturbed. */
  untilQuiet(seconds: number): Promise<void>;
  /** Told after each window up to which `seq` each room has come. */
  settle(seqs: readonly number[]): Promise<void>;
  /** What it has to say about itself, such as events that it had to fetch. */
  trouble(): Promise<string | undefined>;
}
