import Type, { type Static } from "typebox";
import {
  SOCKET_PRESENCE_USERS_MAX,
  SOCKET_REF_LENGTH_MAX,
  SOCKET_SUBSCRIBE_CHANNELS_MAX,
  TOKEN_LENGTH_MAX,
} from "../limits.ts";
import { Closed, Seq, Text, Uuid } from "../primitives.ts";

const Ref = Type.Optional(Text(1, SOCKET_REF_LENGTH_MAX));

/** One channel to follow: live from now on, or from the event after `since_seq`. */
export const SubscribeEntry = Closed({ channel_id: Uuid, since_seq: Type.Optional(Seq) });
export type SubscribeEntry = Static<typeof SubscribeEntry>;

export const SubscribeFrame = Closed(
  {
    type: Type.Literal("subscribe"),
    channel_id: Uuid,
    since_seq: Type.Optional(Seq),
    ref: Ref,
  },
  {
    description:
      "Follow a channel: from now on, or from the event after `since_seq`. Answered by `subscribed`, or by `error`",
  },
);

export const SubscribeManyFrame = Closed(
  {
    type: Type.Literal("subscribe"),
    channels: Type.Array(SubscribeEntry, { minItems: 1, maxItems: SOCKET_SUBSCRIBE_CHANNELS_MAX }),
    ref: Ref,
  },
  { title: "subscribe_many", description: "Follow many channels at once; answered for each" },
);

export const UnsubscribeFrame = Closed(
  {
    type: Type.Literal("unsubscribe"),
    channel_id: Uuid,
    ref: Ref,
  },
  { description: "Follow a channel no longer" },
);

export const PingFrame = Closed(
  { type: Type.Literal("ping"), ref: Ref },
  { description: "Ask for a `pong`" },
);

export const TypingFrame = Closed(
  {
    type: Type.Literal("typing"),
    channel_id: Uuid,
    payload: Closed({ is_typing: Type.Boolean() }),
    ref: Ref,
  },
  { description: "The user begins or stops writing. Unanswered, unless refused" },
);

export const PresenceFrame = Closed(
  {
    type: Type.Literal("presence"),
    payload: Closed({
      user_ids: Type.Array(Uuid, { maxItems: SOCKET_PRESENCE_USERS_MAX }),
    }),
    ref: Ref,
  },
  {
    description:
      "Whose presence to follow from now on, instead of those named before; answered by a `presence` each",
  },
);

export const AuthFrame = Closed(
  {
    type: Type.Literal("auth"),
    token: Text(1, TOKEN_LENGTH_MAX),
    ref: Ref,
  },
  { description: "A new token of the same user, before the present one ends. Answered by `pong`" },
);

/** What a client may send; other JSON objects are answered with an `error` frame, no JSON closes. */
export const ClientFrame = Type.Union([
  SubscribeFrame,
  SubscribeManyFrame,
  UnsubscribeFrame,
  PingFrame,
  AuthFrame,
  TypingFrame,
  PresenceFrame,
]);
export type ClientFrame = Static<typeof ClientFrame>;
