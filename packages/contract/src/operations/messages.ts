import Type from "typebox";
import { MESSAGE_ATTACHMENTS_MAX } from "../limits.ts";
import { Closed, Uuid } from "../primitives.ts";
import { AsOfSeq, ChannelPage, NextCursor, pageQuery } from "../resources/list.ts";
import { Emoji, Message, MessageContent } from "../resources/message.ts";
import { ReadMarker } from "../resources/read-marker.ts";
import { defineOperation } from "./operation.ts";

const channelParams = Closed({ channelId: Uuid });
const messageParams = Closed({ messageId: Uuid });

const post = {
  content: MessageContent,
  client_id: Type.Optional(Uuid),
  attachment_ids: Type.Optional(
    Type.Array(Uuid, { maxItems: MESSAGE_ATTACHMENTS_MAX, uniqueItems: true }),
  ),
};

export const postMessage = defineOperation({
  id: "postMessage",
  tag: "messages",
  summary: "Post a message",
  description:
    "A `client_id` makes it safe to repeat: whoever posts it again, however concurrently, gets 200 with the message as it is now. An answer 201 means that it is kept.",
  method: "POST",
  path: "/channels/:channelId/messages",
  params: channelParams,
  body: Closed({ ...post, thread_id: Type.Optional(Uuid) }),
  answers: { 200: Message, 201: Message },
  errors: ["not_found", "not_a_member", "channel_archived", "busy", "outcome_unknown"],
});

export const listMessages = defineOperation({
  id: "listMessages",
  tag: "messages",
  summary: "The messages of a channel, newest first",
  description:
    "Without replies: `getThread` has them. `before`, `after` and `around` take the id of a message and exclude each other and `cursor`.",
  method: "GET",
  path: "/channels/:channelId/messages",
  params: channelParams,
  query: Type.Object({
    ...pageQuery,
    before: Type.Optional(Uuid),
    after: Type.Optional(Uuid),
    around: Type.Optional(Uuid),
  }),
  answers: { 200: ChannelPage("MessageList", Message) },
  errors: ["not_found", "invalid_cursor"],
});

export const listPinnedMessages = defineOperation({
  id: "listPinnedMessages",
  tag: "messages",
  summary: "The pinned messages of a channel, newest first",
  description: "Replies too.",
  method: "GET",
  path: "/channels/:channelId/messages/pinned",
  params: channelParams,
  query: Type.Object(pageQuery),
  answers: { 200: ChannelPage("MessageList", Message) },
  errors: ["not_found", "invalid_cursor"],
});

export const getMessage = defineOperation({
  id: "getMessage",
  tag: "messages",
  summary: "One message",
  method: "GET",
  path: "/messages/:messageId",
  params: messageParams,
  answers: { 200: Message },
  errors: ["not_found"],
});

export const editMessage = defineOperation({
  id: "editMessage",
  tag: "messages",
  summary: "Change the text of one's own message",
  method: "PUT",
  path: "/messages/:messageId",
  params: messageParams,
  body: Closed({ content: MessageContent }),
  answers: { 200: Message },
  errors: ["not_found", "not_a_member", "forbidden", "channel_archived", "busy"],
});

export const deleteMessage = defineOperation({
  id: "deleteMessage",
  tag: "messages",
  summary: "Delete a message",
  description:
    "The root of a thread with replies stays as a tombstone: `deleted_at` is set, its content empty.",
  method: "DELETE",
  path: "/messages/:messageId",
  params: messageParams,
  answers: { 204: null },
  errors: ["not_found", "not_a_member", "forbidden", "channel_archived", "busy"],
});

export const pinMessage = defineOperation({
  id: "pinMessage",
  tag: "messages",
  summary: "Pin a message to its channel",
  method: "POST",
  path: "/messages/:messageId/pin",
  params: messageParams,
  answers: { 200: Message },
  errors: ["not_found", "not_a_member", "channel_archived", "too_many_pins", "busy"],
});

export const unpinMessage = defineOperation({
  id: "unpinMessage",
  tag: "messages",
  summary: "Take a pin away",
  method: "DELETE",
  path: "/messages/:messageId/pin",
  params: messageParams,
  answers: { 204: null },
  errors: ["not_found", "not_a_member", "channel_archived", "busy"],
});

export const addReaction = defineOperation({
  id: "addReaction",
  tag: "messages",
  summary: "React to a message",
  description: "201 for a new reaction, 200 for one that was there.",
  method: "POST",
  path: "/messages/:messageId/reactions",
  params: messageParams,
  body: Closed({ emoji: Emoji }),
  answers: { 200: Message, 201: Message },
  errors: ["not_found", "not_a_member", "channel_archived", "too_many_reactions", "busy"],
});

export const removeReaction = defineOperation({
  id: "removeReaction",
  tag: "messages",
  summary: "Take one's own reaction away",
  method: "DELETE",
  path: "/messages/:messageId/reactions/:emoji",
  params: Closed({ messageId: Uuid, emoji: Emoji }),
  answers: { 204: null },
  errors: ["not_found", "not_a_member", "channel_archived", "busy"],
});

export const getThread = defineOperation({
  id: "getThread",
  tag: "messages",
  summary: "A thread: its root and its replies, oldest first",
  method: "GET",
  path: "/messages/:messageId/thread",
  params: messageParams,
  query: Type.Object(pageQuery),
  answers: {
    200: Closed(
      {
        root: Message,
        items: Type.Array(Message),
        next_cursor: NextCursor,
        as_of_seq: AsOfSeq,
      },
      { title: "Thread", description: "The root of a thread with a page of its replies." },
    ),
  },
  errors: ["not_found", "invalid_cursor"],
});

export const postReply = defineOperation({
  id: "postReply",
  tag: "messages",
  summary: "Reply to a message",
  description:
    "A reply to a reply goes into the thread of its root. `client_id` does what it does for `postMessage`.",
  method: "POST",
  path: "/messages/:messageId/thread",
  params: messageParams,
  body: Closed(post),
  answers: { 200: Message, 201: Message },
  errors: ["not_found", "not_a_member", "channel_archived", "busy", "outcome_unknown"],
});

export const markThreadRead = defineOperation({
  id: "markThreadRead",
  tag: "messages",
  summary: "Move the caller's read marker of a thread",
  description: "To a message of it, or to the newest reply.",
  method: "POST",
  path: "/messages/:messageId/thread/read",
  params: messageParams,
  body: Closed({ message_id: Type.Optional(Uuid) }),
  answers: { 200: ReadMarker },
  errors: ["not_found", "not_a_member"],
});
