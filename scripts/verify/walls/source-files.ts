import { readdir } from "node:fs/promises";
import { join } from "node:path";

const SOURCE = /\.(ts|mts|cts|js|mjs|cjs)$/;
const SKIPPED = new Set(["node_modules", "dist"]);

/**
 * Every source file below the folders of `root`, relative to it, with `/` between folders.
 * Hidden folders, installed packages and what a build emits are left out.
 */
export async function findSourceFiles(root: string): Promise<string[]> {
  const files: string[] = [];
  const walk = async (folder: string): Promise<void> => {
    for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && !entry.name.startsWith(".") && !SKIPPED.has(entry.name)) {
        await walk(path);
      } else if (entry.isFile() && folder !== "" && SOURCE.test(entry.name)) {
        files.push(path);
      }
    }
  };
  await walk("");
  return files.sort();
}
