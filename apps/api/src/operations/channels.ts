import { operations } from "@chat/contract";
import { createChannel, getChannel, listChannels } from "@chat/domain";
import { created, ok } from "../http/answer.ts";
import { route } from "../http/route.ts";

export const channelRoutes = [
  route(operations.createChannel, async ({ ctx, actor, body }) =>
    created(await createChannel(ctx, actor, body)),
  ),
  route(operations.listChannels, async ({ ctx, actor, query }) =>
    ok(await listChannels(ctx, actor, query)),
  ),
  route(operations.getChannel, async ({ ctx, actor, params }) =>
    ok(await getChannel(ctx, actor, params.channelId)),
  ),
];
