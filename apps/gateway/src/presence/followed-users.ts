import type { Presence } from "@chat/contract";
import type { Connection } from "../socket/connection.ts";

/** A user that somebody here follows. */
export interface FollowedUser {
  readonly orgId: string;
  readonly userId: string;
  readonly followers: Set<Connection>;
  /** What the followers were told last, as `showing` says it. */
  told: string;
}

/** What of it is worth a frame: who is there is active, and need not be told when. */
export function showing(presence: Presence): string {
  return JSON.stringify({ ...presence, last_active_at: null });
}

/** Who follows whom at this gateway. */
export class FollowedUsers {
  readonly #byUser = new Map<string, FollowedUser>();
  readonly #byConnection = new Map<Connection, FollowedUser[]>();

  /** In place of whom it followed before. */
  follow(connection: Connection, presences: readonly Presence[]): void {
    this.unfollow(connection);
    const followed = presences.map((presence) => this.#enter(connection, presence));
    if (followed.length > 0) {
      this.#byConnection.set(connection, followed);
    }
  }

  unfollow(connection: Connection): void {
    for (const user of this.#byConnection.get(connection) ?? []) {
      user.followers.delete(connection);
      if (user.followers.size === 0) {
        this.#byUser.delete(`${user.orgId}/${user.userId}`);
      }
    }
    this.#byConnection.delete(connection);
  }

  find(orgId: string, userId: string): FollowedUser | undefined {
    return this.#byUser.get(`${orgId}/${userId}`);
  }

  all(): FollowedUser[] {
    return [...this.#byUser.values()];
  }

  /** Whom a connection follows. */
  idsOf(connection: Connection): string[] {
    return (this.#byConnection.get(connection) ?? []).map(({ userId }) => userId);
  }

  connections(): Connection[] {
    return [...this.#byConnection.keys()];
  }

  #enter(connection: Connection, presence: Presence): FollowedUser {
    const { orgId } = connection.actor;
    const key = `${orgId}/${presence.user_id}`;
    const known = this.#byUser.get(key);
    if (known) {
      known.followers.add(connection);
      return known;
    }
    const user = {
      orgId,
      userId: presence.user_id,
      followers: new Set([connection]),
      told: showing(presence),
    };
    this.#byUser.set(key, user);
    return user;
  }
}
