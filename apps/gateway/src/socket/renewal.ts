import { ERRORS, type UserRole } from "@chat/contract";
import { TokenRefused } from "@chat/runtime";
import type { Presence } from "../presence/presence.ts";
import type { Subscriptions } from "../subscriptions/subscriptions.ts";
import type { Authenticate } from "./authentication.ts";
import type { Connection } from "./connection.ts";

/** Takes a new token for a socket that goes on. Never rejects. */
export type Renew = (connection: Connection, token: string, ref?: string) => Promise<void>;

const RANK: Readonly<Record<UserRole, number>> = { guest: 0, member: 1, admin: 2 };

/**
 * The token must be of the same user; another one's ends the socket. What the
 * new role allows no more ends with it. A token that is not valid changes
 * nothing: the socket stays until its own one ends.
 */
export function createRenewal(
  authenticate: Authenticate,
  subscriptions: Pick<Subscriptions, "recheck">,
  presence: Pick<Presence, "recheck">,
  onFailure: (error: unknown) => void,
): Renew {
  return async (connection, token, ref) => {
    try {
      const identity = await authenticate(token);
      const { actor } = connection;
      if (identity.actor.userId !== actor.userId || identity.actor.orgId !== actor.orgId) {
        connection.close("tokenExpired");
        return;
      }
      connection.renew(identity);
      if (RANK[identity.actor.role] < RANK[actor.role]) {
        await subscriptions.recheck(connection);
        await presence.recheck(connection);
      }
      connection.send({ type: "pong", payload: {} }, ref);
    } catch (error) {
      if (error instanceof TokenRefused) {
        connection.refuse({ code: "unauthenticated", message: error.message }, { ref });
        return;
      }
      onFailure(error);
      connection.tellError({ code: "unavailable", message: ERRORS.unavailable.title }, { ref });
    }
  };
}
