export { putObjects } from "./backup/put-objects.ts";
export { takeBackup } from "./backup/take.ts";
export { unpackDatabase } from "./backup/unpack.ts";
export { type Config, readConfig } from "./config/config.ts";
export { ConfigError, variables as environmentVariables } from "./config/environment.ts";
export { REDIS_PLACES, type RedisServers } from "./config/redis.ts";
export { createPool } from "./database/pool.ts";
export { isUnavailable } from "./database/sqlstate.ts";
export { SECURITY_HEADERS } from "./http/security-headers.ts";
export type { ServerLimits } from "./http/server.ts";
export { createLogger, type Logger } from "./logger.ts";
export { shareReads } from "./metrics/scrape-reads.ts";
export { countSignalFailures } from "./metrics/signal-metrics.ts";
export { MigrationError } from "./migrate/error.ts";
export { type Migration, readMigrations } from "./migrate/files.ts";
export { MIGRATIONS_FOLDER } from "./migrate/folder.ts";
export { migrate } from "./migrate/runner.ts";
export { waitForMigrations } from "./migrate/wait.ts";
export { STOP_MS } from "./process/lifecycle.ts";
export { runMain } from "./process/main.ts";
export type { App, Platform } from "./process/platform.ts";
export { isExplained, type RunningProcess, startProcess } from "./process/run.ts";
export { onStopSignal } from "./process/signals.ts";
export type { RedisClient } from "./redis/client.ts";
export {
  createBlockingRedis,
  createCommandRedis,
  createQueueRedis,
  createSubscribingRedis,
} from "./redis/connections.ts";
export { createOwnerOpener } from "./redis/owner.ts";
export { openRawConnection, type RawConnection } from "./redis/raw-connection.ts";
export { createFileStore } from "./storage/file-store.ts";
export { createObjects, ObjectMissing, type Objects } from "./storage/objects.ts";
export { createStorage, ensureBucket } from "./storage/storage.ts";
export { StorageUnavailable } from "./storage/unavailable.ts";
export { TokenKeysUnavailable, TokenRefused } from "./tokens/refusal.ts";
export { createTokenVerifier, type TokenVerifier } from "./tokens/verifier.ts";
