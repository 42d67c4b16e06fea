import { ConfigError, readEnvironment, variables } from "./environment.ts";
import { type RedisConfig, readRedis } from "./redis.ts";
import { type MailConfig, type PushConfig, readMail, readPush } from "./senders.ts";
import { readTracing, type TracingConfig } from "./tracing.ts";

export interface S3Config {
  readonly endpoint: string;
  /** What presigned URLs name: the endpoint as clients reach it. */
  readonly publicEndpoint: string;
  /** Signatures name it. */
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly bucket: string;
}

export interface UploadsConfig {
  /** Of one file. */
  readonly bytesMax: number;
  /** Of all files of one organisation; undefined: no bound. */
  readonly orgQuotaBytes: number | undefined;
  /** Whether a file waits for its virus scan before it is served. */
  readonly scan: boolean;
  /** Where the scan is done; a worker needs it. */
  readonly clamd: { readonly host: string; readonly port: number } | undefined;
  /** What was not sent for so long is removed. */
  readonly orphanHours: number;
}

export interface EventsConfig {
  /** Begins the keys of the streams; the same as that of Redis. */
  readonly prefix: string;
  readonly shards: number;
  readonly groups: number;
  readonly retentionDays: number;
}

export interface JobsConfig {
  /** Begins the keys of the queues; the braces are Redis Cluster's hash tag. */
  readonly prefix: string;
}

/** Everything that a process reads from its environment, validated once at start. */
export interface Config {
  readonly port: number;
  readonly metricsPort: number;
  readonly host: string;
  /** Of all kinds at once; beyond it new ones are dropped. */
  readonly connectionsMax: number;
  /** Of pages that may ask from elsewhere; none: CORS is off. */
  readonly corsOrigins: readonly string[];
  readonly logLevel: string;
  readonly databaseUrl: string;
  readonly migrationDatabaseUrl: string;
  readonly databasePoolSize: number;
  readonly redis: RedisConfig;
  readonly s3: S3Config;
  readonly uploads: UploadsConfig;
  /** HS256 tokens are accepted where it is set; this or `authServiceUrl` is. */
  readonly jwtSecret: string | undefined;
  /** Whose JWKS signs RS256, ES256 and EdDSA tokens. */
  readonly authServiceUrl: string | undefined;
  readonly jwtIssuer: string | undefined;
  readonly jwtAudience: string | undefined;
  /** False only for load tests. */
  readonly rateLimit: boolean;
  readonly events: EventsConfig;
  readonly jobs: JobsConfig;
  /** Undefined: no push is sent. */
  readonly push: PushConfig | undefined;
  /** Undefined: no mail is sent. */
  readonly mail: MailConfig | undefined;
  /** How long each waits for what it tells to be read elsewhere. */
  readonly notifyDelays: { readonly pushMs: number; readonly mailMs: number };
  readonly socketBufferedBytesMax: number;
  /** Whether a client may have its frames deflated. */
  readonly socketCompression: boolean;
  readonly drainMs: number;
  /** Undefined: off. */
  readonly tracing: TracingConfig | undefined;
}

/**
 * @throws {ConfigError} naming the first variable that is missing or wrong, and what it takes.
 */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const env = readEnvironment(environment);
  if (env.EVENT_GROUPS > env.EVENT_SHARDS) {
    throw new ConfigError(
      `EVENT_GROUPS is wrong: it takes no more than EVENT_SHARDS, ${env.EVENT_SHARDS}`,
    );
  }
  if (env.JWT_SECRET === undefined && env.AUTH_SERVICE_URL === undefined) {
    throw new ConfigError(
      `JWT_SECRET is missing: it takes ${variables.JWT_SECRET.desc}; or set AUTH_SERVICE_URL`,
    );
  }
  return {
    port: env.CHAT_PORT,
    metricsPort: env.CHAT_METRICS_PORT,
    host: env.CHAT_HOST,
    connectionsMax: env.CHAT_CONNECTIONS_MAX,
    corsOrigins: env.CORS_ORIGINS ?? [],
    logLevel: env.LOG_LEVEL,
    databaseUrl: env.DATABASE_URL,
    migrationDatabaseUrl: env.MIGRATION_DATABASE_URL ?? env.DATABASE_URL,
    databasePoolSize: env.DATABASE_POOL_SIZE,
    redis: readRedis(env, environment),
    s3: {
      endpoint: env.S3_ENDPOINT,
      publicEndpoint: env.S3_PUBLIC_ENDPOINT ?? env.S3_ENDPOINT,
      region: env.S3_REGION,
      accessKey: env.S3_ACCESS_KEY,
      secretKey: env.S3_SECRET_KEY,
      bucket: env.CHAT_BUCKET,
    },
    uploads: {
      bytesMax: env.UPLOAD_MAX_BYTES,
      orgQuotaBytes: env.UPLOAD_ORG_QUOTA_BYTES,
      scan: env.ATTACHMENT_SCAN === "on",
      clamd: env.CLAMD_ADDR,
      orphanHours: env.ATTACHMENT_ORPHAN_HOURS,
    },
    jwtSecret: env.JWT_SECRET,
    authServiceUrl: env.AUTH_SERVICE_URL,
    jwtIssuer: env.JWT_ISSUER,
    jwtAudience: env.JWT_AUDIENCE,
    rateLimit: env.RATE_LIMIT === "on",
    events: {
      prefix: env.CHAT_REDIS_PREFIX,
      shards: env.EVENT_SHARDS,
      groups: env.EVENT_GROUPS,
      retentionDays: env.EVENT_RETENTION_DAYS,
    },
    jobs: { prefix: `{${env.CHAT_REDIS_PREFIX}-jobs}` },
    push: readPush(env),
    mail: readMail(env),
    notifyDelays: {
      pushMs: env.NOTIFY_PUSH_DELAY_SECONDS * 1_000,
      mailMs: env.NOTIFY_MAIL_DELAY_SECONDS * 1_000,
    },
    socketBufferedBytesMax: env.WS_MAX_BUFFERED_BYTES,
    socketCompression: env.WS_COMPRESSION === "on",
    drainMs: env.DRAIN_SECONDS * 1_000,
    tracing: readTracing(env),
  };
}
