import Type, { type Static } from "typebox";
import {
  MESSAGE_ATTACHMENTS_MAX,
  MESSAGE_MENTIONED_USERS_MAX,
  MESSAGE_REPLY_USERS_MAX,
  MESSAGE_TEXT_LENGTH_MAX,
  REACTION_EMOJI_LENGTH_MAX,
  REACTION_USERS_SHOWN_MAX,
} from "../limits.ts";
import { Closed, Nullable, OneOf, Seq, Text, Timestamp, Uuid } from "../primitives.ts";

export const Attachment = Closed(
  {
    id: Uuid,
    name: Type.String(),
    content_type: Type.String(),
    size: Type.Integer({ minimum: 0 }),
    sha256: Type.String(),
    status: OneOf("pending", "clean", "infected", "failed", "unscanned"),
    width: Nullable(Type.Integer()),
    height: Nullable(Type.Integer()),
    thumbnail: Nullable(Closed({ width: Type.Integer(), height: Type.Integer() })),
  },
  { title: "Attachment" },
);

/** An emoji, or the name of one such as `:party_parrot:`: anything short without white space. */
export const Emoji = Type.String({
  minLength: 1,
  maxLength: REACTION_EMOJI_LENGTH_MAX,
  pattern: "^[^\\s\\p{Cc}\\p{Cs}]+$",
  description: "An emoji or its name, without white space",
});

export const Reaction = Closed(
  {
    emoji: Type.String(),
    count: Type.Integer({ minimum: 1 }),
    user_ids: Type.Array(Uuid, { maxItems: REACTION_USERS_SHOWN_MAX }),
  },
  { title: "Reaction" },
);

export const Mentions = Closed({
  user_ids: Type.Array(Uuid, { maxItems: MESSAGE_MENTIONED_USERS_MAX }),
  channel: Type.Boolean(),
  here: Type.Boolean(),
});

const replies = {
  reply_count: Type.Integer({ minimum: 0 }),
  last_reply_at: Nullable(Timestamp),
  reply_user_ids: Type.Array(Uuid, { maxItems: MESSAGE_REPLY_USERS_MAX }),
};

/** Markdown source as a client sends it. */
export const MessageContent = Text(0, MESSAGE_TEXT_LENGTH_MAX);

export const messageProperties = {
  id: Uuid,
  channel_id: Uuid,
  seq: Seq,
  user_id: Uuid,
  thread_id: Nullable(Uuid),
  content: MessageContent,
  client_id: Nullable(Uuid),
  mentions: Mentions,
  attachments: Type.Array(Attachment, { maxItems: MESSAGE_ATTACHMENTS_MAX }),
  reactions: Type.Array(Reaction),
  ...replies,
  pinned_at: Nullable(Timestamp),
  pinned_by: Nullable(Uuid),
  edited_at: Nullable(Timestamp),
  deleted_at: Nullable(Timestamp),
  created_at: Timestamp,
};

/** The same for every reader: nothing in it depends on who asks. */
export const Message = Closed(messageProperties, { title: "Message" });
export type Message = Static<typeof Message>;

/** What a reply changes on the root of its thread. */
export const ThreadRoot = Closed({ id: Uuid, ...replies }, { title: "ThreadRoot" });
export type ThreadRoot = Static<typeof ThreadRoot>;
