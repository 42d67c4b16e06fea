import { type Fault, STORE_BOUND } from "./fault.ts";

function stopRedis(name: string, keepsData: boolean): Fault {
  return {
    name,
    strikes: "store",
    draw({ stores: { redis } }, random) {
      const holdMs = random.integer(0, 4_000);
      return {
        detail: "redis",
        takes: "redis",
        bound: STORE_BOUND,
        holdMs,
        async inject() {
          redis.signal("SIGKILL");
          await redis.ended();
          if (!keepsData) {
            await redis.wipe();
          }
        },
        heal: () => redis.start(),
      };
    },
  };
}

/** It comes back with what it had written. */
export const killRedis = stopRedis("kill Redis", true);
/** It comes back with nothing. */
export const loseRedis = stopRedis("restart Redis empty", false);
