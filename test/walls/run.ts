import { execFile } from "node:child_process";
import { join } from "node:path";

export const REPOSITORY = join(import.meta.dirname, "../..");

export interface Ran {
  readonly code: number;
  /** Standard output and, after it, standard error. */
  readonly output: string;
  readonly stdout: string;
}

/** Runs a script of the repository with `folder` as the tree that it looks at. */
export async function runScript(
  folder: string,
  script: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<Ran> {
  const command = ["--conditions=@chat/source", join(REPOSITORY, script), ...args];
  const options = { cwd: folder, env: { ...process.env, ...environment }, maxBuffer: 2 ** 26 };
  return new Promise((resolve) => {
    execFile(process.execPath, command, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : Number(error.code ?? 1);
      resolve({ code, output: stdout + stderr, stdout });
    });
  });
}
