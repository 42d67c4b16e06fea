import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import getPort from "get-port";
import { type Replacement, readShipped } from "../support/shipped.ts";
import { takesConnections } from "../support/takes-connections.ts";
import type { Teardown } from "../support/teardown.ts";
import { until } from "../support/until.ts";

export const HOST = "127.0.0.1";

/** A load balancer that runs as a process, on what is shipped for it. */
export interface Balancer {
  readonly url: string;
  readonly tlsUrl: string;
  readonly folder: string;
  /** Everything that it has written. */
  log(): Promise<string>;
  /** Writes its configuration anew, and has it read. */
  reload(change: (configuration: string) => string): Promise<void>;
}

/** Where the processes are that are called `api-1`, `gateway-2` … in what is shipped. */
export type Upstreams = Readonly<Record<string, string>>;

export interface Ports {
  readonly plain: number;
  readonly tls: number;
  /** For operators. */
  readonly other: number;
}

interface Program {
  readonly path: string;
  /** Relative to the root of the repository. */
  readonly shipped: string;
  args(configuration: string, folder: string): string[];
  replacements(ports: Ports, folder: string): readonly Replacement[];
}

/** Has the lines that begin with `#tls`. */
const TLS_LINE = /^(\s*)#tls /gm;
const SHIPPED_PORT = 8_086;

/**
 * Runs the program on its shipped configuration, in which only addresses, ports
 * and folders are changed.
 *
 * @param prepare writes its certificate into the folder: with it, the lines for TLS are in use
 */
export async function startBalancer(
  t: Teardown,
  program: Program,
  upstreams: Upstreams,
  prepare?: (folder: string) => Promise<void>,
): Promise<Balancer> {
  const folder = await mkdtemp(join(tmpdir(), "chat-balancer-"));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  // Its workers may be another user's.
  await chmod(folder, 0o755);
  await prepare?.(folder);
  const [plain, tls, other] = await Promise.all([1, 2, 3].map(() => getPort({ host: HOST })));
  const ports = { plain: plain ?? 0, tls: tls ?? 0, other: other ?? 0 };
  const shipped = await readShipped(program.shipped, [
    ...Object.entries(upstreams).map(
      ([name, address]): Replacement => [`${name}:${SHIPPED_PORT}`, address],
    ),
    ...program.replacements(ports, folder),
  ]);
  const configuration = prepare ? shipped.replaceAll(TLS_LINE, "$1") : shipped;
  const file = join(folder, "balancer.conf");
  const logFile = join(folder, "balancer.log");
  await writeFile(file, configuration);
  const child = await start(program, file, folder, logFile);
  t.teardown(() => stop(child));
  await until(async () => (await takesConnections(ports.plain)) || hasEnded(child));
  if (hasEnded(child)) {
    throw new Error(`${program.path} ended: ${await readFile(logFile, "utf8")}`);
  }
  return {
    url: `http://${HOST}:${ports.plain}`,
    tlsUrl: `https://localhost:${ports.tls}`,
    folder,
    log: () => readFile(logFile, "utf8"),
    async reload(change) {
      await writeFile(file, change(configuration));
      child.kill("SIGHUP");
    },
  };
}

async function start(
  program: Program,
  file: string,
  folder: string,
  logFile: string,
): Promise<ChildProcess> {
  // Opened anew by nginx as /dev/stdout: both write at its end.
  const log = await open(logFile, "a", 0o666);
  const child = spawn(program.path, program.args(file, folder), {
    stdio: ["ignore", log.fd, log.fd],
  });
  await once(child, "spawn");
  await log.close();
  return child;
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess) =>
  exitCode !== null || signalCode !== null;

async function stop(child: ChildProcess): Promise<void> {
  if (!hasEnded(child)) {
    child.kill("SIGTERM");
    await once(child, "exit");
  }
}
