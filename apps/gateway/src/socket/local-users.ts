import type { Actor } from "@chat/domain";
import type { Connection } from "./connection.ts";

const NONE: ReadonlySet<Connection> = new Set();

/** The sockets of this gateway by their users; one person may be in several organisations. */
export class LocalUsers {
  readonly #byOrg = new Map<string, Map<string, Set<Connection>>>();

  /** Whether it is the user's first socket here. */
  add(connection: Connection): boolean {
    const { orgId, userId } = connection.actor;
    const users = this.#byOrg.get(orgId) ?? new Map<string, Set<Connection>>();
    this.#byOrg.set(orgId, users);
    const own = users.get(userId);
    if (own) {
      own.add(connection);
      return false;
    }
    users.set(userId, new Set([connection]));
    return true;
  }

  /** Whether it was the user's last socket here. */
  remove(connection: Connection): boolean {
    const { orgId, userId }: Actor = connection.actor;
    const users = this.#byOrg.get(orgId);
    const own = users?.get(userId);
    if (!(users && own?.delete(connection)) || own.size > 0) {
      return false;
    }
    users.delete(userId);
    if (users.size === 0) {
      this.#byOrg.delete(orgId);
    }
    return true;
  }

  socketsOf(orgId: string, userId: string): ReadonlySet<Connection> {
    return this.#byOrg.get(orgId)?.get(userId) ?? NONE;
  }

  /** Who of an organisation is here. */
  usersOf(orgId: string): string[] {
    return [...(this.#byOrg.get(orgId)?.keys() ?? [])];
  }
}
