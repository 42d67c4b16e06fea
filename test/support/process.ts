import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { searchOutput } from "./searched-output.ts";
import type { Teardown } from "./teardown.ts";

const READY_POLL_MS = 20;
const READY_MS = 20_000;
/** The newest are kept. */
const LOG_ENTRIES_MAX = 10_000;

export interface AppProcess {
  readonly pid: number;
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly metricsUrl: string;
  /** What it has logged, parsed. */
  readonly log: readonly Readonly<Record<string, unknown>>[];
  /** Sends the signal and waits for the end; SIGSTOP and SIGCONT are only sent. */
  kill(signal: NodeJS.Signals): Promise<void>;
}

/** Runs `apps/<app>/src/main.ts` as `startMainProcess` does. */
export function startAppProcess(
  t: Teardown,
  app: "api" | "gateway" | "worker",
  environment: Readonly<Record<string, string>>,
): Promise<AppProcess> {
  return startMainProcess(
    t,
    new URL(`../../apps/${app}/src/main.ts`, import.meta.url),
    environment,
  );
}

/**
 * Runs a file that calls `runMain` as a process of the operating system, for
 * tests that kill, freeze or stop one. Resolves when it is ready; killed when
 * the test ends.
 *
 * @param environment of `createTestEnvironment`
 */
export function startMainProcess(
  t: Teardown,
  main: URL,
  environment: Readonly<Record<string, string>>,
): Promise<AppProcess> {
  return startNodeProcess(t, ["--conditions=@chat/source", fileURLToPath(main)], environment);
}

/** Which Node, where and as whom; as this process does, unless it says otherwise. */
export interface Surroundings extends Pick<SpawnOptions, "cwd" | "uid" | "gid"> {
  readonly node?: string;
}

/** The same of a file that needs other arguments of Node, or other surroundings. */
export async function startNodeProcess(
  t: Teardown,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  { node = process.execPath, ...options }: Surroundings = {},
): Promise<AppProcess> {
  const child = spawn(node, args, {
    ...options,
    env: { PATH: process.env["PATH"], LOG_LEVEL: "info", ...environment },
    // A process whose channel closes stops, so it does not outlive a test that is killed.
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  searchOutput(child.stdout);
  t.teardown(() => end(child, "SIGKILL"));
  const log: Record<string, unknown>[] = [];
  try {
    return await whenReady(child, log);
  } catch (error) {
    await end(child, "SIGKILL");
    throw error;
  }
}

async function whenReady(child: ChildProcess, log: Record<string, unknown>[]): Promise<AppProcess> {
  const { port, metricsPort } = await listening(child, log);
  const url = `http://127.0.0.1:${port}`;
  await ready(url);
  return {
    pid: child.pid ?? 0,
    url,
    metricsUrl: `http://127.0.0.1:${metricsPort}`,
    log,
    kill: (signal) => end(child, signal),
  };
}

/** Its log says which ports it got. */
function listening(
  child: ChildProcess,
  log: Record<string, unknown>[],
): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`it ended with ${code} before it listened`)));
    const lines = createInterface({ input: child.stdout ?? process.stdin });
    lines.on("line", (line) => {
      const entry = line.startsWith("{") ? JSON.parse(line) : { msg: line };
      log.push(entry);
      log.splice(0, log.length - LOG_ENTRIES_MAX);
      if (entry.msg === "listening") {
        resolve(entry);
      }
    });
  });
}

async function ready(url: string): Promise<void> {
  const deadline = Date.now() + READY_MS;
  for (;;) {
    const { status } = await fetch(`${url}/readyz`);
    if (status === 200) {
      return;
    }
    if (Date.now() > deadline) {
      throw new Error(`${url} was not ready within ${READY_MS} ms`);
    }
    await sleep(READY_POLL_MS);
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const ended = child.exitCode !== null || child.signalCode !== null;
  if (ended || !child.kill(signal) || signal === "SIGSTOP" || signal === "SIGCONT") {
    return;
  }
  await once(child, "exit");
}
