import { setTimeout as sleep } from "node:timers/promises";
import { limits } from "@chat/contract";
import { decodeSignal, ephemeralTopics, type Signal } from "@chat/domain";
import { type Config, createSubscribingRedis, type Logger, type RedisClient } from "@chat/runtime";

/**
 * Listens to what is ephemeral, also again after Redis was away. Returns its
 * stop; it listens by then, if Redis is there.
 */
export async function listenToSignals(
  config: Pick<Config, "redis" | "events">,
  logger: Logger,
  onSignal: (signal: Signal) => void,
): Promise<() => void> {
  const redis = createSubscribingRedis(config.redis, logger);
  redis.on("smessage", (_topic: string, text: string) => {
    const signal = decodeSignal(text);
    if (signal) {
      onSignal(signal);
    }
  });
  await redis.connect().catch(() => undefined);
  const stopping = new AbortController();
  // Each on its own: in a cluster they are in different slots.
  const listening = Promise.all(
    ephemeralTopics(config.events).map((topic) => listen(redis, topic, logger, stopping.signal)),
  );
  if (redis.status === "ready") {
    await Promise.race([listening, pause(limits.SIGNALS_WAIT_MS)]);
  }
  return () => {
    stopping.abort();
    redis.disconnect();
  };
}

/** Until it listens once; from then on the client keeps it up. In a cluster the node of the topic may be away. */
async function listen(
  redis: RedisClient,
  topic: string,
  logger: Logger,
  stopped: AbortSignal,
): Promise<void> {
  for (let failures = 0; !stopped.aborted; failures += 1) {
    try {
      await redis.ssubscribe(topic);
      return;
    } catch (error) {
      if (failures === 0 && !stopped.aborted) {
        logger.warn({ err: error }, "cannot listen to signals yet; that takes Redis 7 or newer");
      }
      await pause(limits.SIGNALS_RETRY_MS);
    }
  }
}

function pause(ms: number): Promise<void> {
  return sleep(ms, undefined, { ref: false });
}
