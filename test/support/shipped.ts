import { readFile } from "node:fs/promises";

/** `[what stands in the shipped file, what is to stand there]`. */
export type Replacement = readonly [shipped: string, wanted: string];

/**
 * A configuration as it is shipped, but for addresses, ports and folders: what
 * is tested is what operators get.
 *
 * @param path relative to the root of the repository
 * @throws where something to be replaced does not stand there
 */
export async function readShipped(
  path: string,
  replacements: readonly Replacement[],
): Promise<string> {
  const text = await readFile(new URL(`../../${path}`, import.meta.url), "utf8");
  return replacements.reduce((rendered, [shipped, wanted]) => {
    if (!rendered.includes(shipped)) {
      throw new Error(`${path} has no ${shipped}`);
    }
    return rendered.replaceAll(shipped, wanted);
  }, text);
}
