import { randomBytes } from "node:crypto";
import { createTestDatabase, pooledUrl } from "./database.ts";
import { TEST_VAPID } from "./push-keys.ts";
import type { Teardown } from "./teardown.ts";
import { TEST_JWT_SECRET } from "./tokens.ts";
import { testVariable } from "./variables.ts";

/** Begins every Redis key of one test. */
function testPrefix(): string {
  return `test-${randomBytes(6).toString("hex")}`;
}

/**
 * The environment of a service that shares nothing with any other test: a
 * database of its own, a Redis prefix of its own. Hand it to each process that
 * is to belong to this service, the ports being free ones.
 *
 * @param overrides win over what is made here
 */
export async function createTestEnvironment(
  t: Teardown,
  overrides: Readonly<Record<string, string>> = {},
): Promise<Record<string, string>> {
  const { DATABASE_URL: chosen, ...others } = overrides;
  const databaseUrl = chosen ?? (await createTestDatabase(t));
  return {
    CHAT_HOST: "127.0.0.1",
    CHAT_PORT: "0",
    CHAT_METRICS_PORT: "0",
    CHAT_REDIS_PREFIX: testPrefix(),
    DATABASE_URL: pooledUrl(databaseUrl),
    MIGRATION_DATABASE_URL: databaseUrl,
    DATABASE_POOL_SIZE: "4",
    DRAIN_SECONDS: "0",
    JWT_SECRET: TEST_JWT_SECRET,
    RATE_LIMIT: "off",
    REDIS_ADDR: testVariable("TEST_REDIS_ADDR"),
    S3_ENDPOINT: testVariable("TEST_S3_ENDPOINT"),
    S3_ACCESS_KEY: testVariable("TEST_S3_ACCESS_KEY"),
    S3_SECRET_KEY: testVariable("TEST_S3_SECRET_KEY"),
    CHAT_BUCKET: testVariable("TEST_S3_BUCKET"),
    ...TEST_VAPID,
    ...others,
  };
}
