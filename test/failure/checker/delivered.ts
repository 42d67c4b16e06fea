import type { History } from "../history.ts";
import { createdMessages } from "./numbered.ts";
import { walkConnection } from "./subscriptions.ts";
import type { Violation } from "./violation.ts";

/** When each device first had each message: device, then message, then time. */
export type Arrivals = ReadonlyMap<string, ReadonlyMap<string, number>>;

/**
 * Promise 3: a message that was answered 201 has reached, in the end, every
 * device that follows its channel, over whichever of its connections.
 */
export function checkDelivered(history: History): Violation[] {
  const arrivals = firstArrivals(history);
  const created = createdMessages(history);
  const starts = firstPositions(history);
  return history.followings
    .filter(({ to }) => to === undefined)
    .flatMap(({ deviceId, channelId }) => {
      const start = starts.get(`${deviceId} ${channelId}`) ?? 0;
      return created
        .filter(({ channel_id, seq }) => channel_id === channelId && seq > start)
        .filter(({ id }) => !arrivals.get(deviceId)?.has(id))
        .map(({ seq }) => ({
          promise: "delivered" as const,
          detail: `device ${deviceId} never got message ${seq} of channel ${channelId}`,
        }));
    });
}

export function firstArrivals({ connections }: History): Arrivals {
  const arrivals = new Map<string, Map<string, number>>();
  for (const { connection, subscriptions } of connections.map(walkConnection)) {
    const own = arrivals.get(connection.deviceId) ?? new Map<string, number>();
    arrivals.set(connection.deviceId, own);
    for (const { at, event } of subscriptions.flatMap(({ events }) => events)) {
      if (event.type === "message") {
        own.set(event.payload.id, Math.min(at, own.get(event.payload.id) ?? at));
      }
    }
  }
  return arrivals;
}

/** By device and channel: the first position from which it wanted everything. */
function firstPositions({ connections }: History): Map<string, number> {
  const positions = new Map<string, number>();
  for (const { connection, subscriptions } of connections.map(walkConnection)) {
    for (const { channelId, startSeq } of subscriptions) {
      const key = `${connection.deviceId} ${channelId}`;
      positions.set(key, positions.get(key) ?? startSeq);
    }
  }
  return positions;
}
