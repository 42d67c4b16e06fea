import { operations } from "@chat/contract";
import { getDm, openDm } from "@chat/domain";
import { created, ok } from "../http/answer.ts";
import { route } from "../http/route.ts";

export const dmRoutes = [
  route(operations.openDm, async ({ ctx, actor, body }) => {
    const opened = await openDm(ctx, actor, body.user_id.toLowerCase());
    return opened.created ? created(opened.channel) : ok(opened.channel);
  }),
  route(operations.getDm, async ({ ctx, actor, params }) =>
    ok(await getDm(ctx, actor, params.userId)),
  ),
];
