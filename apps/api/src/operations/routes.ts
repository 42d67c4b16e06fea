import type { Route } from "../http/route.ts";
import { channelRoutes } from "./channels.ts";
import { dmRoutes } from "./dm.ts";
import { memberRoutes } from "./members.ts";
import { messageRoutes } from "./messages.ts";
import { userRoutes } from "./users.ts";

/** Every operation that the API serves. */
export const routes: readonly Route[] = [
  ...channelRoutes,
  ...dmRoutes,
  ...memberRoutes,
  ...messageRoutes,
  ...userRoutes,
];
