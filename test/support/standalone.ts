import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Teardown } from "./teardown.ts";

const MAIN = fileURLToPath(new URL("../../apps/standalone/src/main.ts", import.meta.url));
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
): Promise<Standalone> {
  const child = spawn(process.execPath, ["--conditions=@chat/source", MAIN], {
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
  });
  let stdout = "";
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = once(child, "close").then(([code, signal]) => ({ code, signal, stderr }));
  const send = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return ended;
  };
  t.teardown(() => send("SIGTERM"));
  const running = new Promise<void>((resolve) => {
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      if (stdout.includes(LAST_LINE)) {
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
