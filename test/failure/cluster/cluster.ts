import getPort from "get-port";
import pg from "pg";
import { startTcpProxy, type TcpProxy } from "../../support/tcp-proxy.ts";
import type { Teardown } from "../../support/teardown.ts";
import { TEST_JWT_SECRET } from "../../support/tokens.ts";
import { type AppName, createMember, type Member } from "./member.ts";
import { type QueryCounter, startQueryCounter } from "./query-counter.ts";
import { type Stores, startStores } from "./stores.ts";

const HOST = "127.0.0.1";

export interface ClusterSize {
  readonly apis: number;
  readonly gateways: number;
  readonly workers: number;
  /** Whether the gateways reach Postgres through a proxy that counts. */
  readonly countsQueries?: boolean;
}

const FULL_SIZE: ClusterSize = { apis: 2, gateways: 3, workers: 2 };

/** A way to a member that the nemesis can cut. */
export interface Entrance {
  readonly name: string;
  /** Past the proxy, and through it. */
  readonly urls: readonly string[];
}

/**
 * The service as processes of the operating system. The second of each kind
 * reaches Postgres and Redis through proxies, the others directly, so that a
 * cut connection meets one process while its neighbours go on.
 */
export interface Cluster {
  readonly members: readonly Member[];
  readonly apis: readonly Entrance[];
  readonly gateways: readonly Entrance[];
  readonly stores: Stores;
  readonly proxies: {
    readonly postgres: TcpProxy;
    readonly redis: TcpProxy;
    readonly clients: readonly TcpProxy[];
  };
  /** Where the cluster was asked to count. */
  readonly gatewayQueries: QueryCounter | undefined;
  readonly redisPrefix: string;
  /** Asks the database, past every proxy. */
  query<T extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<T[]>;
}

export async function startCluster(
  t: Teardown,
  size: ClusterSize = FULL_SIZE,
  overrides: Readonly<Record<string, string>> = {},
): Promise<Cluster> {
  const stores = await startStores(t);
  const postgres = await startTcpProxy(t, { host: HOST, port: stores.postgres.port });
  const redis = await startTcpProxy(t, { host: HOST, port: stores.redis.port });
  const gatewayQueries = size.countsQueries
    ? await startQueryCounter(t, stores.postgres.port)
    : undefined;
  const redisPrefix = "failure";
  const environment = (app: AppName, isProxied: boolean) => ({
    ...stores.environment,
    ATTACHMENT_SCAN: "off",
    CHAT_HOST: HOST,
    CHAT_REDIS_PREFIX: redisPrefix,
    DATABASE_URL: withPort(stores.databaseUrl, postgresPort(app, isProxied)),
    DATABASE_POOL_SIZE: "6",
    DRAIN_SECONDS: "2",
    JWT_SECRET: TEST_JWT_SECRET,
    RATE_LIMIT: "off",
    REDIS_ADDR: `${HOST}:${isProxied ? redis.port : stores.redis.port}`,
    ...overrides,
  });
  const postgresPort = (app: AppName, isProxied: boolean) =>
    (app === "gateway" && gatewayQueries?.port) ||
    (isProxied ? postgres.port : stores.postgres.port);
  const create = async (app: AppName, count: number) => {
    const members: Member[] = [];
    for (let index = 1; index <= count; index += 1) {
      const ports = {
        port: await getPort({ host: HOST }),
        metricsPort: await getPort({ host: HOST }),
      };
      members.push(createMember(t, app, `${app}-${index}`, ports, environment(app, index === 2)));
    }
    return members;
  };
  const apis = await create("api", size.apis);
  const gateways = await create("gateway", size.gateways);
  const members = [...apis, ...gateways, ...(await create("worker", size.workers))];
  await Promise.all(members.map((member) => member.start()));
  const clients: TcpProxy[] = [];
  const enter = async (member: Member): Promise<Entrance> => {
    const proxy = await startTcpProxy(t, { host: HOST, port: Number(new URL(member.url).port) });
    clients.push(proxy);
    return { name: member.name, urls: [member.url, withPort(member.url, proxy.port)] };
  };
  const pool = new pg.Pool({ connectionString: stores.databaseUrl, max: 2 });
  pool.on("error", () => undefined);
  t.teardown(() => pool.end());
  return {
    members,
    apis: await Promise.all(apis.map(enter)),
    gateways: await Promise.all(gateways.map(enter)),
    stores,
    proxies: { postgres, redis, clients },
    gatewayQueries,
    redisPrefix,
    query: async (text, values) => (await pool.query(text, values)).rows,
  };
}

function withPort(url: string, port: number): string {
  return Object.assign(new URL(url), { port: String(port) }).href.replace(/\/$/, "");
}
