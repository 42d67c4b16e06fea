import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { searchOutput } from "./searched-output.ts";
import type { Teardown } from "./teardown.ts";

const pathOf = (file: string) => fileURLToPath(new URL(`../../${file}`, import.meta.url));

const MAIN = ["--conditions=@chat/source", pathOf("apps/standalone/src/main.ts")];
/** With the process between npm and the service. */
export const BOOTSTRAP = [pathOf("scripts/bootstrap.mjs"), "start"];
const LAST_LINE = "Ctrl-C stops";

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

export interface Standalone {
  readonly pid: number;
  /** What it printed for the person who started it. */
  readonly banner: string;
  readonly ended: Promise<Ended>;
  kill(signal: NodeJS.Signals): Promise<Ended>;
  /** What happens when the process that started it is killed. */
  disconnect(): Promise<Ended>;
}

export async function createDataFolder(t: Teardown): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "chat-standalone-"));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return join(folder, "data");
}

/** What `npm start` starts, on free ports. Resolves when it has ended, or said that it runs. */
export async function startStandalone(
  t: Teardown,
  dataFolder: string,
  environment: Readonly<Record<string, string>> = {},
  command: readonly string[] = MAIN,
): Promise<Standalone> {
  const child = spawn(process.execPath, command, {
    env: {
      PATH: process.env["PATH"],
      CHAT_DATA_DIR: dataFolder,
      CHAT_HOST: "127.0.0.1",
      CHAT_PORT: "0",
      CHAT_METRICS_PORT: "0",
      LOG_LEVEL: "error",
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  }) as ChildProcessByStdio<null, Readable, Readable>;
  let stdout = "";
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  // Not "close", which never comes once the channel was closed from here.
  const ended = Promise.all([once(child, "exit"), once(child.stderr, "close")]).then(
    ([[code, signal]]) => ({ code, signal, stderr }),
  );
  const send = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return ended;
  };
  t.teardown(() => send("SIGTERM"));
  searchOutput(child.stderr);
  const running = new Promise<void>((resolve) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      if (stdout.includes(LAST_LINE)) {
        // What stands above it is for a person, with tokens to try.
        child.stdout.removeAllListeners("data");
        searchOutput(child.stdout.resume());
        resolve();
      }
    });
  });
  await Promise.race([running, ended]);
  return {
    pid: child.pid ?? 0,
    banner: stdout,
    ended,
    kill: send,
    disconnect: () => {
      child.disconnect();
      return ended;
    },
  };
}
