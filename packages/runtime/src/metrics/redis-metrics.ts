import { Counter, type Registry } from "prom-client";
import type { RedisClient } from "../redis/client.ts";

export function countRedisErrors(registry: Registry, redis: RedisClient): void {
  const errors = new Counter({
    name: "chat_redis_errors_total",
    help: "Errors of the connection that commands go over: refused, broken, or silent",
    registers: [registry],
  });
  redis.on("error", () => errors.inc());
}
