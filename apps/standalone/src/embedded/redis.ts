import { once } from "node:events";
import { createConnection } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import getPort from "get-port";
import { findAccount, giveFolder } from "./account.ts";
import { launchAs } from "./launch.ts";
import { findRedis } from "./redis-program.ts";
import { readPid, type ServerProcess, startServer, stopLeftover } from "./server-process.ts";
import { isPortTaken, startFailure } from "./start-failure.ts";

const HOST = "127.0.0.1";
const PORT_TRIES_MAX = 3;
const READY_POLL_MS = 25;
const STOP_SIGNALS = ["SIGTERM", "SIGKILL"] as const;

export interface EmbeddedRedis extends ServerProcess {
  readonly port: number;
  /** `host:port`. */
  readonly address: string;
}

/**
 * A Redis of our own on a port of the loopback, its data in
 * `<dataFolder>/redis`, its log beside.
 *
 * @param onInstall called when the machine has none and it is being installed
 * @param chosenPort a free one if absent; named to be reached again where it was before
 * @throws {StartError}
 */
export async function startRedis(
  dataFolder: string,
  onInstall: () => void,
  chosenPort?: number,
): Promise<EmbeddedRedis> {
  const folder = join(dataFolder, "redis");
  const program = await findRedis(onInstall);
  const account = await findAccount(folder);
  const pidFile = join(folder, "redis.pid");
  await stopLeftover(pidFile, folder, STOP_SIGNALS);
  await giveFolder(folder, account);
  const logFile = join(dataFolder, "redis.log");
  for (let tries = 1; ; tries++) {
    const port = chosenPort ?? (await getPort({ host: HOST }));
    const launch = await launchAs(
      account,
      program,
      settings(port, folder, pidFile),
      folder,
      "SIGTERM",
    );
    const server = await startServer(launch, folder, logFile, STOP_SIGNALS);
    if (await becomesReady(server, pidFile, port)) {
      return { ...server, port, address: `${HOST}:${port}` };
    }
    if (tries === PORT_TRIES_MAX || !(await isPortTaken(logFile))) {
      throw await startFailure("Redis", folder, logFile);
    }
  }
}

function settings(port: number, folder: string, pidFile: string): string[] {
  const values = {
    bind: HOST,
    port: String(port),
    dir: folder,
    pidfile: pidFile,
    appendonly: "yes",
    save: "",
    // A leftover is known by the folder in its command line.
    "set-proc-title": "no",
  };
  return Object.entries(values).flatMap(([name, value]) => [`--${name}`, value]);
}

/** Whether it answers, its data loaded; false when it has ended instead. */
async function becomesReady(
  server: ServerProcess,
  pidFile: string,
  port: number,
): Promise<boolean> {
  while (!server.hasEnded()) {
    const isOurs = (await readPid(pidFile)) === server.pid;
    if (isOurs && (await ping(port)).startsWith("+PONG")) {
      return true;
    }
    await sleep(READY_POLL_MS);
  }
  return false;
}

async function ping(port: number): Promise<string> {
  const socket = createConnection({ host: HOST, port });
  try {
    socket.write("PING\r\n");
    const [answer] = await once(socket, "data");
    return String(answer);
  } catch {
    return "";
  } finally {
    socket.destroy();
  }
}
