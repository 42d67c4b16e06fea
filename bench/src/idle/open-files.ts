import { readFile } from "node:fs/promises";

/** How many files, sockets included, a process may have open. */
export async function openFilesMax(): Promise<number> {
  const limits = await readFile("/proc/self/limits", "utf8");
  return Number(/^Max open files\s+\d+\s+(\d+)/m.exec(limits)?.[1] ?? Number.NaN);
}
