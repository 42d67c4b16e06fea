import type { UserRole } from "@chat/contract";

/** Who calls, as the request's own token says. */
export interface Actor {
  readonly orgId: string;
  readonly userId: string;
  readonly role: UserRole;
}
