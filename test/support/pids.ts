import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const GONE_MS = 10_000;
const POLL_MS = 50;

/** The embedded servers that run on a data folder. */
export async function serverPids(folder: string): Promise<number[]> {
  const files = ["postgres/postmaster.pid", "redis/redis.pid"];
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  return texts.map((text) => Number.parseInt(text, 10));
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Waits for the end of all of them, ten seconds at most. */
export async function areGone(pids: readonly number[]): Promise<boolean> {
  const deadline = Date.now() + GONE_MS;
  while (pids.some(isAlive) && Date.now() < deadline) {
    await sleep(POLL_MS);
  }
  return !pids.some(isAlive);
}
