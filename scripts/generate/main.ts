import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import type { Artefact } from "./artefact.ts";
import { ARTEFACTS } from "./artefacts.ts";

/** The artefacts of these paths, all of them where none is named. */
function chooseArtefacts(paths: string[]): Artefact[] {
  const unknown = paths.filter((path) => !ARTEFACTS.some((artefact) => artefact.path === path));
  if (unknown.length > 0) {
    const known = ARTEFACTS.map(({ path }) => path).join(", ");
    throw new Error(`not generated: ${unknown.join(", ")}; generated are ${known}`);
  }
  return paths.length === 0 ? ARTEFACTS : ARTEFACTS.filter(({ path }) => paths.includes(path));
}

/** Makes one artefact in the working directory; answers false where a check finds it stale. */
async function settle({ path, make }: Artefact, check: boolean): Promise<boolean> {
  const file = join(process.cwd(), path);
  const made = await make();
  const present = await readFile(file, "utf8").catch(() => undefined);
  if (made === present) {
    return true;
  }
  if (check) {
    console.log(`${path} is stale: run \`pnpm generate ${path}\` and commit it`);
    return false;
  }
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, made);
  console.log(`wrote ${path}`);
  return true;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { check: { type: "boolean", default: false } },
});

try {
  for (const artefact of chooseArtefacts(positionals)) {
    if (!(await settle(artefact, values.check))) {
      process.exitCode = 1;
    }
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
