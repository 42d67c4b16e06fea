import { Cluster, type CommonRedisOptions, Redis } from "ioredis";
import type { RedisConfig } from "../config/redis.ts";
import type { Logger } from "../logger.ts";
import { tlsOptions } from "./tls.ts";

/** One server or a whole cluster: the same commands, those of a pipeline being of one group of keys. */
export type RedisClient = Redis | Cluster;

/** What a client is for decides what it does while Redis is away. */
export interface ClientNeeds {
  /** Of each connection. */
  readonly connection: Pick<
    CommonRedisOptions,
    "commandTimeout" | "keepAlive" | "maxRetriesPerRequest" | "socketTimeout"
  >;
  /** Whether commands wait for Redis; otherwise they fail, in a cluster after a few redirections. */
  readonly isPatient: boolean;
  readonly connectsAtOnce?: boolean;
  /** To sharded topics: in a cluster it takes a connection to each master that has one. */
  readonly listens?: boolean;
}

const CONNECT_MS = 2_000;
const RETRY_MS_MAX = 1_000;
/** A node that hangs answers no more; only by looking is it known that another has its slots. */
const SLOTS_REFRESH_MS = 5_000;
const SLOTS_ANSWER_MS = 1_000;

/** A dead master's third waits for its successor, for a quarter of a minute or more. */
const PATIENT = { maxRedirections: 300, pauseMs: 100 };
/** Enough for slots that have moved; while a master has no successor its commands fail in under half a second. */
const IMPATIENT = { maxRedirections: 6, pauseMs: 50 };

const retryMs = (tries: number) => Math.min(50 * 2 ** Math.min(tries, 6), RETRY_MS_MAX);

export function createRedisClient(
  config: RedisConfig,
  logger: Logger,
  needs: ClientNeeds,
): RedisClient {
  const { servers } = config;
  if (servers.kind !== "cluster") {
    const options = { ...serverOptions(config, needs), ...placeOf(servers, config) };
    return report(new Redis(options), logger);
  }
  const cluster = new Cluster([...servers.nodes], clusterOptions(config, needs));
  keepSlotsFresh(cluster);
  return report(cluster, logger);
}

/** By a timer of our own: that of ioredis, if it looks just when the client ends, goes on and keeps the process. */
function keepSlotsFresh(cluster: Cluster): void {
  const refresh = () => {
    if (cluster.status === "ready") {
      cluster.refreshSlotsCache();
    }
  };
  const timer = setInterval(refresh, SLOTS_REFRESH_MS).unref();
  cluster.once("end", () => clearInterval(timer));
}

function connectionOptions(config: RedisConfig, { connection }: ClientNeeds) {
  const { password } = config;
  const tls = tlsOptions(config);
  return {
    ...connection,
    ...(password === undefined ? {} : { password }),
    ...(tls === undefined ? {} : { tls }),
    connectTimeout: CONNECT_MS,
  };
}

function placeOf(
  servers: Exclude<RedisConfig["servers"], { kind: "cluster" }>,
  config: RedisConfig,
) {
  if (servers.kind === "single") {
    const { address } = servers;
    const tls = tlsOptions({ ...config, ...address });
    return { ...address, ...(tls === undefined ? {} : { tls }) };
  }
  const { sentinels, name, password } = servers;
  const tls = tlsOptions(config);
  return {
    ...(tls === undefined ? {} : { sentinelTLS: tls, enableTLSForSentinelMode: true }),
    sentinels: [...sentinels],
    name,
    ...(password === undefined ? {} : { sentinelPassword: password }),
    // A master that hangs keeps its connections: that another took its place only sentinels tell.
    failoverDetector: true,
    sentinelRetryStrategy: retryMs,
    sentinelReconnectStrategy: retryMs,
  };
}

function serverOptions(config: RedisConfig, needs: ClientNeeds) {
  return {
    ...connectionOptions(config, needs),
    lazyConnect: needs.connectsAtOnce !== true,
    enableOfflineQueue: needs.isPatient,
    retryStrategy: retryMs,
    // From a master that was made a replica: the place is asked for again.
    reconnectOnError: ({ message }: Error) => message.startsWith("READONLY"),
  };
}

function clusterOptions(config: RedisConfig, needs: ClientNeeds) {
  const { maxRedirections, pauseMs } = needs.isPatient ? PATIENT : IMPATIENT;
  return {
    redisOptions: connectionOptions(config, needs),
    lazyConnect: needs.connectsAtOnce !== true,
    enableOfflineQueue: needs.isPatient,
    clusterRetryStrategy: retryMs,
    maxRedirections,
    retryDelayOnFailover: pauseMs,
    retryDelayOnClusterDown: pauseMs,
    retryDelayOnTryAgain: pauseMs,
    slotsRefreshTimeout: SLOTS_ANSWER_MS,
    shardedSubscribers: needs.listens === true,
  };
}

function report(client: RedisClient, logger: Logger): RedisClient {
  let away = false;
  client.on("error", (error: Error) => {
    if (!away) {
      logger.warn({ err: error }, "redis is away");
    }
    away = true;
  });
  client.on("node error", (error: Error, node: string) => {
    logger.debug({ err: error, node }, "a node of redis is away");
  });
  client.on("ready", () => {
    if (away) {
      logger.info("redis is back");
    }
    away = false;
  });
  return client;
}
