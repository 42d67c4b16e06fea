import type { RedisClient } from "../outbox/redis-client.ts";
import { type EphemeralLayout, encodeSignal, ephemeralTopic, type Signal } from "./topics.ts";

/** Sends to whoever listens at this moment. Best effort: never throws, never waits. */
export type SendSignal = (signal: Signal) => void;

export function createSignals(
  redis: RedisClient,
  layout: EphemeralLayout,
  onFailure: () => void,
): SendSignal {
  return (signal) => {
    const id = signal.kind === "typing" ? signal.channelId : signal.userId;
    redis.spublish(ephemeralTopic(layout, id), encodeSignal(signal)).catch(onFailure);
  };
}
