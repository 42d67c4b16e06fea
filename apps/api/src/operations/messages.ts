import { type Operation, operations } from "@chat/contract";
import {
  addReaction,
  deleteMessage,
  editMessage,
  getMessage,
  getThread,
  listMessages,
  listPinnedMessages,
  markThreadRead,
  type Posted,
  pinMessage,
  postMessage,
  postReply,
  removeReaction,
  unpinMessage,
} from "@chat/domain";
import { type Answer, createdJson, noContent, ok, okJson } from "../http/answer.ts";
import { type Call, route } from "../http/route.ts";

export const messageRoutes = [
  route(operations.postMessage, async (call) => {
    const { ctx, actor, params, body } = call;
    return answerPosted(call, await postMessage(ctx, actor, params.channelId, body));
  }),
  route(operations.postReply, async (call) => {
    const { ctx, actor, params, body } = call;
    return answerPosted(call, await postReply(ctx, actor, params.messageId, body));
  }),
  route(operations.listMessages, async ({ ctx, actor, params, query }) =>
    okJson(await listMessages(ctx, actor, params.channelId, query)),
  ),
  route(operations.getMessage, async ({ ctx, actor, params }) =>
    okJson(await getMessage(ctx, actor, params.messageId)),
  ),
  route(operations.listPinnedMessages, async ({ ctx, actor, params, query }) =>
    okJson(await listPinnedMessages(ctx, actor, params.channelId, query)),
  ),
  route(operations.editMessage, async ({ ctx, actor, params, body }) =>
    okJson(await editMessage(ctx, actor, params.messageId, body.content)),
  ),
  route(operations.deleteMessage, async ({ ctx, actor, params }) => {
    await deleteMessage(ctx, actor, params.messageId);
    return noContent;
  }),
  route(operations.pinMessage, async ({ ctx, actor, params }) =>
    okJson(await pinMessage(ctx, actor, params.messageId)),
  ),
  route(operations.unpinMessage, async ({ ctx, actor, params }) => {
    await unpinMessage(ctx, actor, params.messageId);
    return noContent;
  }),
  route(operations.addReaction, async ({ ctx, actor, params, body, idempotency }) => {
    const { messageId } = params;
    const reacting = addReaction(ctx, actor, messageId, body.emoji, idempotency);
    const { created, message } = await reacting;
    return created ? createdJson(message) : okJson(message);
  }),
  route(operations.removeReaction, async ({ ctx, actor, params }) => {
    await removeReaction(ctx, actor, params.messageId, params.emoji);
    return noContent;
  }),
  route(operations.markThreadRead, async ({ ctx, actor, params, body }) =>
    ok(await markThreadRead(ctx, actor, params.messageId, body)),
  ),
  route(operations.getThread, async ({ ctx, actor, params, query }) =>
    okJson(await getThread(ctx, actor, params.messageId, query)),
  ),
];

function answerPosted(
  { actor, messageMetrics, senders }: Pick<Call<Operation>, "actor" | "messageMetrics" | "senders">,
  { created, channelId, message }: Posted,
): Answer {
  senders.note(actor, channelId);
  if (!created) {
    return okJson(message);
  }
  messageMetrics.countPosted(channelId);
  return createdJson(message);
}
