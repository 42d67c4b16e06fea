import { mkdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { commandLine } from "./embedded/command-line.ts";
import { StartError } from "./start-error.ts";

const DEFAULT_FOLDER = fileURLToPath(new URL("../../../.data", import.meta.url));
const LOCK_FILE = "standalone.pid";
/** Others may pass, since PostgreSQL may run as another user; each thing in it has its own mode. */
const MODE = 0o711;

export interface DataFolder {
  readonly path: string;
  /** Lets another process have it. */
  release(): Promise<void>;
}

/**
 * The folder that keeps everything between two starts, made if need be, and
 * taken for this process alone.
 *
 * @param chosen `CHAT_DATA_DIR`; `.data` of the repository without it
 * @throws {StartError}
 */
export async function openDataFolder(chosen: string | undefined): Promise<DataFolder> {
  const wanted = resolve(chosen || DEFAULT_FOLDER);
  return explainFolder(wanted, async () => {
    await mkdir(wanted, { recursive: true, mode: MODE });
    const path = await realpath(wanted);
    const lock = join(path, LOCK_FILE);
    await takeLock(lock, path);
    return { path, release: () => rm(lock, { force: true }) };
  });
}

/** Makes one line of what the file system refuses anywhere below `folder`. */
export async function explainFolder<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const { code, path } = cause as NodeJS.ErrnoException;
    if (code === undefined || !path?.startsWith(folder)) {
      throw cause;
    }
    throw new StartError(
      `${path} cannot be used (${code}): move ${folder} away, or set CHAT_DATA_DIR to another folder`,
      { cause },
    );
  }
}

async function takeLock(lock: string, folder: string): Promise<void> {
  try {
    await writeFile(lock, `${process.pid}\n${program()}\n`, { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
      throw error;
    }
    const [pid, holder = ""] = (await readFile(lock, "utf8")).split("\n");
    if (holder !== "" && commandLine(Number(pid))?.includes(holder)) {
      throw new StartError(
        `another npm start (process ${pid}) is running on ${folder}: stop it, or set CHAT_DATA_DIR to another folder`,
        { cause: error },
      );
    }
    await rm(lock, { force: true });
    await takeLock(lock, folder);
  }
}

/** The words of this process's command line that tell it from whoever may get its id later. */
function program(): string {
  return process.argv[1] ?? process.execPath;
}
