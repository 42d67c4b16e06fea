import { readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { Account } from "./account.ts";
import { findProgram } from "./programs.ts";

const OTHERS_READ = 0o4;
const OTHERS_ENTER = 0o1;

/** In the order of their numbers in `/proc/<pid>/status`. */
const CAPABILITIES = [
  { name: "dac_override", bit: 1n << 1n },
  { name: "dac_read_search", bit: 1n << 2n },
];

export interface Launch {
  readonly program: string;
  readonly args: readonly string[];
  /** For `spawn`, where there is no `setpriv`. */
  readonly ids: { readonly uid?: number; readonly gid?: number };
}

/**
 * The command that runs `program` as the account. On Linux it goes through
 * `setpriv`, so that the kernel sends `deathSignal` when this process is
 * killed, and so that the account may pass folders that are root's alone (a
 * clone in `/root` is one) on its way to `program` and `folder`.
 */
export async function launchAs(
  account: Account,
  program: string,
  args: readonly string[],
  folder: string,
  deathSignal: NodeJS.Signals,
): Promise<Launch> {
  const setpriv = process.platform === "linux" ? await findProgram("setpriv") : undefined;
  if (setpriv === undefined) {
    return { program, args, ids: account.other ? { uid: account.uid, gid: account.gid } : {} };
  }
  const options = [`--pdeathsig=${deathSignal.slice("SIG".length)}`];
  if (account.other) {
    options.push(`--reuid=${account.uid}`, `--regid=${account.gid}`, "--clear-groups");
    const capabilities = (await isOpen(program, folder)) ? [] : await heldCapabilities();
    if (capabilities.length > 0) {
      const set = ["-all", ...capabilities.map((name) => `+${name}`)].join(",");
      // PostgreSQL asks access(2) about its own files, which forgets capabilities without the bit.
      options.push(`--inh-caps=${set}`, `--ambient-caps=${set}`, "--securebits=+no_setuid_fixup");
    }
  }
  return { program: setpriv, args: [...options, "--", program, ...args], ids: {} };
}

/** Whether anybody may run the program and enter the folder's parent. */
async function isOpen(program: string, folder: string): Promise<boolean> {
  const { mode } = await stat(program);
  const runnable = (mode & OTHERS_READ) !== 0 && (mode & OTHERS_ENTER) !== 0;
  return runnable && (await isReachable(dirname(program))) && (await isReachable(dirname(folder)));
}

async function isReachable(folder: string): Promise<boolean> {
  const { mode } = await stat(folder);
  if ((mode & OTHERS_ENTER) === 0) {
    return false;
  }
  return folder === dirname(folder) || isReachable(dirname(folder));
}

/** What root in a container may lack. */
async function heldCapabilities(): Promise<string[]> {
  const status = await readFile("/proc/self/status", "utf8");
  const effective = BigInt(`0x${/^CapEff:\s*([\da-f]+)/m.exec(status)?.[1] ?? "0"}`);
  return CAPABILITIES.filter(({ bit }) => (effective & bit) !== 0n).map(({ name }) => name);
}
