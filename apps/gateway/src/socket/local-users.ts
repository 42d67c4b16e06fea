import type { Actor } from "@chat/domain";
import type { Connection } from "./connection.ts";

const NONE: readonly Connection[] = [];

/** The sockets of this gateway by their users; one person may be in several organisations. */
export class LocalUsers {
  readonly #byOrg = new Map<string, Map<string, readonly Connection[]>>();

  /** Whether it is the user's first socket here. */
  add(connection: Connection): boolean {
    const { orgId, userId } = connection.actor;
    const users = this.#byOrg.get(orgId) ?? new Map<string, readonly Connection[]>();
    this.#byOrg.set(orgId, users);
    const own = users.get(userId) ?? NONE;
    users.set(userId, [...own, connection]);
    return own.length === 0;
  }

  /** Whether it was the user's last socket here. */
  remove(connection: Connection): boolean {
    const { orgId, userId }: Actor = connection.actor;
    const users = this.#byOrg.get(orgId);
    const own = users?.get(userId);
    if (!(users && own?.includes(connection))) {
      return false;
    }
    const left = own.filter((other) => other !== connection);
    if (left.length > 0) {
      users.set(userId, left);
      return false;
    }
    users.delete(userId);
    if (users.size === 0) {
      this.#byOrg.delete(orgId);
    }
    return true;
  }

  socketsOf(orgId: string, userId: string): readonly Connection[] {
    return this.#byOrg.get(orgId)?.get(userId) ?? NONE;
  }

  /** Who of an organisation is here. */
  usersOf(orgId: string): string[] {
    return [...(this.#byOrg.get(orgId)?.keys() ?? [])];
  }
}
