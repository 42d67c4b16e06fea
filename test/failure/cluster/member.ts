import { setTimeout as sleep } from "node:timers/promises";
import { type AppProcess, startAppProcess } from "../../support/process.ts";
import type { Teardown } from "../../support/teardown.ts";

export type AppName = "api" | "gateway" | "worker";

const START_TRIES_MAX = 20;
const START_PAUSE_MS = 500;
/** Of earlier lives; the newest are kept. */
const LOG_ENTRIES_MAX = 20_000;

/** One process of the service, at an address that stays the same over all its lives. */
export interface Member {
  readonly name: string;
  readonly app: AppName;
  readonly url: string;
  readonly metricsUrl: string;
  readonly isUp: boolean;
  /** As whatever supervises it would: again and again until it is ready. */
  start(): Promise<void>;
  /** Sends the signal; waits for the end where the signal ends it. */
  signal(signal: NodeJS.Signals): Promise<void>;
  log(): readonly Readonly<Record<string, unknown>>[];
}

export function createMember(
  t: Teardown,
  app: AppName,
  name: string,
  ports: { readonly port: number; readonly metricsPort: number },
  environment: Readonly<Record<string, string>>,
): Member {
  let running: AppProcess | undefined;
  const earlier: Readonly<Record<string, unknown>>[] = [];

  async function start(): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        running = await startAppProcess(t, app, {
          ...environment,
          CHAT_PORT: String(ports.port),
          CHAT_METRICS_PORT: String(ports.metricsPort),
        });
        return;
      } catch (cause) {
        if (tries === START_TRIES_MAX) {
          throw new Error(`${name} could not be started`, { cause });
        }
        await sleep(START_PAUSE_MS);
      }
    }
  }

  return {
    name,
    app,
    url: `http://127.0.0.1:${ports.port}`,
    metricsUrl: `http://127.0.0.1:${ports.metricsPort}`,
    get isUp() {
      return running !== undefined;
    },
    start,
    async signal(signal) {
      const ending = running;
      if (signal !== "SIGSTOP" && signal !== "SIGCONT") {
        running = undefined;
        earlier.push(...(ending?.log ?? []));
        earlier.splice(0, earlier.length - LOG_ENTRIES_MAX);
      }
      await ending?.kill(signal);
    },
    log: () => [...earlier, ...(running?.log ?? [])],
  };
}
