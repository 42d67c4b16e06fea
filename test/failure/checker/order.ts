import type { History } from "../history.ts";
import { isPersonalCopy, type Subscription, type Walked, walkConnection } from "./subscriptions.ts";
import type { Violation } from "./violation.ts";

/**
 * Promise 1: on one connection each event arrives at most once, in order,
 * none left out; and only of channels that it follows. Copies for the user
 * concerned are apart from that, each at most once.
 */
export function checkOrder({ connections }: History): Violation[] {
  return connections.flatMap((connection) => {
    const walked = walkConnection(connection);
    return [
      ...walked.subscriptions.flatMap((subscription) => checkOne(walked, subscription)),
      ...checkStrays(walked),
    ];
  });
}

function checkOne({ connection }: Walked, subscription: Subscription): Violation[] {
  const violations: Violation[] = [];
  const seen = new Set<number>();
  let position = subscription.startSeq;
  for (const { event } of subscription.events) {
    const { seq, type } = event;
    if (seq !== position + 1) {
      const how = describe(seq, position, seen);
      violations.push({
        promise: "order",
        detail: `connection ${connection.id} (${connection.gateway}), channel ${subscription.channelId}: ${type} ${seq} after ${position}: ${how}`,
      });
    }
    seen.add(seq);
    position = Math.max(position, seq);
  }
  return violations;
}

function describe(seq: number, position: number, seen: ReadonlySet<number>): string {
  if (seen.has(seq)) {
    return "doubled";
  }
  return seq > position ? "left out what is between" : "out of order";
}

function checkStrays({ connection, strays }: Walked): Violation[] {
  const copied = new Set<string>();
  return strays.flatMap(({ event }) => {
    const key = `${event.channel_id} ${event.seq}`;
    const isCopy = isPersonalCopy(event, connection.userId) && !copied.has(key);
    copied.add(key);
    const detail = `connection ${connection.id} (${connection.gateway}) got ${event.type} ${event.seq} of channel ${event.channel_id}, which it did not follow`;
    return isCopy ? [] : [{ promise: "order" as const, detail }];
  });
}
