import { limits } from "@chat/contract";
import { LRUCache } from "lru-cache";
import type { Database } from "../database/database.ts";
import { findChannelOfMessage } from "./messages.repository.ts";

/** The channel of a message, if there is such a message in the organisation. */
export type FindThreadChannel = (orgId: string, messageId: string) => Promise<string | undefined>;

/** A message never changes its channel, so what was found once is known for good. */
export function createThreadChannels(db: Database): FindThreadChannel {
  const known = new LRUCache<string, string>({ max: limits.THREAD_CHANNEL_CACHE_ENTRIES_MAX });
  return async (orgId, messageId) => {
    const key = `${orgId}/${messageId}`;
    const channelId = known.get(key) ?? (await findChannelOfMessage(db, orgId, messageId));
    if (channelId !== undefined) {
      known.set(key, channelId);
    }
    return channelId;
  };
}
