import Type, { type Static, type TProperties, type TSchema } from "typebox";
import { Closed, Nullable, OneOf, Seq, Timestamp, Uuid } from "../primitives.ts";
import { ChannelState, memberProperties } from "../resources/channel.ts";
import { Message, messageProperties, Reaction, ThreadRoot } from "../resources/message.ts";
import { ReadMarkerVersion } from "../resources/read-marker.ts";
import { Presence } from "../resources/user.ts";

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
export const MessageUpdateFrame = DurableFrame("message_update", Message);
/**
 * A root with replies stays as a tombstone, everything else goes; a reply's
 * deletion also says what it changed on the root of its thread.
 */
export const MessageDeleteFrame = DurableFrame(
  "message_delete",
  Closed({
    id: Uuid,
    thread_id: Nullable(Uuid),
    deleted_at: Timestamp,
    root: Type.Optional(ThreadRoot),
  }),
);
export const ReactionFrame = DurableFrame(
  "reaction",
  Closed({
    message_id: Uuid,
    emoji: Type.String(),
    action: OneOf(["add", "remove"]),
    user_id: Uuid,
    reactions: Type.Array(Reaction),
  }),
);
export const PinFrame = DurableFrame(
  "pin",
  Closed({ message_id: Uuid, pinned_at: Nullable(Timestamp), pinned_by: Nullable(Uuid) }),
);
export const ChannelUpdateFrame = DurableFrame("channel_update", ChannelState);
export const ChannelDeleteFrame = DurableFrame("channel_delete", Closed({ id: Uuid }));
/** How many members the channel has after the event. */
const member_count = Type.Integer({ minimum: 0 });
/** A member as they are now: somebody came, or got another role. */
export const MemberJoinFrame = DurableFrame(
  "member_join",
  Closed({ ...memberProperties, member_count }),
);
export const MemberLeaveFrame = DurableFrame(
  "member_leave",
  Closed({ user_id: Uuid, member_count }),
);

export const DurableEvent = Type.Union([
  MessageFrame,
  MessageUpdateFrame,
  MessageDeleteFrame,
  ReactionFrame,
  PinFrame,
  ChannelUpdateFrame,
  ChannelDeleteFrame,
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
/** Somebody is writing, or has stopped; best effort, and never echoed to the writer. */
export const TypingEvent = Closed({
  type: Type.Literal("typing"),
  channel_id: Uuid,
  timestamp: Timestamp,
  payload: Closed({ user_id: Uuid, is_typing: Type.Boolean() }),
});
/** A user that the socket follows, as they are now. */
export const PresenceEvent = Closed({
  type: Type.Literal("presence"),
  timestamp: Timestamp,
  payload: Presence,
});
/** The caller's own marker, moved here or on another device; the higher `version` is the newer. */
export const ReadEvent = Closed({
  type: Type.Literal("read"),
  channel_id: Uuid,
  timestamp: Timestamp,
  payload: ReadMarkerVersion,
});
/** The gateway is about to stop: open another socket after so many ms, then close this one. */
export const ReconnectFrame = Closed({
  type: Type.Literal("reconnect"),
  timestamp: Timestamp,
  payload: Closed({ after_ms: Type.Integer({ minimum: 0 }) }),
});
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
  TypingEvent,
  PresenceEvent,
  ReadEvent,
  ReconnectFrame,
  ErrorFrame,
]);
export type ServerFrame = Static<typeof ServerFrame>;
