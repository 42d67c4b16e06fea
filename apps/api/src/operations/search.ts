import { operations } from "@chat/contract";
import { search } from "@chat/domain";
import { okJson } from "../http/answer.ts";
import { route } from "../http/route.ts";

export const searchRoutes = [
  route(operations.search, async ({ ctx, actor, query }) =>
    okJson(await search(ctx, actor, query)),
  ),
];
