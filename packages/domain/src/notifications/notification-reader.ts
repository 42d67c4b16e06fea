import type { Actor } from "../actor.ts";
import type { Reader } from "./notifications.repository.ts";

/** Everybody has notifications of their own, and sees nobody else's. */
export function toReader({ orgId, userId, role }: Actor): Reader {
  return { orgId, userId, isGuest: role === "guest" };
}
