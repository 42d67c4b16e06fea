import { spawn } from "node:child_process";
import { once } from "node:events";
import { open, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findAccount, giveFolder } from "@chat/standalone/account";
import { launchAs } from "@chat/standalone/launch";
import getPort from "get-port";
import { type Replacement, readShipped } from "../support/shipped.ts";
import { takesConnections } from "../support/takes-connections.ts";
import { until } from "../support/until.ts";

const HOST = "127.0.0.1";
const SHIPPED = "deploy/pgbouncer/pgbouncer.ini";

export interface Pgbouncer {
  readonly port: number;
  stop(): Promise<void>;
}

export interface PgbouncerOptions {
  /** A free one if absent; named to be reached again where it was before. */
  readonly port?: number;
  /** Beside addresses and paths. */
  readonly replacements?: readonly Replacement[];
}

/**
 * A PgBouncer on its shipped configuration, before the Postgres of the URL. It
 * runs as whoever the stores run as, since it refuses to be root.
 *
 * @param folder of its own, and made here
 */
export async function startPgbouncer(
  program: string,
  folder: string,
  postgresUrl: string,
  options: PgbouncerOptions = {},
): Promise<Pgbouncer> {
  const postgres = new URL(postgresUrl);
  const account = await findAccount(folder);
  await giveFolder(folder, account);
  const port = options.port ?? (await getPort({ host: HOST }));
  const users = join(folder, "userlist.txt");
  const file = join(folder, "pgbouncer.ini");
  const text = await readShipped(SHIPPED, [
    ["host=postgres port=5432", `host=${postgres.hostname} port=${postgres.port}`],
    ["listen_addr = 0.0.0.0", `listen_addr = ${HOST}`],
    ["listen_port = 6432", `listen_port = ${port}`],
    ["/etc/pgbouncer/userlist.txt", users],
    ...(options.replacements ?? []),
  ]);
  await writeFile(users, `"${postgres.username}" "${postgres.password}"\n`, { mode: 0o644 });
  await writeFile(file, text, { mode: 0o644 });
  const logFile = join(folder, "pgbouncer.log");
  const log = await open(logFile, "a");
  const launch = await launchAs(account, program, ["-q", file], folder, "SIGTERM");
  const child = spawn(launch.program, launch.args, {
    ...launch.ids,
    cwd: folder,
    stdio: ["ignore", log.fd, log.fd],
  });
  await once(child, "spawn");
  await log.close();
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  await until(async () => hasEnded() || takesConnections(port));
  if (hasEnded()) {
    throw new Error(`PgBouncer ended: ${await readFile(logFile, "utf8")}`);
  }
  return {
    port,
    async stop() {
      if (!hasEnded()) {
        // At once, and not when the last client has left.
        child.kill("SIGTERM");
        await once(child, "exit");
      }
    },
  };
}
