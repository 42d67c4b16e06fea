import type { Route } from "../http/route.ts";
import { channelRoutes } from "./channels.ts";
import { memberRoutes } from "./members.ts";
import { messageRoutes } from "./messages.ts";
import { userRoutes } from "./users.ts";

/** Every operation that the API serves. */
export const routes: readonly Route[] = [
  ...channelRoutes,
  ...memberRoutes,
  ...messageRoutes,
  ...userRoutes,
];
