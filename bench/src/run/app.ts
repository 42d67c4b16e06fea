import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { endChild } from "./child.ts";

const READY_MS = 30_000;
const READY_POLL_MS = 50;

export interface RunningApp {
  readonly pid: number;
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly metricsUrl: string;
}

/**
 * Starts one of the service's apps as a process of its own, and waits until it
 * is ready; stopped with the stack.
 *
 * @param execArgv options of Node, such as `--cpu-prof`
 */
export async function startApp(
  stack: AsyncDisposableStack,
  app: "api" | "gateway" | "worker",
  environment: Readonly<Record<string, string>>,
  execArgv: readonly string[] = [],
): Promise<RunningApp> {
  const main = fileURLToPath(new URL(`../../../apps/${app}/src/main.ts`, import.meta.url));
  const child = spawn(process.execPath, ["--conditions=@chat/source", ...execArgv, main], {
    env: { PATH: process.env["PATH"], ...environment },
    // A process whose channel closes stops, so it does not outlive this one.
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  stack.defer(() => endChild(child));
  const ports = await new Promise<{ port: number; metricsPort: number }>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`${app} ended with ${code} before it listened`)));
    createInterface({ input: child.stdout ?? process.stdin }).on("line", (line) => {
      const entry = line.startsWith("{") ? JSON.parse(line) : undefined;
      if (entry?.msg === "listening") {
        resolve(entry);
      } else if (entry?.level === "error" || entry?.level === "fatal") {
        process.stderr.write(`${app}: ${line}\n`);
      }
    });
  });
  const url = `http://127.0.0.1:${ports.port}`;
  await untilReady(url);
  return { pid: child.pid ?? 0, url, metricsUrl: `http://127.0.0.1:${ports.metricsPort}` };
}

async function untilReady(url: string): Promise<void> {
  const deadline = Date.now() + READY_MS;
  while ((await fetch(`${url}/readyz`)).status !== 200) {
    if (Date.now() > deadline) {
      throw new Error(`${url} was not ready within ${READY_MS} ms`);
    }
    await sleep(READY_POLL_MS);
  }
}
