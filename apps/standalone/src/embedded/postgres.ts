import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createPool } from "@chat/runtime";
import getPort from "get-port";
import { findAccount } from "./account.ts";
import { launchAs } from "./launch.ts";
import { ensureCluster, findPostgres, SUPERUSER } from "./postgres-cluster.ts";
import { type ServerProcess, startServer, stopLeftover } from "./server-process.ts";
import { isPortTaken, startFailure } from "./start-failure.ts";

const HOST = "127.0.0.1";
const PORT_TRIES_MAX = 3;
const READY_POLL_MS = 25;
/** Fast, then immediate: the next start recovers from the log. */
const STOP_SIGNALS = ["SIGINT", "SIGQUIT", "SIGKILL"] as const;
const PID_FILE = "postmaster.pid";
/** The line of `postmaster.pid` that says how far the start has come, counted from 0. */
const STATUS_LINE = 7;

export interface PostgresOptions {
  /** Without it a crash of the machine may lose everything, which tests do not mind. */
  readonly durable: boolean;
  readonly maxConnections: number;
  /** A free one if absent; named to be reached again where it was before. */
  readonly port?: number;
}

export interface EmbeddedPostgres extends ServerProcess {
  readonly port: number;
  /** For the superuser, who alone is there. */
  urlOf(database: string): string;
}

/**
 * A PostgreSQL of our own on a port of the loopback, its data in
 * `<dataFolder>/postgres`, its log beside.
 *
 * @throws {StartError}
 */
export async function startPostgres(
  dataFolder: string,
  options: PostgresOptions,
): Promise<EmbeddedPostgres> {
  const folder = join(dataFolder, "postgres");
  const programs = await findPostgres();
  const account = await findAccount(folder);
  await stopLeftover(join(folder, PID_FILE), folder, STOP_SIGNALS);
  const password = await ensureCluster(
    folder,
    join(dataFolder, "postgres.password"),
    programs.initdb,
    account,
    options.durable,
  );
  const logFile = join(dataFolder, "postgres.log");
  for (let tries = 1; ; tries++) {
    const port = options.port ?? (await getPort({ host: HOST }));
    const args = ["-D", folder, ...settings(port, options)];
    const launch = await launchAs(account, programs.postgres, args, folder, "SIGINT");
    const server = await startServer(launch, folder, logFile, STOP_SIGNALS);
    if (await becomesReady(server, folder)) {
      const urlOf = (database: string) =>
        `postgres://${SUPERUSER}:${password}@${HOST}:${port}/${database}`;
      return { ...server, port, urlOf };
    }
    if (tries === PORT_TRIES_MAX || !(await isPortTaken(logFile))) {
      throw await startFailure("PostgreSQL", folder, logFile);
    }
  }
}

function settings(port: number, { durable, maxConnections }: PostgresOptions): string[] {
  const values = {
    listen_addresses: HOST,
    port,
    // The path of a socket in the data folder may be longer than the kernel takes.
    unix_socket_directories: "",
    max_connections: maxConnections,
    log_checkpoints: "off",
    timezone: "UTC",
    log_timezone: "UTC",
    ...(durable ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
  };
  return Object.entries(values).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

/** Whether it accepts connections; false when it has ended instead. */
async function becomesReady(server: ServerProcess, folder: string): Promise<boolean> {
  while (!server.hasEnded()) {
    const text = await readFile(join(folder, PID_FILE), "utf8").catch(() => "");
    // The file of a killed predecessor says "ready" too.
    const isOurs = Number.parseInt(text, 10) === server.pid;
    if (isOurs && text.split("\n")[STATUS_LINE]?.trim() === "ready") {
      return true;
    }
    await sleep(READY_POLL_MS);
  }
  return false;
}

/** Makes the database unless it is there. */
export async function ensureDatabase(postgres: EmbeddedPostgres, name: string): Promise<void> {
  const pool = createPool(postgres.urlOf("postgres"), 1, "chat-standalone");
  try {
    const { rowCount } = await pool.query("select 1 from pg_database where datname = $1", [name]);
    if (!rowCount) {
      await pool.query(`create database "${name}"`);
    }
  } finally {
    await pool.end();
  }
}
