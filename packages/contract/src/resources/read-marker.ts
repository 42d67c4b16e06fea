import Type, { type Static } from "typebox";
import { UNREAD_COUNT_MAX } from "../limits.ts";
import { Closed, Seq } from "../primitives.ts";

/** Exact up to its cap. */
export const UnreadCount = Type.Integer({ minimum: 0, maximum: UNREAD_COUNT_MAX });

/** How far the caller has read, and what lies behind. */
export const ReadMarker = Closed(
  { last_read_seq: Seq, unread_count: UnreadCount, mention_count: UnreadCount },
  { title: "ReadMarker" },
);
export type ReadMarker = Static<typeof ReadMarker>;
