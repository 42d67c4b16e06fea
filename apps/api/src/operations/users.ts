import { operations } from "@chat/contract";
import { getMe } from "@chat/domain";
import { ok } from "../http/answer.ts";
import { route } from "../http/route.ts";

export const userRoutes = [
  route(operations.getMe, async ({ ctx, actor }) => ok(await getMe(ctx, actor))),
];
