import { ENTRY } from "@chat/domain";
import type { FeedEvent } from "../feeds/channel-feed.ts";
import type { Feeds } from "../feeds/feeds.ts";
import type { EntryFields } from "./group-reader.ts";

/** Hands an entry to its channel's feed; without a local subscriber, after one look-up, to nobody. */
export function deliverEntry(feeds: Feeds, fields: EntryFields): void {
  const channelId = fieldAt(fields, ENTRY.channel).toString("latin1");
  if (!feeds.wants(channelId)) {
    return;
  }
  const userId = fieldAt(fields, ENTRY.user).toString("latin1");
  const event: FeedEvent = {
    seq: Number(fieldAt(fields, ENTRY.seq).toString("latin1")),
    type: fieldAt(fields, ENTRY.type).toString("latin1"),
    userId: userId === "" ? null : userId,
    frame: fieldAt(fields, ENTRY.frame),
  };
  feeds.accept(channelId, event);
}

function fieldAt(fields: EntryFields, index: number): Buffer {
  const value = fields[index];
  if (!value) {
    throw new Error(`a stream entry lacks value ${index}`);
  }
  return value;
}
