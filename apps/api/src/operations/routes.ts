import type { Route } from "../http/route.ts";
import { attachmentRoutes } from "./attachments.ts";
import { channelRoutes } from "./channels.ts";
import { dmRoutes } from "./dm.ts";
import { memberRoutes } from "./members.ts";
import { messageRoutes } from "./messages.ts";
import { notificationRoutes } from "./notifications.ts";
import { searchRoutes } from "./search.ts";
import { uploadRoute } from "./upload.ts";
import { userRoutes } from "./users.ts";

/** Every operation that the API serves, but for those whose body is streamed. */
export const routes: readonly Route[] = [
  ...attachmentRoutes,
  ...channelRoutes,
  ...dmRoutes,
  ...memberRoutes,
  ...messageRoutes,
  ...notificationRoutes,
  ...searchRoutes,
  ...userRoutes,
];

/** Those take no JSON. */
export const uploadRoutes: readonly Route[] = [uploadRoute];
