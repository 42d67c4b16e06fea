import Type from "typebox";
import { MESSAGE_ATTACHMENTS_MAX } from "../limits.ts";
import { Closed, Seq, Uuid } from "../primitives.ts";
import { ChannelPage, NextCursor, pageQuery } from "../resources/list.ts";
import { Message, MessageContent } from "../resources/message.ts";
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
  summary: "Post a message; repeating a `client_id` answers 200 with the message as it is now",
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
  summary: "The messages of a channel without replies, newest first",
  method: "GET",
  path: "/channels/:channelId/messages",
  params: channelParams,
  query: Type.Object({
    ...pageQuery,
    before: Type.Optional(Uuid),
    after: Type.Optional(Uuid),
    around: Type.Optional(Uuid),
  }),
  answers: { 200: ChannelPage(Message) },
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

export const getThread = defineOperation({
  id: "getThread",
  tag: "messages",
  summary: "A thread: its root and its replies, oldest first",
  method: "GET",
  path: "/messages/:messageId/thread",
  params: messageParams,
  query: Type.Object(pageQuery),
  answers: {
    200: Closed({
      root: Message,
      items: Type.Array(Message),
      next_cursor: NextCursor,
      as_of_seq: Seq,
    }),
  },
  errors: ["not_found", "invalid_cursor"],
});

export const postReply = defineOperation({
  id: "postReply",
  tag: "messages",
  summary: "Reply to a message; a reply to a reply goes into its root's thread",
  method: "POST",
  path: "/messages/:messageId/thread",
  params: messageParams,
  body: Closed(post),
  answers: { 200: Message, 201: Message },
  errors: ["not_found", "not_a_member", "channel_archived", "busy", "outcome_unknown"],
});
