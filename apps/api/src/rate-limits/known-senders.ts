import { limits } from "@chat/contract";
import type { Actor } from "@chat/domain";
import { LRUCache } from "lru-cache";

/**
 * Who has posted where, as far as this process has seen it. A reply counts for
 * its channel only where its author is known there: headers that name a channel's
 * limit would otherwise tell strangers which messages it has.
 */
export interface KnownSenders {
  note(actor: Actor, channelId: string): void;
  has(actor: Actor, channelId: string): boolean;
}

export function createKnownSenders(): KnownSenders {
  const known = new LRUCache<string, true>({ max: limits.RATE_KNOWN_SENDERS_MAX });
  const keyOf = ({ orgId, userId }: Actor, channelId: string) => `${orgId}/${userId}/${channelId}`;
  return {
    note: (actor, channelId) => {
      known.set(keyOf(actor, channelId), true);
    },
    has: (actor, channelId) => known.has(keyOf(actor, channelId)),
  };
}
