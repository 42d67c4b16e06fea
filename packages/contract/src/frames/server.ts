import Type, { type Static, type TProperties, type TSchema } from "typebox";
import { Closed, Nullable, OneOf, Seq, Timestamp, Uuid } from "../primitives.ts";
import { Attachment } from "../resources/attachment.ts";
import { ChannelState, memberProperties } from "../resources/channel.ts";
import { Message, messageProperties, Reaction, ThreadRoot } from "../resources/message.ts";
import { NotificationBrief } from "../resources/notification.ts";
import { ReadMarkerVersion, UnreadCount } from "../resources/read-marker.ts";
import { Presence } from "../resources/user.ts";

/** A durable event of a channel: numbered, stored, replayed on resume. */
function DurableFrame<const N extends string, P extends TSchema>(
  type: N,
  description: string,
  payload: P,
) {
  return Closed(
    {
      type: Type.Literal(type),
      channel_id: Uuid,
      seq: Seq,
      timestamp: Timestamp,
      payload,
    },
    { description },
  );
}

/** An answer to a frame of the client; `ref` is the one the client sent. */
function AnswerFrame<const N extends string, P extends TProperties>(
  type: N,
  description: string,
  properties: P,
) {
  return Closed(
    {
      type: Type.Literal(type),
      timestamp: Timestamp,
      ref: Type.Optional(Type.String()),
      ...properties,
    },
    { description },
  );
}

/** What lives only for those who listen: neither numbered nor replayed. */
function PassingFrame<const N extends string, P extends TProperties>(
  type: N,
  description: string,
  properties: P,
) {
  return Closed({ type: Type.Literal(type), timestamp: Timestamp, ...properties }, { description });
}

export const MessageFrame = DurableFrame(
  "message",
  "A message or a reply was posted; a reply also brings what it changed on the root of its thread",
  Closed({ ...messageProperties, root: Type.Optional(ThreadRoot) }),
);
export const MessageUpdateFrame = DurableFrame(
  "message_update",
  "A message was edited: the whole message as it is now",
  Message,
);
export const MessageDeleteFrame = DurableFrame(
  "message_delete",
  "A message was deleted. A root with replies stays as a tombstone, everything else goes; a reply's deletion also says what it changed on the root of its thread",
  Closed({
    id: Uuid,
    thread_id: Nullable(Uuid),
    deleted_at: Timestamp,
    root: Type.Optional(ThreadRoot),
  }),
);
export const ReactionFrame = DurableFrame(
  "reaction",
  "Somebody reacted to a message, or took it back: all its reactions as they are now",
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
  "A message was pinned; unpinned, where both are null",
  Closed({ message_id: Uuid, pinned_at: Nullable(Timestamp), pinned_by: Nullable(Uuid) }),
);
export const AttachmentFrame = DurableFrame(
  "attachment",
  "A file of a message has been scanned, or has a thumbnail now: all of it as it is now",
  Attachment,
);
export const ChannelUpdateFrame = DurableFrame(
  "channel_update",
  "A channel was renamed, described, archived or opened again: all of it as it is now",
  ChannelState,
);
export const ChannelDeleteFrame = DurableFrame(
  "channel_delete",
  "A channel was deleted; nothing more of it follows",
  Closed({ id: Uuid }),
);
/** How many members the channel has after the event. */
const member_count = Type.Integer({ minimum: 0 });
export const MemberJoinFrame = DurableFrame(
  "member_join",
  "Somebody came, or got another role: the member as they are now",
  Closed({ ...memberProperties, member_count }),
);
export const MemberLeaveFrame = DurableFrame(
  "member_leave",
  "Somebody left, or was removed",
  Closed({ user_id: Uuid, member_count }),
);

export const DurableEvent = Type.Union([
  MessageFrame,
  MessageUpdateFrame,
  MessageDeleteFrame,
  ReactionFrame,
  PinFrame,
  AttachmentFrame,
  ChannelUpdateFrame,
  ChannelDeleteFrame,
  MemberJoinFrame,
  MemberLeaveFrame,
]);
export type DurableEvent = Static<typeof DurableEvent>;

export const HelloFrame = AnswerFrame(
  "hello",
  "The socket is open; the first frame of every connection",
  {
    payload: Closed({ connection_id: Uuid, user_id: Uuid, heartbeat_ms: Type.Integer() }),
  },
);
export const SubscribedFrame = AnswerFrame(
  "subscribed",
  "The channel is followed from here on. With `resync`, events are missing that will not come: fetch the channel anew",
  {
    channel_id: Uuid,
    payload: Closed({ seq: Seq, resync: Type.Boolean() }),
  },
);
export const UnsubscribedFrame = AnswerFrame(
  "unsubscribed",
  "The channel is not followed any more: asked for, or because access to it has ended",
  {
    channel_id: Uuid,
    payload: Closed({}),
  },
);
export const PongFrame = AnswerFrame("pong", "Answers `ping` and `auth`", { payload: Closed({}) });
export const TypingEvent = PassingFrame(
  "typing",
  "Somebody is writing, or has stopped; never echoed to the writer",
  {
    channel_id: Uuid,
    payload: Closed({ user_id: Uuid, is_typing: Type.Boolean() }),
  },
);
export const PresenceEvent = PassingFrame(
  "presence",
  "A user that the socket follows, as they are now",
  {
    payload: Presence,
  },
);
export const ReadEvent = PassingFrame(
  "read",
  "The user's own marker was moved, here or on another device; the higher `version` is the newer",
  {
    channel_id: Uuid,
    payload: ReadMarkerVersion,
  },
);
/** The same type as of a sent one, which is durable. */
export const UnsentAttachmentEvent = Closed(
  { type: Type.Literal("attachment"), timestamp: Timestamp, payload: Attachment },
  {
    title: "attachment_unsent",
    description:
      "A file that the user has uploaded and not sent yet has been scanned, or has a thumbnail now; to its uploader alone",
  },
);
export const NotificationEvent = PassingFrame(
  "notification",
  "The user is told of a message (`silent`: they are not to be disturbed); or, without `channel_id`, has read a thread or marked notifications as read, here or on another device",
  {
    channel_id: Type.Optional(Uuid),
    payload: Type.Union([
      Closed({ notification: NotificationBrief, silent: Type.Boolean() }),
      Closed({ notification: Type.Null(), unread_count: UnreadCount }),
    ]),
  },
);
export const ReconnectFrame = PassingFrame(
  "reconnect",
  "The gateway is about to stop: open another socket after so many ms, then close this one",
  {
    payload: Closed({ after_ms: Type.Integer({ minimum: 0 }) }),
  },
);
export const ErrorFrame = AnswerFrame(
  "error",
  "A frame was refused, or a subscription has ended since the service could not read",
  {
    channel_id: Type.Optional(Uuid),
    payload: Closed({ code: Type.String(), message: Type.String() }),
  },
);

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
  UnsentAttachmentEvent,
  NotificationEvent,
  ReconnectFrame,
  ErrorFrame,
]);
export type ServerFrame = Static<typeof ServerFrame>;
