import { operations } from "@chat/contract";
import { getMe, getUser, listPresence, listUsers, setStatus } from "@chat/domain";
import { ok } from "../http/answer.ts";
import { route } from "../http/route.ts";

export const userRoutes = [
  route(operations.getMe, async ({ ctx, actor }) => ok(await getMe(ctx, actor))),
  route(operations.listUsers, async ({ ctx, actor, query }) =>
    ok(await listUsers(ctx, actor, query)),
  ),
  route(operations.listPresence, async ({ ctx, actor, query }) =>
    ok(await listPresence(ctx, actor, query)),
  ),
  route(operations.getUser, async ({ ctx, actor, params }) =>
    ok(await getUser(ctx, actor, params.userId)),
  ),
  route(operations.setStatus, async ({ ctx, actor, body }) =>
    ok(await setStatus(ctx, actor, body)),
  ),
];
