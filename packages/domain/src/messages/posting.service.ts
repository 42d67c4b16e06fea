import type { Message } from "@chat/contract";
import type { Actor } from "../actor.ts";
import { toAccess } from "../channels/channel-access.ts";
import { canActAsMember, canPost } from "../channels/channels.policy.ts";
import type { Context } from "../context.ts";
import { authorise, ChatError, found, invalid } from "../errors.ts";
import { newId } from "../new-id.ts";
import { inSpan } from "../tracing/spans.ts";
import { currentTraceparent } from "../tracing/traceparent.ts";
import type { Wire } from "../wire.ts";
import { findMentions } from "./mentions.ts";
import { textOf } from "./posted.ts";
import { findPosted, type NewMessage, type PostedRow } from "./posting.repository.ts";

export interface PostInput {
  readonly content: string;
  readonly client_id?: string;
  readonly attachment_ids?: readonly string[];
}

export interface Posted {
  /** False: the author's `client_id` was used before, and this is that message as it is now. */
  readonly created: boolean;
  readonly channelId: string;
  readonly message: Wire<Message>;
}

/**
 * Posts a message into a channel, or into a thread of it.
 *
 * Authorised inside the write, under the channel's lock: a check before it
 * could be overtaken by the author's own removal.
 *
 * @throws {ChatError} `not_found`, `not_a_member`, `channel_archived`, `busy`, `outcome_unknown`
 */
export async function postMessage(
  ctx: Context,
  actor: Actor,
  channelId: string,
  input: PostInput & { thread_id?: string },
): Promise<Posted> {
  return post(ctx, actor, { channelId, threadId: input.thread_id ?? null }, input);
}

/** Replies to a message; a reply to a reply goes into its root's thread. */
export async function postReply(
  ctx: Context,
  actor: Actor,
  messageId: string,
  input: PostInput,
): Promise<Posted> {
  const channelId = found(await ctx.findThreadChannel(actor.orgId, messageId));
  return post(ctx, actor, { channelId, threadId: messageId }, input);
}

async function post(
  ctx: Context,
  actor: Actor,
  place: Pick<NewMessage, "channelId" | "threadId">,
  input: PostInput,
): Promise<Posted> {
  const attachmentIds = input.attachment_ids ?? [];
  if (input.content.length === 0 && attachmentIds.length === 0) {
    const fault = invalid("body.content", "may be empty only with attachments");
    return answerUnwritten(ctx, actor, place.channelId, input, fault);
  }
  const message: Omit<NewMessage, "trace"> = {
    ...place,
    id: newId(),
    userId: actor.userId,
    guest: actor.role === "guest",
    clientId: input.client_id ?? null,
    content: input.content,
    mentions: findMentions(input.content),
    attachmentIds,
  };
  const row = await inSpan("write message", {}, () =>
    ctx.writeMessage(actor.orgId, { ...message, trace: currentTraceparent() }),
  );
  return answer(place.channelId, row);
}

/**
 * What cannot be written may still be a repetition, whose body is ignored; and
 * who may not post is told that, before what is wrong with the message.
 */
async function answerUnwritten(
  ctx: Context,
  actor: Actor,
  channelId: string,
  { client_id: clientId }: PostInput,
  fault: ChatError,
): Promise<Posted> {
  const row = found(await findPosted(ctx.db, actor, channelId, clientId ?? null));
  authorise(canActAsMember(actor, toAccess(row)));
  if (row.message === null) {
    authorise(canPost(actor, toAccess(row)));
    throw fault;
  }
  return { created: false, channelId, message: row.message };
}

function answer(channelId: string, row: PostedRow): Posted {
  const { outcome } = row;
  switch (outcome) {
    case "created":
    case "created_before":
    case "repeated": {
      const message = textOf(row);
      if (message === undefined) {
        throw new Error(`a post was ${outcome} without a message`);
      }
      return { created: outcome !== "repeated", channelId, message };
    }
    case "attachment_not_found":
      throw new ChatError(
        "not_found",
        "attachment_ids: each must be a file of yours, not yet sent",
      );
    case "held":
      throw new Error("a post was answered before its channel was free");
    default:
      throw new ChatError(outcome);
  }
}
