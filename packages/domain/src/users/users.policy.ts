import type { Actor } from "../actor.ts";

/**
 * Who looks for users. Everybody sees the users of their organisation, but a
 * guest only those with whom they share a channel; the repository's condition
 * `visible` says the same in SQL.
 */
export interface Viewer {
  readonly orgId: string;
  readonly userId: string;
  /** Sees only themselves and users with whom they share a channel. */
  readonly confined: boolean;
}

export function toViewer({ orgId, userId, role }: Actor): Viewer {
  return { orgId, userId, confined: role === "guest" };
}
