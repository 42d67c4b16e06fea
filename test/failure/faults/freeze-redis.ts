import { type Fault, STORE_BOUND } from "./fault.ts";

/** SIGSTOP, later SIGCONT: it takes commands and does not answer. */
export const freezeRedis: Fault = {
  name: "freeze Redis",
  strikes: "store",
  draw: ({ stores }, random) => ({
    detail: "redis",
    takes: "redis",
    bound: STORE_BOUND,
    holdMs: random.integer(500, 10_000),
    inject: () => stores.redis.signal("SIGSTOP"),
    heal: () => stores.redis.signal("SIGCONT"),
  }),
};
