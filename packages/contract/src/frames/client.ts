import Type, { type Static } from "typebox";
import { SOCKET_REF_LENGTH_MAX, SOCKET_SUBSCRIBE_CHANNELS_MAX } from "../limits.ts";
import { Closed, Seq, Text, Uuid } from "../primitives.ts";

const Ref = Type.Optional(Text(1, SOCKET_REF_LENGTH_MAX));

/** One channel to follow: live from now on, or from the event after `since_seq`. */
export const SubscribeEntry = Closed({ channel_id: Uuid, since_seq: Type.Optional(Seq) });
export type SubscribeEntry = Static<typeof SubscribeEntry>;

export const SubscribeFrame = Closed({
  type: Type.Literal("subscribe"),
  channel_id: Uuid,
  since_seq: Type.Optional(Seq),
  ref: Ref,
});

export const SubscribeManyFrame = Closed({
  type: Type.Literal("subscribe"),
  channels: Type.Array(SubscribeEntry, { minItems: 1, maxItems: SOCKET_SUBSCRIBE_CHANNELS_MAX }),
  ref: Ref,
});

export const UnsubscribeFrame = Closed({
  type: Type.Literal("unsubscribe"),
  channel_id: Uuid,
  ref: Ref,
});

export const PingFrame = Closed({ type: Type.Literal("ping"), ref: Ref });

/** What a client may send; other JSON objects are answered with an `error` frame, no JSON closes. */
export const ClientFrame = Type.Union([
  SubscribeFrame,
  SubscribeManyFrame,
  UnsubscribeFrame,
  PingFrame,
]);
export type ClientFrame = Static<typeof ClientFrame>;
