import { ConfigError, type readEnvironment, variables } from "./environment.ts";
import { type RedisTls, readRedisTls } from "./redis-tls.ts";

export interface RedisAddress {
  readonly host: string;
  readonly port: number;
}

/** Where Redis is: one server, a Redis Cluster, or the master that sentinels know of. */
export type RedisServers =
  | { readonly kind: "single"; readonly address: RedisAddress }
  | {
      readonly kind: "cluster";
      /** Some of them; the others are learnt from these. */
      readonly nodes: readonly RedisAddress[];
    }
  | {
      readonly kind: "sentinel";
      readonly sentinels: readonly RedisAddress[];
      /** Under which they watch the master. */
      readonly name: string;
      /** Of the sentinels. */
      readonly password: string | undefined;
    };

export interface RedisConfig {
  readonly servers: RedisServers;
  /** Of every server, but not of sentinels. */
  readonly password: string | undefined;
  /** Of every server, sentinels among them; undefined: in the clear. */
  readonly tls?: RedisTls | undefined;
  /** Begins every key and channel, so that several services can share one Redis. */
  readonly prefix: string;
}

type Environment = ReturnType<typeof readEnvironment>;

/** Each says where Redis is; one of them at most is set. */
export const REDIS_PLACES = ["REDIS_ADDR", "REDIS_CLUSTER_NODES", "REDIS_SENTINELS"] as const;

/**
 * @param given the environment as it is: whether a variable is set, or has its default
 * @throws {ConfigError} where more than one variable says where Redis is, or a part is missing
 */
export function readRedis(env: Environment, given: NodeJS.ProcessEnv): RedisConfig {
  const [place, another] = REDIS_PLACES.filter((name) => given[name]);
  if (place !== undefined && another !== undefined) {
    throw new ConfigError(`${another} is wrong: it stands in place of ${place}, which is set, too`);
  }
  return {
    servers: readServers(env),
    password: env.REDIS_PASSWORD,
    tls: readRedisTls(env),
    prefix: env.CHAT_REDIS_PREFIX,
  };
}

function readServers(env: Environment): RedisServers {
  const { REDIS_CLUSTER_NODES: nodes, REDIS_SENTINELS: sentinels } = env;
  const { REDIS_SENTINEL_NAME: name, REDIS_SENTINEL_PASSWORD: password } = env;
  if (sentinels !== undefined && name !== undefined) {
    return { kind: "sentinel", sentinels, name, password };
  }
  if (sentinels !== undefined) {
    throw missing("REDIS_SENTINEL_NAME");
  }
  if (name !== undefined || password !== undefined) {
    throw missing("REDIS_SENTINELS");
  }
  return nodes === undefined
    ? { kind: "single", address: env.REDIS_ADDR }
    : { kind: "cluster", nodes };
}

function missing(name: "REDIS_SENTINEL_NAME" | "REDIS_SENTINELS"): ConfigError {
  return new ConfigError(`${name} is missing: it takes ${variables[name].desc}`);
}
