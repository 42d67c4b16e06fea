import { operations } from "@chat/contract";
import {
  createChannel,
  deleteChannel,
  getChannel,
  listChannels,
  listJoinedChannels,
  setArchived,
  updateChannel,
} from "@chat/domain";
import { createdOrOk, noContent, ok } from "../http/answer.ts";
import { route } from "../http/route.ts";

export const channelRoutes = [
  route(operations.createChannel, async ({ ctx, actor, body, idempotency }) => {
    const { channel, created: isNew } = await createChannel(ctx, actor, body, idempotency);
    return createdOrOk(isNew, channel);
  }),
  route(operations.listChannels, async ({ ctx, actor, query }) =>
    ok(await listChannels(ctx, actor, query)),
  ),
  route(operations.listJoinedChannels, async ({ ctx, actor, query }) =>
    ok(await listJoinedChannels(ctx, actor, query)),
  ),
  route(operations.updateChannel, async ({ ctx, actor, params, body }) =>
    ok(await updateChannel(ctx, actor, params.channelId, body)),
  ),
  route(operations.deleteChannel, async ({ ctx, actor, params }) => {
    await deleteChannel(ctx, actor, params.channelId);
    return noContent;
  }),
  route(operations.archiveChannel, async ({ ctx, actor, params }) =>
    ok(await setArchived(ctx, actor, params.channelId, true)),
  ),
  route(operations.unarchiveChannel, async ({ ctx, actor, params }) =>
    ok(await setArchived(ctx, actor, params.channelId, false)),
  ),
  route(operations.getChannel, async ({ ctx, actor, params }) =>
    ok(await getChannel(ctx, actor, params.channelId)),
  ),
];
