import { cleanEnv, EnvMissingError, makeValidator, type Spec, str } from "envalid";
import { parseOtlpHeaders } from "./otlp-headers.ts";

/** One line: the variable, what is wrong with it, what it takes. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

const wholeNumber = (min: number, max: number) =>
  makeValidator<number>((input) => {
    const value = Number(input);
    if (!/^\d+$/.test(input) || value < min || value > max) {
      throw new RangeError(input);
    }
    return value;
  });

const integer = (min: number, max: number, fallback: number) =>
  wholeNumber(min, max)({ default: fallback, desc: `a whole number from ${min} to ${max}` });

const urlOf = (...protocols: string[]) =>
  makeValidator<string>((input) => {
    if (!URL.canParse(input) || !protocols.includes(new URL(input).protocol)) {
      throw new TypeError("not such a URL");
    }
    return input;
  });

function parseAddress(input: string): { host: string; port: number } {
  const match = /^(?:\[([\da-fA-F:]+)\]|([^:\s]+)):(\d{1,5})$/.exec(input);
  const port = Number(match?.[3]);
  if (!match || port < 1 || port > 65_535) {
    throw new TypeError("not an address");
  }
  return { host: match[1] ?? match[2] ?? "", port };
}

const address = makeValidator(parseAddress);

const addresses = makeValidator((input) =>
  input.split(",").map((part) => parseAddress(part.trim())),
);

/** A P-256 key in base64url, as tools that make VAPID keys print it. */
const vapidKey = (bytes: number) =>
  makeValidator<string>((input) => {
    if (!/^[\w-]+$/.test(input) || Buffer.from(input, "base64url").length !== bytes) {
      throw new TypeError("not such a key");
    }
    return input;
  });

const vapidSubject = makeValidator<string>((input) => {
  if (!URL.canParse(input) || !/^(mailto|https):/.test(input)) {
    throw new TypeError("not a contact");
  }
  return input;
});

const messageUrl = makeValidator<string>((input) => {
  const isHttp = URL.canParse(input) && /^https?:$/.test(new URL(input).protocol);
  if (!isHttp || !input.includes("{message_id}")) {
    throw new TypeError("not where a message is shown");
  }
  return input;
});

const keyPrefix = makeValidator<string>((input) => {
  if (!/^[\w:-]{1,64}$/.test(input)) {
    throw new TypeError("not a prefix");
  }
  return input;
});

/** Exactly as browsers send it: a list that is nearly right would let nobody in, and say nothing. */
const origins = makeValidator((input) =>
  input.split(",").map((part) => {
    const origin = part.trim();
    const isHttp = URL.canParse(origin) && /^https?:$/.test(new URL(origin).protocol);
    if (!isHttp || new URL(origin).origin !== origin) {
      throw new TypeError("not an origin");
    }
    return origin;
  }),
);

const otlpHeaders = makeValidator<string>((input) => {
  parseOtlpHeaders(input);
  return input;
});

const ratio = makeValidator<number>((input) => {
  if (!/^(0|1|[01]?\.\d+)$/.test(input) || Number(input) > 1) {
    throw new RangeError("not a ratio");
  }
  return Number(input);
});

const postgresUrl = urlOf("postgres:", "postgresql:");
const httpUrl = urlOf("http:", "https:");
const smtpUrl = urlOf("smtp:", "smtps:");
const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

const samplers = ["traceidratio", "parentbased_traceidratio"] as const;

const GIBIBYTE = 1_073_741_824;
/** More than 2^53 would not be a number any more. */
const QUOTA_BYTES_MAX = 1_000_000 * GIBIBYTE;

const postgresDescription = "a URL such as postgres://user:password@host:5432/chat";
const httpDescription = "a URL such as http://localhost:9000";

/** Every variable that a process reads; `docs/configuration.md` is generated from here. */
export const variables = {
  CHAT_PORT: integer(0, 65_535, 8_086),
  CHAT_METRICS_PORT: integer(0, 65_535, 9_094),
  CHAT_HOST: str({ default: "0.0.0.0", desc: "the address to listen on" }),
  CHAT_CONNECTIONS_MAX: integer(1, 1_000_000, 100_000),
  CORS_ORIGINS: origins({
    default: undefined,
    desc: "the origins whose pages may call the API and open sockets, such as https://chat.example.com,https://app.example.com; without it the API answers no other origin, and sockets are opened from any",
  }),
  CHAT_REDIS_PREFIX: keyPrefix({
    default: "chat",
    desc: "up to 64 letters, digits, _, : or -",
  }),
  LOG_LEVEL: str({ choices: logLevels, default: "info", desc: `one of ${logLevels.join(", ")}` }),
  DATABASE_URL: postgresUrl({ desc: postgresDescription }),
  MIGRATION_DATABASE_URL: postgresUrl({
    default: undefined,
    desc: `${postgresDescription}, past a pooler and with the role of DATABASE_URL, which owns the schema`,
  }),
  DATABASE_POOL_SIZE: integer(1, 200, 10),
  REDIS_ADDR: address({
    default: { host: "localhost", port: 6_379 },
    desc: "host:port, such as localhost:6379",
  }),
  REDIS_CLUSTER_NODES: addresses({
    default: undefined,
    desc: "host:port,host:port of nodes of a Redis Cluster, from which the others are learnt; in place of REDIS_ADDR",
  }),
  REDIS_SENTINELS: addresses({
    default: undefined,
    desc: "host:port,host:port of the sentinels that know the master; in place of REDIS_ADDR",
  }),
  REDIS_SENTINEL_NAME: str({
    default: undefined,
    desc: "the name under which the sentinels watch the master; required with REDIS_SENTINELS",
  }),
  REDIS_SENTINEL_PASSWORD: str({ default: undefined, desc: "the password of the sentinels" }),
  REDIS_PASSWORD: str({ default: undefined, desc: "the password of Redis" }),
  REDIS_TLS: str({
    choices: ["on", "off"] as const,
    default: "off",
    desc: "on where Redis is reached by TLS, or off",
  }),
  REDIS_CA_FILE: str({
    default: undefined,
    desc: "a PEM file with the authorities that alone may sign the certificate of Redis; without it, those that Node trusts",
  }),
  S3_ENDPOINT: httpUrl({ desc: httpDescription }),
  S3_PUBLIC_ENDPOINT: httpUrl({ default: undefined, desc: httpDescription }),
  S3_REGION: str({
    default: "us-east-1",
    desc: "the region that the storage expects in signatures, such as eu-central-1, or garage",
  }),
  S3_ACCESS_KEY: str({ desc: "the access key of the object storage" }),
  S3_SECRET_KEY: str({ desc: "the secret key of the object storage" }),
  CHAT_BUCKET: str({ default: "chat-files", desc: "the name of a bucket" }),
  UPLOAD_MAX_BYTES: integer(1, 5 * GIBIBYTE, 104_857_600),
  UPLOAD_ORG_QUOTA_BYTES: wholeNumber(
    1,
    QUOTA_BYTES_MAX,
  )({
    default: undefined,
    desc: `how many bytes the files of an organisation may take, a whole number from 1 to ${QUOTA_BYTES_MAX}`,
  }),
  ATTACHMENT_SCAN: str({
    choices: ["on", "off"] as const,
    default: "on",
    desc: "on, or off where files are served without a virus scan",
  }),
  ATTACHMENT_ORPHAN_HOURS: integer(1, 8_760, 24),
  CLAMD_ADDR: address({
    default: undefined,
    desc: "host:port of the clamd that scans files, such as localhost:3310",
  }),
  JWT_SECRET: str({
    default: undefined,
    desc: "the HS256 secret that tokens are signed with; 32 random bytes or more are advised",
  }),
  AUTH_SERVICE_URL: httpUrl({
    default: undefined,
    desc: "the URL below which /.well-known/jwks.json has the public keys of RS256, ES256 and EdDSA tokens; this or JWT_SECRET is required",
  }),
  JWT_ISSUER: str({ default: undefined, desc: "the iss that tokens must have" }),
  JWT_AUDIENCE: str({ default: undefined, desc: "the aud that tokens must have" }),
  RATE_LIMIT: str({
    choices: ["on", "off"] as const,
    default: "on",
    desc: "on, or off for load tests",
  }),
  VAPID_PUBLIC_KEY: vapidKey(65)({
    default: undefined,
    desc: "the public key of Web Push, 65 bytes in base64url; without it no push is sent",
  }),
  VAPID_PRIVATE_KEY: vapidKey(32)({
    default: undefined,
    desc: "its private key, 32 bytes in base64url",
  }),
  VAPID_SUBJECT: vapidSubject({
    default: undefined,
    desc: "whom push services contact, such as mailto:admin@example.com",
  }),
  PUSH_PRIVATE_ENDPOINTS: str({
    choices: ["on", "off"] as const,
    default: "off",
    desc: "off; on for tests only: push is then sent to http and to private addresses, too",
  }),
  SMTP_URL: smtpUrl({
    default: undefined,
    desc: "a URL such as smtps://user:password@mail.example.com:465; without it no mail is sent",
  }),
  MAIL_FROM: str({
    default: undefined,
    desc: "the sender of mails, such as Chat <chat@example.com>; required with SMTP_URL",
  }),
  PUBLIC_URL: httpUrl({
    default: undefined,
    desc: "the URL of the service as people reach it, for links in mails; required with SMTP_URL",
  }),
  MESSAGE_URL: messageUrl({
    default: undefined,
    desc: "the URL at which a client shows a message, with {message_id} and, if it needs that, {channel_id} in it, such as https://chat.example.com/#/{channel_id}/{message_id}; without it mails have no link to their message",
  }),
  UNSUBSCRIBE_SECRET: str({
    default: undefined,
    desc: "what links to unsubscribe in mails are signed with, 32 random bytes or more; required with SMTP_URL",
  }),
  NOTIFY_PUSH_DELAY_SECONDS: integer(0, 3_600, 30),
  NOTIFY_MAIL_DELAY_SECONDS: integer(0, 86_400, 600),
  EVENT_SHARDS: integer(1, 1_024, 64),
  EVENT_GROUPS: integer(1, 64, 8),
  EVENT_RETENTION_DAYS: integer(1, 365, 7),
  WS_MAX_BUFFERED_BYTES: integer(16_384, GIBIBYTE, 4_194_304),
  WS_COMPRESSION: str({
    choices: ["on", "off"] as const,
    default: "off",
    desc: "off, or on where the network costs more than processor time: frames are then deflated for clients that offer it",
  }),
  DRAIN_SECONDS: integer(0, 600, 5),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl({
    default: undefined,
    desc: "the URL of a collector that takes OTLP over HTTP, such as http://localhost:4318; without it nothing is traced",
  }),
  OTEL_EXPORTER_OTLP_HEADERS: otlpHeaders({
    default: undefined,
    desc: "what the collector wants to be told, name=value,name=value, percent-encoded; a token is kept like a password",
  }),
  OTEL_TRACES_SAMPLER: str({
    choices: samplers,
    default: "traceidratio",
    desc: `${samplers.join(" or ")}: by the latter, what a caller's traceparent says decides before the ratio does`,
  }),
  OTEL_TRACES_SAMPLER_ARG: ratio({
    default: 1,
    desc: "the part of the traces that is recorded, from 0 to 1, such as 0.01",
  }),
};

/** Set to nothing counts as not set: that is what an empty line in a manifest means. */
function withoutEmpty(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
}

/** Validates the process environment; the first variable at fault is a `ConfigError`. */
export function readEnvironment(environment: NodeJS.ProcessEnv) {
  return cleanEnv(withoutEmpty(environment), variables, {
    reporter: ({ errors }) => {
      for (const [name, error] of Object.entries(errors)) {
        const takes = (variables as Record<string, Spec<unknown>>)[name]?.desc;
        const fault = error instanceof EnvMissingError ? "is missing" : "is wrong";
        throw new ConfigError(`${name} ${fault}: it takes ${takes}`);
      }
    },
  });
}
