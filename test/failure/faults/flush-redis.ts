import { Redis } from "ioredis";
import { type Fault, STORE_BOUND } from "./fault.ts";

/** FLUSHALL: everything is gone, and no connection has noticed. */
export const flushRedis: Fault = {
  name: "FLUSHALL",
  strikes: "store",
  draw: ({ stores }) => ({
    detail: "redis",
    takes: "redis",
    bound: STORE_BOUND,
    holdMs: 0,
    async inject() {
      const redis = new Redis({ host: "127.0.0.1", port: stores.redis.port, lazyConnect: true });
      try {
        await redis.connect();
        await redis.flushall();
      } finally {
        redis.disconnect();
      }
    },
    heal: () => undefined,
  }),
};
