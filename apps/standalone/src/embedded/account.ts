import { execFile } from "node:child_process";
import { chmod, mkdir, stat } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * Whom the embedded services run as: oneself, or, started by root, the owner
 * of the data, which is `nobody` at first. PostgreSQL refuses to be root, and
 * what clients can reach has no need to be.
 */
export interface Account {
  readonly uid: number;
  readonly gid: number;
  /** Whether it is another account than the one of this process. */
  readonly other: boolean;
}

export async function findAccount(dataFolder: string): Promise<Account> {
  const uid = process.getuid?.() ?? 0;
  const gid = process.getgid?.() ?? 0;
  if (uid !== 0) {
    return { uid, gid, other: false };
  }
  const owner = await stat(dataFolder).catch(() => undefined);
  if (owner && owner.uid !== 0) {
    return { uid: owner.uid, gid: owner.gid, other: true };
  }
  const [user, group] = await Promise.all(["-u", "-g"].map((flag) => run("id", [flag, "nobody"])));
  return { uid: Number(user?.stdout), gid: Number(group?.stdout), other: true };
}

/** A folder that is the account's alone. */
export async function giveFolder(folder: string, account: Account): Promise<void> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o700);
  if (account.other && (await stat(folder)).uid !== account.uid) {
    await run("chown", ["-R", `${account.uid}:${account.gid}`, folder]);
  }
}
