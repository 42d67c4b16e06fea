import { readdir, readFile } from "node:fs/promises";

const FOLDER = new URL("../../docs/runbooks/", import.meta.url);
const CODE = /^```sh\n(.*?)^```$|`([^`\n]+)`/gms;

/** What the runbooks tell to run, a line each: their blocks of a shell, and what is code within a sentence. */
export async function readCommands(): Promise<string[]> {
  const names = await readdir(FOLDER);
  const texts = await Promise.all(names.map((name) => readFile(new URL(name, FOLDER), "utf8")));
  return texts.flatMap((text) =>
    Array.from(text.matchAll(CODE), ([, block, inline]) => (block ?? inline ?? "").split("\n"))
      .flat()
      .filter((line) => line !== ""),
  );
}

/** Every word that comes after `before` in one of the lines: `deployment/` before `chat-api`. */
export function wordsAfter(lines: readonly string[], before: RegExp): string[] {
  const found = lines.flatMap((line) =>
    Array.from(line.matchAll(new RegExp(`${before.source}([\\w./-]+)`, "g")), ([, word]) => word),
  );
  return found.filter((word) => word !== undefined);
}
