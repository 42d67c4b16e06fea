import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { findProgram, succeeds } from "./programs.ts";

const run = promisify(execFile);

const INSTALL_MS = 5 * 60 * 1_000;

/** Runs a command as root. */
export type AsRoot = (...command: string[]) => Promise<void>;

/**
 * Installs a package by apt, as root or through a sudo that asks no password.
 *
 * @param onInstall called before the installation, which takes a while
 * @returns how to run more as root; undefined where it could not be installed
 */
export async function installByApt(
  name: string,
  onInstall: () => void,
): Promise<AsRoot | undefined> {
  const apt = await findProgram("apt-get");
  const isRoot = process.getuid?.() === 0;
  if (apt === undefined || !(isRoot || (await succeeds("sudo", "-n", "true")))) {
    return undefined;
  }
  onInstall();
  const asRoot: AsRoot = async (...command) => {
    const [program = "", ...args] = isRoot ? command : ["sudo", "-n", ...command];
    await run(program, args, { timeout: INSTALL_MS });
  };
  // A package that brings a server may not start it: nobody here needs that one.
  const quietly = ["env", "DEBIAN_FRONTEND=noninteractive", "RUNLEVEL=1"];
  const install = () =>
    asRoot(...quietly, apt, "install", "--yes", "--no-install-recommends", name);
  try {
    await install().catch(async () => {
      await asRoot(apt, "update");
      await install();
    });
    return asRoot;
  } catch {
    return undefined;
  }
}
