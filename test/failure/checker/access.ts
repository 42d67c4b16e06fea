import type { History, LoggedChannel, LoggedEvent } from "../history.ts";
import { isPersonalCopy, type Subscription, type Walked, walkConnection } from "./subscriptions.ts";
import type { Violation } from "./violation.ts";

/**
 * Promise 4: a socket gets no event of a channel with a `seq` above the one
 * that ended its access. What ended it is read from the log, not from what the
 * socket was told.
 */
export function checkAccess({ connections, channels }: History): Violation[] {
  const byId = new Map(channels.map((channel) => [channel.id, channel]));
  return connections.flatMap((connection) => {
    const walked = walkConnection(connection);
    return [
      ...walked.subscriptions.flatMap((subscription) => {
        const channel = byId.get(subscription.channelId);
        return channel ? checkSubscription(walked, subscription, channel) : [];
      }),
      ...checkStrays(walked, byId),
    ];
  });
}

function checkSubscription(
  { connection }: Walked,
  subscription: Subscription,
  channel: LoggedChannel,
): Violation[] {
  const { authorisedSeq, events } = subscription;
  const who = `connection ${connection.id} (${connection.gateway}), channel ${channel.id}`;
  const violations: Violation[] = [];
  if (channel.type !== "public" && !isMemberAt(channel, connection.userId, authorisedSeq)) {
    violations.push({
      promise: "access",
      detail: `${who}: subscribed at ${authorisedSeq}, when the user was no member`,
    });
  }
  const end = endOfAccess(channel, connection.userId, authorisedSeq);
  for (const { event } of events) {
    if (event.seq > end) {
      violations.push({
        promise: "access",
        detail: `${who}: ${event.type} ${event.seq} after access had ended with ${end}`,
      });
    }
  }
  return violations;
}

/** The `seq` after `authorisedSeq` above which the user gets nothing. */
export function endOfAccess(channel: LoggedChannel, userId: string, authorisedSeq: number): number {
  const end = channel.events.find(
    (event) => event.seq > authorisedSeq && takesAccess(event, userId),
  );
  return end?.seq ?? Number.POSITIVE_INFINITY;
}

function takesAccess({ type, userId: concerned }: LoggedEvent, userId: string): boolean {
  return type === "channel_delete" || (type === "member_leave" && concerned === userId);
}

export function isMemberAt(channel: LoggedChannel, userId: string, seq: number): boolean {
  const last = channel.events.findLast(
    (event) => event.seq <= seq && event.userId === userId && event.type.startsWith("member_"),
  );
  return last?.type === "member_join";
}

/** Of a channel that was followed before, nothing but copies may come. */
function checkStrays(
  { connection, strays }: Walked,
  channels: ReadonlyMap<string, LoggedChannel>,
): Violation[] {
  return strays.flatMap(({ event }) => {
    const channel = channels.get(event.channel_id);
    const mayRead =
      channel?.type === "public" ||
      (channel && isMemberAt(channel, connection.userId, event.seq)) ||
      isPersonalCopy(event, connection.userId);
    const detail = `connection ${connection.id} (${connection.gateway}) got ${event.type} ${event.seq} of channel ${event.channel_id} without access`;
    return mayRead ? [] : [{ promise: "access" as const, detail }];
  });
}
