import { operations } from "@chat/contract";
import {
  getMessage,
  getThread,
  listMessages,
  type Posted,
  postMessage,
  postReply,
} from "@chat/domain";
import { type Answer, createdJson, okJson } from "../http/answer.ts";
import { route } from "../http/route.ts";
import type { MessageMetrics } from "../metrics/message-metrics.ts";

export const messageRoutes = [
  route(operations.postMessage, async ({ ctx, actor, params, body, messageMetrics }) =>
    answerPosted(await postMessage(ctx, actor, params.channelId, body), messageMetrics),
  ),
  route(operations.postReply, async ({ ctx, actor, params, body, messageMetrics }) =>
    answerPosted(await postReply(ctx, actor, params.messageId, body), messageMetrics),
  ),
  route(operations.listMessages, async ({ ctx, actor, params, query }) =>
    okJson(await listMessages(ctx, actor, params.channelId, query)),
  ),
  route(operations.getMessage, async ({ ctx, actor, params }) =>
    okJson(await getMessage(ctx, actor, params.messageId)),
  ),
  route(operations.getThread, async ({ ctx, actor, params, query }) =>
    okJson(await getThread(ctx, actor, params.messageId, query)),
  ),
];

function answerPosted({ created, channelId, message }: Posted, metrics: MessageMetrics): Answer {
  if (!created) {
    return okJson(message);
  }
  metrics.countPosted(channelId);
  return createdJson(message);
}
