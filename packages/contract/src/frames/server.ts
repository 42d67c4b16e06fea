import Type, { type Static, type TProperties, type TSchema } from "typebox";
import { Closed, Seq, Timestamp, Uuid } from "../primitives.ts";
import { ChannelState, Member } from "../resources/channel.ts";
import { messageProperties, ThreadRoot } from "../resources/message.ts";

/** A durable event of a channel: numbered, stored, replayed on resume. */
function DurableFrame<const N extends string, P extends TSchema>(type: N, payload: P) {
  return Closed({
    type: Type.Literal(type),
    channel_id: Uuid,
    seq: Seq,
    timestamp: Timestamp,
    payload,
  });
}

/** An answer to a frame of the client; `ref` is the one the client sent. */
function AnswerFrame<const N extends string, P extends TProperties>(type: N, properties: P) {
  return Closed({
    type: Type.Literal(type),
    timestamp: Timestamp,
    ref: Type.Optional(Type.String()),
    ...properties,
  });
}

export const MessageFrame = DurableFrame(
  "message",
  Closed({ ...messageProperties, root: Type.Optional(ThreadRoot) }),
);
export const ChannelUpdateFrame = DurableFrame("channel_update", ChannelState);
export const MemberJoinFrame = DurableFrame("member_join", Member);
export const MemberLeaveFrame = DurableFrame("member_leave", Closed({ user_id: Uuid }));

export const DurableEvent = Type.Union([
  MessageFrame,
  ChannelUpdateFrame,
  MemberJoinFrame,
  MemberLeaveFrame,
]);
export type DurableEvent = Static<typeof DurableEvent>;

export const HelloFrame = AnswerFrame("hello", {
  payload: Closed({ connection_id: Uuid, user_id: Uuid, heartbeat_ms: Type.Integer() }),
});
export const SubscribedFrame = AnswerFrame("subscribed", {
  channel_id: Uuid,
  payload: Closed({ seq: Seq, resync: Type.Boolean() }),
});
export const UnsubscribedFrame = AnswerFrame("unsubscribed", {
  channel_id: Uuid,
  payload: Closed({}),
});
export const PongFrame = AnswerFrame("pong", { payload: Closed({}) });
export const ErrorFrame = AnswerFrame("error", {
  channel_id: Type.Optional(Uuid),
  payload: Closed({ code: Type.String(), message: Type.String() }),
});

/** Everything that a gateway sends. */
export const ServerFrame = Type.Union([
  DurableEvent,
  HelloFrame,
  SubscribedFrame,
  UnsubscribedFrame,
  PongFrame,
  ErrorFrame,
]);
export type ServerFrame = Static<typeof ServerFrame>;
