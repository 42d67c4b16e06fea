import { spawn } from "node:child_process";
import { once } from "node:events";
import { open, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { commandLine } from "./command-line.ts";
import type { Launch } from "./launch.ts";

/** Each of the signals in turn gets this long. */
const STOP_MS = 15_000;
const POLL_MS = 25;

/** A server that runs as long as this process does. */
export interface ServerProcess {
  readonly pid: number | undefined;
  /** Settles when it has ended, for whatever reason. */
  readonly ended: Promise<void>;
  hasEnded(): boolean;
  /** Resolves when it has ended. */
  stop(): Promise<void>;
}

/**
 * Starts a server in a session of its own, so that a terminal's Ctrl-C does
 * not stop it before those that need it. Its output replaces `logFile`.
 *
 * @param stopSignals the server's word for "stop soon", then the firmer ones
 */
export async function startServer(
  launch: Launch,
  folder: string,
  logFile: string,
  stopSignals: readonly NodeJS.Signals[],
): Promise<ServerProcess> {
  const log = await open(logFile, "w", 0o600);
  const child = spawn(launch.program, launch.args, {
    ...launch.ids,
    cwd: folder,
    detached: true,
    stdio: ["ignore", log.fd, log.fd],
  });
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  try {
    await once(child, "spawn");
  } finally {
    await log.close();
  }
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  return {
    pid: child.pid,
    ended,
    hasEnded,
    stop: () => signalUntilEnded((signal) => child.kill(signal), hasEnded, stopSignals),
  };
}

/**
 * Ends the server that a killed predecessor of this process left on `folder`.
 *
 * @param pidFile where that server noted its process id, on the first line
 */
export async function stopLeftover(
  pidFile: string,
  folder: string,
  stopSignals: readonly NodeJS.Signals[],
): Promise<void> {
  const pid = await readPid(pidFile);
  const hasEnded = () => !(pid > 0 && commandLine(pid)?.includes(folder));
  await signalUntilEnded((signal) => process.kill(pid, signal), hasEnded, stopSignals);
}

/** The number on the first line; NaN without such a file. */
export async function readPid(pidFile: string): Promise<number> {
  return Number.parseInt(await readFile(pidFile, "utf8").catch(() => ""), 10);
}

async function signalUntilEnded(
  send: (signal: NodeJS.Signals) => unknown,
  hasEnded: () => boolean,
  signals: readonly NodeJS.Signals[],
): Promise<void> {
  for (const signal of signals) {
    if (hasEnded()) {
      return;
    }
    try {
      send(signal);
    } catch {
      // Ended in between.
    }
    const deadline = Date.now() + STOP_MS;
    while (!hasEnded() && Date.now() < deadline) {
      await sleep(POLL_MS);
    }
  }
}
