import { delimiter, join } from "node:path";

/** The folder of the repository that these scripts belong to. */
export const REPOSITORY = join(import.meta.dirname, "..", "..");

/** The environment in which the repository's own tools are found first, as pnpm provides it. */
export function toolEnvironment(): NodeJS.ProcessEnv {
  const bin = join(REPOSITORY, "node_modules", ".bin");
  return { ...process.env, PATH: `${bin}${delimiter}${process.env["PATH"] ?? ""}` };
}
