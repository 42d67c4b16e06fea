import { type Logger, REDIS_PLACES } from "@chat/runtime";
import { explained } from "../explained.ts";
import { ensureDatabase, startPostgres } from "./postgres.ts";
import { startRedis } from "./redis.ts";
import { startS3 } from "./s3.ts";

const DATABASE = "chat";
/** What one person at a terminal can need, and the pools of three apps. */
const CONNECTIONS_MAX = 100;

export interface Services {
  /** What points the service at them: to be laid over its environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Resolves with the name of the first that ends by itself. */
  readonly failed: Promise<string>;
}

/**
 * Starts what the environment does not name: PostgreSQL without
 * `DATABASE_URL`, Redis without a variable that says where one is, object
 * storage without `S3_ENDPOINT`.
 *
 * @param stack gets the stop of each as soon as it runs
 */
export async function startServices(
  dataFolder: string,
  given: NodeJS.ProcessEnv,
  stack: AsyncDisposableStack,
  logger: Logger,
): Promise<Services> {
  const environment: Record<string, string> = {};
  const { promise: failed, resolve: fail } = Promise.withResolvers<string>();
  if (!given["DATABASE_URL"]) {
    logger.info("starting PostgreSQL");
    const postgres = await startPostgres(dataFolder, {
      durable: true,
      maxConnections: CONNECTIONS_MAX,
    });
    stack.defer(() => postgres.stop());
    void postgres.ended.then(() => fail("PostgreSQL"));
    await explained(`PostgreSQL on ${dataFolder} cannot be used`, () =>
      ensureDatabase(postgres, DATABASE),
    );
    environment["DATABASE_URL"] = postgres.urlOf(DATABASE);
    environment["MIGRATION_DATABASE_URL"] = "";
    logger.info({ port: postgres.port }, "PostgreSQL is ready");
  }
  if (!REDIS_PLACES.some((name) => given[name])) {
    const redis = await startRedis(dataFolder, () => {
      logger.info("this machine has no Redis: installing it with apt-get");
    });
    stack.defer(() => redis.stop());
    void redis.ended.then(() => fail("Redis"));
    environment["REDIS_ADDR"] = redis.address;
    environment["REDIS_PASSWORD"] = "";
    environment["REDIS_TLS"] = "";
    environment["REDIS_CA_FILE"] = "";
    logger.info({ port: redis.port }, "Redis is ready");
  }
  if (!given["S3_ENDPOINT"]) {
    const s3 = await startS3(dataFolder);
    stack.defer(() => s3.stop());
    environment["S3_ENDPOINT"] = s3.endpoint;
    environment["S3_ACCESS_KEY"] = s3.accessKey;
    environment["S3_SECRET_KEY"] = s3.secretKey;
    logger.info({ endpoint: s3.endpoint }, "object storage is ready");
  }
  return { environment, failed };
}
