import { decodeConcerned, ENTRY, startEventSpan } from "@chat/domain";
import { SpanKind } from "@opentelemetry/api";
import type { FeedEvent } from "../feeds/channel-feed.ts";
import type { Feeds } from "../feeds/feeds.ts";
import type { PersonalCopies } from "../subscriptions/personal-copies.ts";
import type { EntryFields } from "./group-reader.ts";

/** Told of a user who is no longer in a channel. */
export type OnLeft = (orgId: string, userId: string) => void;

/**
 * Hands an entry to its channel's feed, and what changes access to the user
 * concerned, too. Anything else without a local subscriber goes, after one
 * look-up, to nobody.
 */
export function deliverEntry(
  feeds: Feeds,
  copies: PersonalCopies,
  onLeft: OnLeft,
  fields: EntryFields,
): void {
  const channelId = fieldAt(fields, ENTRY.channel).toString("latin1");
  const concerned = fieldAt(fields, ENTRY.user);
  const isWanted = feeds.wants(channelId);
  if (!isWanted && concerned.length === 0) {
    return;
  }
  const access = decodeConcerned(concerned.toString("latin1"));
  const seq = Number(fieldAt(fields, ENTRY.seq).toString("latin1"));
  const type = fieldAt(fields, ENTRY.type).toString("latin1");
  const trace = fields[ENTRY.trace];
  const event: FeedEvent = {
    seq,
    type,
    userId: access?.userId ?? null,
    frame: fieldAt(fields, ENTRY.frame),
    span:
      trace && feeds.find(channelId)
        ? startEventSpan(trace.toString("latin1"), "deliver event", SpanKind.CONSUMER, {
            channelId,
            seq,
            type,
          })
        : undefined,
  };
  const sendCopies = access && copies.take({ ...event, channelId, orgId: access.orgId });
  if (isWanted) {
    feeds.accept(channelId, event);
  }
  sendCopies?.();
  if (event.type === "member_leave" && access?.userId) {
    onLeft(access.orgId, access.userId);
  }
}

function fieldAt(fields: EntryFields, index: number): Buffer {
  const value = fields[index];
  if (!value) {
    throw new Error(`a stream entry lacks value ${index}`);
  }
  return value;
}
