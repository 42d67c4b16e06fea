import { readFile } from "node:fs/promises";

/** Of `/proc/<pid>/stat`, counted from the one after the command's name. */
const STAT = { parent: 1, user: 11, system: 12, childrenUser: 13, childrenSystem: 14 } as const;
/** USER_HZ, which is the same on every Linux that Node runs on. */
const TICKS_A_SECOND = 100;
const KIB = 1_024;

/**
 * The seconds of processor time that these processes and all their descendants
 * have used, dead ones included once their parent has noticed. To 10 ms.
 */
export async function cpuSecondsOf(pids: readonly number[]): Promise<number> {
  const seconds = await Promise.all(pids.map(cpuSecondsOfTree));
  return seconds.reduce((sum, own) => sum + own, 0);
}

async function cpuSecondsOfTree(pid: number): Promise<number> {
  const stat = await statOf(pid);
  if (!stat) {
    return 0;
  }
  const at = (field: number) => Number(stat[field]);
  const own = at(STAT.user) + at(STAT.system) + at(STAT.childrenUser) + at(STAT.childrenSystem);
  return own / TICKS_A_SECOND + (await cpuSecondsOf(await childrenOf(pid)));
}

async function statOf(pid: number): Promise<string[] | undefined> {
  // Gone meanwhile: what it used stands with its parent.
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  return text?.slice(text.lastIndexOf(")") + 2).split(" ");
}

async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
  return text.split(" ").filter(Boolean).map(Number);
}

/** The resident memory of one process, in bytes. */
export async function residentBytesOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  const kib = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1];
  if (kib === undefined) {
    throw new Error(`process ${pid} says nothing of its resident memory`);
  }
  return Number(kib) * KIB;
}
