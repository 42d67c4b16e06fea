import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { testVariable } from "../support/variables.ts";

const run = promisify(execFile);

/** Runs promtool; what it says where it refuses, undefined where all is well. */
export async function promtool(...args: string[]): Promise<string | undefined> {
  try {
    await run(testVariable("TEST_PROMTOOL"), args);
    return undefined;
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    return `${stdout}${stderr}` || String(error);
  }
}
