import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { StartError } from "../start-error.ts";
import { findProgram, succeeds } from "./programs.ts";

const run = promisify(execFile);

const NAMES = ["redis-server", "valkey-server"];
const PACKAGE = "redis-server";
const MAJOR_MIN = 7;
const INSTALL_MS = 5 * 60 * 1_000;

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

/** By apt, as root or through a sudo that asks no password; false where that cannot be. */
async function installRedis(onInstall: () => void): Promise<boolean> {
  const apt = await findProgram("apt-get");
  const asRoot = process.getuid?.() === 0;
  if (apt === undefined || !(asRoot || (await succeeds("sudo", "-n", "true")))) {
    return false;
  }
  onInstall();
  const root = async (...command: string[]) => {
    const [program = "", ...args] = asRoot ? command : ["sudo", "-n", ...command];
    await run(program, args, { timeout: INSTALL_MS });
  };
  // The package starts a server of its own, which nobody here needs.
  const quietly = ["env", "DEBIAN_FRONTEND=noninteractive", "RUNLEVEL=1"];
  const install = () =>
    root(...quietly, apt, "install", "--yes", "--no-install-recommends", PACKAGE);
  try {
    await install().catch(async () => {
      await root(apt, "update");
      await install();
    });
  } catch {
    return false;
  }
  await root("systemctl", "disable", "--now", PACKAGE).catch(() => undefined);
  return true;
}
