import { ERRORS, type UserRole } from "@chat/contract";
import { TokenRefused } from "@chat/runtime";
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
  subscriptions: Subscriptions,
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
      }
      connection.send({ type: "pong", payload: {} }, ref);
    } catch (error) {
      const refused = error instanceof TokenRefused;
      if (!refused) {
        onFailure(error);
      }
      const payload = refused
        ? { code: "unauthenticated", message: error.message }
        : { code: "unavailable", message: ERRORS.unavailable.title };
      connection.refuse(payload, { ref });
    }
  };
}
