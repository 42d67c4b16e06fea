import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { StartError } from "../start-error.ts";
import { installByApt } from "./apt.ts";
import { findProgram } from "./programs.ts";

const run = promisify(execFile);

const NAMES = ["redis-server", "valkey-server"];
const PACKAGE = "redis-server";
const MAJOR_MIN = 7;

/**
 * The Redis, or Valkey, of this machine; where there is none, the package of
 * the distribution is installed, if this process may.
 *
 * @param onInstall called before the installation, which takes a while
 * @throws {StartError} that says what to install
 */
export async function findRedis(onInstall: () => void): Promise<string> {
  const found = await findInstalled();
  if (found !== undefined) {
    return found;
  }
  const installed = (await installRedis(onInstall)) ? await findInstalled() : undefined;
  if (installed === undefined) {
    throw new StartError(
      `Redis ${MAJOR_MIN} or newer is needed: install it (apt-get install redis-server, ` +
        "brew install redis), or set REDIS_ADDR to the host:port of one",
    );
  }
  return installed;
}

async function findInstalled(): Promise<string | undefined> {
  for (const name of NAMES) {
    const program = await findProgram(name);
    if (program !== undefined && (await isRecent(program))) {
      return program;
    }
  }
  return undefined;
}

async function isRecent(program: string): Promise<boolean> {
  const { stdout } = await run(program, ["--version"]).catch(() => ({ stdout: "" }));
  return Number(/\bv=(\d+)\./.exec(stdout)?.[1] ?? 0) >= MAJOR_MIN;
}

async function installRedis(onInstall: () => void): Promise<boolean> {
  const asRoot = await installByApt(PACKAGE, onInstall);
  await asRoot?.("systemctl", "disable", "--now", PACKAGE).catch(() => undefined);
  return asRoot !== undefined;
}
