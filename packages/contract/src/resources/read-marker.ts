import Type, { type Static } from "typebox";
import { UNREAD_COUNT_MAX } from "../limits.ts";
import { Closed, Seq } from "../primitives.ts";

export const UnreadCount = Type.Integer({
  title: "UnreadCount",
  description: `Exact up to ${UNREAD_COUNT_MAX}, where it stops`,
  minimum: 0,
  maximum: UNREAD_COUNT_MAX,
});

/** How far the caller has read, and what lies behind. */
export const ReadMarker = Closed(
  { last_read_seq: Seq, unread_count: UnreadCount, mention_count: UnreadCount },
  { title: "ReadMarker", description: "How far the caller has read, and what lies behind." },
);
export type ReadMarker = Static<typeof ReadMarker>;
