import { decodeSignal, ephemeralTopics, type Signal } from "@chat/domain";
import { type Config, createSubscribingRedis, type Logger } from "@chat/runtime";

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
  // Each on its own: in a cluster they are in different slots.
  const listening = Promise.all(
    ephemeralTopics(config.events).map((topic) => redis.ssubscribe(topic)),
  ).catch((error: unknown) =>
    logger.warn({ err: error }, "cannot listen to signals; that takes Redis 7 or newer"),
  );
  if (redis.status === "ready") {
    await listening;
  }
  return () => redis.disconnect();
}
