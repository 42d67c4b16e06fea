import Type, { type Static } from "typebox";
import {
  MESSAGE_ATTACHMENTS_MAX,
  MESSAGE_MENTIONED_USERS_MAX,
  MESSAGE_REPLY_USERS_MAX,
  MESSAGE_TEXT_LENGTH_MAX,
  REACTION_EMOJI_LENGTH_MAX,
  REACTION_USERS_SHOWN_MAX,
} from "../limits.ts";
import { Closed, Nullable, Seq, Text, Timestamp, Uuid } from "../primitives.ts";
import { Attachment } from "./attachment.ts";

/**
 * An emoji, or the name of one such as `:party_parrot:`: anything short without
 * white space. Not `.` and `..`, which a URL cannot name.
 */
export const Emoji = Type.String({
  minLength: 1,
  maxLength: REACTION_EMOJI_LENGTH_MAX,
  pattern: "^(?!\\.{1,2}$)[^\\s\\p{Cc}\\p{Cs}]+$",
  description: "An emoji or its name, without white space, neither . nor ..",
  examples: ["👍"],
});

export const Reaction = Closed(
  {
    emoji: Type.String({ examples: ["👍"] }),
    count: Type.Integer({ minimum: 1 }),
    user_ids: Type.Array(Uuid, {
      maxItems: REACTION_USERS_SHOWN_MAX,
      description: "The first of those who reacted; `count` counts all",
    }),
  },
  { title: "Reaction", description: "One emoji on a message, with those who chose it." },
);

export const Mentions = Closed(
  {
    user_ids: Type.Array(Uuid, {
      maxItems: MESSAGE_MENTIONED_USERS_MAX,
      description: "Those of `<@user id>` who could read the channel when it was posted",
    }),
    channel: Type.Boolean({ description: "It says `<!channel>`" }),
    here: Type.Boolean({ description: "It says `<!here>`" }),
  },
  { title: "Mentions", description: "Whom a message mentions." },
);

const replies = {
  reply_count: Type.Integer({ minimum: 0 }),
  last_reply_at: Nullable(Timestamp),
  reply_user_ids: Type.Array(Uuid, {
    maxItems: MESSAGE_REPLY_USERS_MAX,
    description: "Who replied, without repetition",
  }),
};

/** Markdown source as a client sends it. */
export const MessageContent = Text(0, MESSAGE_TEXT_LENGTH_MAX, {
  description:
    "Markdown source without NUL and without lone surrogates, empty only with attachments; mentions are written `<@user id>`, `<!channel>`, `<!here>`",
  examples: ["Good morning <!channel>"],
});

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
export const Message = Closed(messageProperties, {
  title: "Message",
  description: "A message as every reader sees it: nothing in it depends on who asks.",
});
export type Message = Static<typeof Message>;

/** What a reply changes on the root of its thread. */
export const ThreadRoot = Closed({ id: Uuid, ...replies }, { title: "ThreadRoot" });
export type ThreadRoot = Static<typeof ThreadRoot>;
