import { limits, type Operation, operations } from "@chat/contract";
import type { Actor } from "@chat/domain";

/** A limit that all API processes share. */
export interface RatePolicy {
  /** As clients see it in the RateLimit headers. */
  readonly name: "messages" | "channel-messages" | "requests";
  /** Requests in a window. */
  readonly quota: number;
}

const PER_USER: RatePolicy = { name: "messages", quota: limits.RATE_MESSAGES_PER_USER_MAX };
const PER_CHANNEL: RatePolicy = {
  name: "channel-messages",
  quota: limits.RATE_MESSAGES_PER_USER_AND_CHANNEL_MAX,
};
const OTHER: RatePolicy = { name: "requests", quota: limits.RATE_REQUESTS_PER_USER_MAX };

export const RATE_POLICIES: readonly RatePolicy[] = [PER_USER, PER_CHANNEL, OTHER];

/** What one request counts against: a policy, and whose share of it. */
export interface Rate {
  readonly policy: RatePolicy;
  readonly key: string;
}

const SENDING: ReadonlySet<Operation> = new Set([operations.postMessage, operations.postReply]);

export function isSending(operation: Operation): boolean {
  return SENDING.has(operation);
}

/**
 * Sending counts for its author, and again for its author in that channel, so
 * that a flood in one leaves room in the others; everything else only for its caller.
 *
 * @param channelId where a message is sent, as the request names it
 */
export function ratesOf(operation: Operation, actor: Actor, channelId: string | undefined): Rate[] {
  if (!isSending(operation)) {
    return [{ policy: OTHER, key: userOf(actor) }];
  }
  const perUser = { policy: PER_USER, key: userOf(actor) };
  return channelId === undefined ? [perUser] : [perUser, channelRate(actor, channelId)];
}

/** @param place a channel, or a message that stands for its unknown one */
export function channelRate(actor: Actor, place: string): Rate {
  return { policy: PER_CHANNEL, key: `${userOf(actor)}/${place}` };
}

function userOf({ orgId, userId }: Actor): string {
  return `${orgId}/${userId}`;
}
