import type { Message } from "@chat/contract";
import type { Actor } from "../actor.ts";
import { removeAttachmentsOfMessage } from "../attachments/file-removals.repository.ts";
import { canRead } from "../channels/channels.policy.ts";
import type { Context } from "../context.ts";
import type { Tx } from "../database/database.ts";
import { commit } from "../database/transaction.ts";
import { authorise, ChatError, invalid } from "../errors.ts";
import { insertEvent } from "../events/events.repository.ts";
import { insertEditToNotify } from "../notifications/notification-edits.repository.ts";
import type { Wire } from "../wire.ts";
import { findMentions, type WrittenMentions } from "./mentions.ts";
import {
  emptyMessage,
  forgetOldestEdit,
  listMentionable,
  recountReplies,
  updateContent,
} from "./message-changes.repository.ts";
import { type LockedMessage, lockMessageForChange } from "./message-lock.service.ts";
import { canDelete, canEdit } from "./messages.policy.ts";
import { getMessage } from "./messages.service.ts";

/** Changes the text of one's own message; the text that it has already changes nothing. */
export async function editMessage(
  ctx: Context,
  actor: Actor,
  messageId: string,
  content: string,
): Promise<Wire<Message>> {
  const changed = await commit<Wire<Message> | undefined>(ctx, async (tx) => {
    const locked = await lockMessageForChange(tx, actor, messageId);
    const { place, message, access, nextSeq } = locked;
    authorise(canRead(actor, access));
    if (message.deleted) {
      throw new ChatError("not_found");
    }
    authorise(canEdit(actor, access, message.userId === actor.userId));
    if (content.length === 0 && !message.hasAttachments) {
      throw invalid("body.content", "may be empty only with attachments");
    }
    if (content === message.content) {
      return { result: undefined, events: [] };
    }
    const mentions = await resolveMentions(tx, locked, content);
    const change = { content, mentions, at: ctx.now(), eventSeq: nextSeq };
    const payload = await updateContent(tx, actor.orgId, messageId, change);
    const edit = { seq: nextSeq, at: change.at };
    await insertEditToNotify(tx, { orgId: actor.orgId, messageId }, edit);
    const event = await insertEvent(tx, {
      ...place,
      type: "message_update",
      messageId,
      userId: null,
      payload,
    });
    await forgetOldestEdit(tx, place, messageId);
    return { result: payload, events: [event] };
  });
  return changed ?? getMessage(ctx, actor, messageId);
}

async function resolveMentions(
  tx: Tx,
  { place }: LockedMessage,
  content: string,
): Promise<WrittenMentions> {
  const written = findMentions(content);
  return written.userIds.length === 0
    ? written
    : { ...written, userIds: await listMentionable(tx, place, written.userIds) };
}

/**
 * Deletes a message: its text is gone from the row and from the log. The root
 * of a thread with replies stays as a tombstone; who deletes again changes nothing.
 */
export async function deleteMessage(ctx: Context, actor: Actor, messageId: string): Promise<void> {
  await commit(ctx, async (tx) => {
    const { place, message, access } = await lockMessageForChange(tx, actor, messageId);
    authorise(canRead(actor, access));
    if (message.deleted) {
      return { result: undefined, events: [] };
    }
    authorise(canDelete(actor, access, message.userId === actor.userId));
    const at = ctx.now();
    await emptyMessage(tx, place, messageId, at);
    if (message.hasAttachments) {
      await removeAttachmentsOfMessage(tx, actor.orgId, messageId, at);
    }
    const { threadId } = message;
    const root = threadId === null ? null : await recountReplies(tx, actor.orgId, threadId);
    const event = await insertEvent(tx, {
      ...place,
      type: "message_delete",
      messageId,
      userId: null,
      payload: deletionPayload(messageId, threadId, at, root),
    });
    return { result: undefined, events: [event] };
  });
}

function deletionPayload(
  id: string,
  threadId: string | null,
  at: Date,
  root: string | null,
): string {
  const head = JSON.stringify({ id, thread_id: threadId, deleted_at: at.toISOString() });
  return root === null ? head : `${head.slice(0, -1)},"root":${root}}`;
}
