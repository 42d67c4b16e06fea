import Type, { type Static } from "typebox";
import { UNREAD_COUNT_MAX } from "../limits.ts";
import { Closed, Seq } from "../primitives.ts";

export const UnreadCount = Type.Integer({
  title: "UnreadCount",
  description: `Exact up to ${UNREAD_COUNT_MAX}, where it stops`,
  minimum: 0,
  maximum: UNREAD_COUNT_MAX,
});

const readMarker = {
  last_read_seq: Seq,
  unread_count: UnreadCount,
  mention_count: UnreadCount,
};

/** How far the caller has read, and what lies behind. */
export const ReadMarker = Closed(readMarker, {
  title: "ReadMarker",
  description: "How far the caller has read, and what lies behind.",
});
export type ReadMarker = Static<typeof ReadMarker>;

/** The same for the user's other devices: `version` grows with every move of the marker. */
export const ReadMarkerVersion = Closed(
  { ...readMarker, version: Type.Integer({ minimum: 1 }) },
  { title: "ReadMarkerVersion" },
);
export type ReadMarkerVersion = Static<typeof ReadMarkerVersion>;
