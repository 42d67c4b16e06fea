import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findRedis } from "@chat/standalone/redis-program";
import getPort from "get-port";
import { Redis } from "ioredis";
import type { Teardown } from "../support/teardown.ts";
import { until } from "../support/until.ts";

const HOST = "127.0.0.1";
const EXAMPLES = new URL("../../deploy/redis/", import.meta.url);

/** A Redis, or a sentinel, as a process that can be killed and frozen. */
export interface RedisServer {
  readonly port: number;
  /** `host:port`. */
  readonly address: string;
  /** Commands to this server and no other. */
  readonly redis: Redis;
  signal(signal: "SIGSTOP" | "SIGCONT"): void;
  kill(): Promise<void>;
}

/** The examples that operators begin with, in `deploy/redis`. */
export type Example = "server" | "cluster-node" | "sentinel";

/** Without the bound on what may be lost: it is not what the service relies on. */
const SERVER_SETTINGS = ['save ""', "min-replicas-to-write 0", "repl-diskless-sync-delay 0"];

/**
 * Starts one with the settings of an example, on free ports, in a folder that goes with the test.
 *
 * @param settingsOf what is different, given a second free port
 * @param change what the example says that cannot be said again
 */
export async function startRedisServer(
  t: Teardown,
  example: Example,
  settingsOf: (busPort: number) => readonly string[],
  change: (settings: string) => string = (settings) => settings,
): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), "chat-redis-"));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const port = await getPort({ host: HOST });
  const busPort = await getPort({ host: HOST });
  const settings = [
    change(await readFile(new URL(`${example}.conf`, EXAMPLES), "utf8")),
    `bind ${HOST}`,
    `port ${port}`,
    `dir ${folder}`,
    "loglevel warning",
    ...(example === "sentinel" ? [] : SERVER_SETTINGS),
    ...settingsOf(busPort),
  ];
  const file = join(folder, "redis.conf");
  await writeFile(file, `${settings.join("\n")}\n`);
  const program = await findRedis(() => undefined);
  const child = spawn(program, example === "sentinel" ? [file, "--sentinel"] : [file], {
    stdio: "ignore",
  });
  const kill = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
  };
  t.teardown(kill);
  const redis = new Redis({
    host: HOST,
    port,
    retryStrategy: () => 50,
    maxRetriesPerRequest: null,
  });
  redis.on("error", () => undefined);
  t.teardown(() => redis.disconnect());
  await until(async () => redis.status === "ready" || child.exitCode !== null);
  if (child.exitCode !== null) {
    throw new Error(`redis on port ${port} ended with ${child.exitCode}`);
  }
  return {
    port,
    address: `${HOST}:${port}`,
    redis,
    signal: (signal) => {
      child.kill(signal);
    },
    kill,
  };
}

/** A master and its replica. */
export interface Pair {
  readonly master: RedisServer;
  readonly replica: RedisServer;
}

/**
 * From now on the replica gets nothing that the master takes, until it goes on:
 * what a real one lacks when its master dies at the wrong moment, made long enough to see.
 */
export async function stopReplication({ master, replica }: Pair): Promise<void> {
  replica.signal("SIGSTOP");
  // It would read later what has been sent to it already, so the connection goes, too.
  await master.redis.call("CLIENT", "KILL", "TYPE", "replica");
}

export async function isMaster({ redis }: RedisServer): Promise<boolean> {
  const [role] = (await redis.call("ROLE")) as [string];
  return role === "master";
}

/** Whether the replica has all that its master has. */
export async function isSynchronised({ replica }: Pair): Promise<boolean> {
  return (await replica.redis.info("replication")).includes("master_link_status:up");
}
