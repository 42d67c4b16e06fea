import { operations } from "@chat/contract";
import { getDm, openDm } from "@chat/domain";
import { createdOrOk, ok } from "../http/answer.ts";
import { route } from "../http/route.ts";

export const dmRoutes = [
  route(operations.openDm, async ({ ctx, actor, body, idempotency }) => {
    const { channel, created } = await openDm(ctx, actor, body.user_id.toLowerCase(), idempotency);
    return createdOrOk(created, channel);
  }),
  route(operations.getDm, async ({ ctx, actor, params }) =>
    ok(await getDm(ctx, actor, params.userId)),
  ),
];
