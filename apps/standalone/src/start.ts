import { apiApp } from "@chat/api";
import { limits } from "@chat/contract";
import { gatewayApp } from "@chat/gateway";
import {
  type Config,
  createLogger,
  createStorage,
  ensureBucket,
  type Logger,
  MIGRATIONS_FOLDER,
  migrate,
  REDIS_PLACES,
  type RedisServers,
  readConfig,
  readMigrations,
  startProcess,
} from "@chat/runtime";
import { workerApp } from "@chat/worker";
import { banner } from "./banner.ts";
import { explainFolder, openDataFolder } from "./data-folder.ts";
import { ensureDemoChannel, signDemoTokens } from "./demo.ts";
import { startServices } from "./embedded/services.ts";
import { findVirusScan } from "./embedded/virus-scan.ts";
import { explained } from "./explained.ts";
import { assertPortsFree } from "./ports.ts";
import { ensureSecret } from "./secret.ts";

const NAME = "standalone";

/** In place of what is about to be embedded, so that the rest can be judged before that. */
const PLACEHOLDERS = { DATABASE_URL: "postgres://embedded/chat", JWT_SECRET: "embedded".repeat(4) };
const STORAGE_PLACEHOLDERS = {
  S3_ENDPOINT: "http://embedded",
  S3_ACCESS_KEY: "embedded",
  S3_SECRET_KEY: "embedded",
};

export interface Running {
  readonly logger: Logger;
  /** Resolves with the name of an embedded service that ended by itself. */
  readonly failed: Promise<string>;
}

/**
 * Everything in one process. Whatever runs is in `stack`, also when this fails
 * half-way: disposing of it stops the apps first, then what they need.
 *
 * @throws {StartError | ConfigError | MigrationError} each one line for whoever started it
 */
export async function start(
  environment: NodeJS.ProcessEnv,
  stack: AsyncDisposableStack,
): Promise<Running> {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const storage = given["S3_ENDPOINT"] === undefined ? STORAGE_PLACEHOLDERS : {};
  const early = readConfig({ ...PLACEHOLDERS, ...storage, ...given });
  const logger = createLogger(NAME, early);

  const folder = await openDataFolder(given["CHAT_DATA_DIR"]);
  stack.defer(() => folder.release());
  await assertPortsFree(early);
  const { config, failed } = await explainFolder(folder.path, async () => {
    const secret = given["JWT_SECRET"] ?? (await ensureSecret(folder.path));
    const services = await startServices(folder.path, given, stack, logger);
    const virusScan = await findVirusScan(given);
    // Nobody balances a load onto a demonstration, so its stop waits for nobody.
    const config = readConfig({
      DRAIN_SECONDS: "0",
      ...virusScan,
      ...given,
      ...services.environment,
      JWT_SECRET: secret,
    });
    return { config, failed: services.failed };
  });

  await prepareStores(config, logger);
  const apps = [apiApp, gatewayApp, workerApp];
  const running = await startProcess(NAME, config, apps, limits.SERVER_LIMITS, logger);
  stack.defer(() => running.stop());

  const url = `http://${isEverywhere(config.host) ? "localhost" : config.host}:${running.port}`;
  const tokens = signDemoTokens(config);
  const channelId = await ensureDemoChannel(url, tokens).catch((error: unknown) => {
    logger.warn({ err: error }, "the channel for trying it out could not be made");
    return undefined;
  });
  const stores = describeStores(config, given);
  const { metricsPort } = running;
  console.log(banner({ url, metricsPort, stores, dataFolder: folder.path, tokens, channelId }));
  return { logger, failed };
}

async function prepareStores(config: Config, logger: Logger): Promise<void> {
  const migrations = await readMigrations(MIGRATIONS_FOLDER);
  const { host } = new URL(config.migrationDatabaseUrl);
  await explained(`PostgreSQL at ${host} cannot be used`, () =>
    migrate(config.migrationDatabaseUrl, migrations, (name) => {
      logger.info({ migration: name }, "migrated");
    }),
  );
  const storage = createStorage(config.s3);
  try {
    await explained(`object storage at ${config.s3.endpoint} cannot be used`, () =>
      ensureBucket(storage, config.s3.bucket),
    );
  } finally {
    storage.destroy();
  }
}

function isEverywhere(host: string): boolean {
  return host === "0.0.0.0" || host === "::";
}

function describeStores(config: Config, given: NodeJS.ProcessEnv): Record<string, string> {
  const origin = (variable: string) => (given[variable] ? `given by ${variable}` : "embedded");
  return {
    PostgreSQL: `${new URL(config.databaseUrl).host} (${origin("DATABASE_URL")})`,
    Redis: describeRedis(config.redis.servers, given),
    S3: `${config.s3.endpoint} (${origin("S3_ENDPOINT")})`,
    "Virus scan": describeScan(config),
  };
}

function describeRedis(servers: RedisServers, given: NodeJS.ProcessEnv): string {
  const place = REDIS_PLACES.find((name) => given[name]);
  const addresses = addressesOf(servers).map(({ host, port }) => `${host}:${port}`);
  return `${addresses.join(",")} (${place === undefined ? "embedded" : `given by ${place}`})`;
}

function addressesOf(servers: RedisServers) {
  switch (servers.kind) {
    case "single":
      return [servers.address];
    case "cluster":
      return servers.nodes;
    case "sentinel":
      return servers.sentinels;
  }
}

function describeScan({ uploads: { scan, clamd } }: Config): string {
  return scan && clamd
    ? `clamd at ${clamd.host}:${clamd.port}`
    : "off: files are served as they come (CLAMD_ADDR names a clamd)";
}
