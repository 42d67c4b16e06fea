import { ERRORS, limits, type Presence as PresenceState } from "@chat/contract";
import { listFollowedPresence, listPresence, type PresenceContext } from "@chat/domain";
import type { Connection } from "../socket/connection.ts";
import { textFrame } from "../socket/text-frame.ts";
import { type FollowedUser, FollowedUsers, showing } from "./followed-users.ts";

export interface Presence {
  /** Follows these users from now on, and tells how they are. Never rejects. */
  follow(connection: Connection, userIds: readonly string[], ref?: string): Promise<void>;
  unfollow(connection: Connection): void;
  /** Follows no more whom the connection's user may not see any more. Never rejects. */
  recheck(connection: Connection): Promise<void>;
  /** Something about the user has changed: whoever follows them is told what, if it shows. */
  noteChange(orgId: string, userId: string): void;
  /** Reads everybody anew who is followed: what nobody signalled, as the end of a gateway or of a status. */
  refresh(): Promise<void>;
  stop(): void;
}

/**
 * Presence goes only to those who asked for it. A signal says of whom something
 * has changed, never what: the state is read when it is told, so that signals
 * may be lost, doubled or late.
 */
export function createPresence(
  ctx: PresenceContext,
  onFailure: (error: unknown) => void,
): Presence {
  const followed = new FollowedUsers();
  const changed = new Set<FollowedUser>();
  const turns = new WeakMap<Connection, number>();
  let timer: NodeJS.Timeout | undefined;

  async function follow(
    connection: Connection,
    userIds: readonly string[],
    ref?: string,
  ): Promise<void> {
    try {
      const turn = (turns.get(connection) ?? 0) + 1;
      turns.set(connection, turn);
      const presences = await replace(connection, userIds, turn);
      for (const presence of presences) {
        connection.send({ type: "presence", payload: presence }, ref);
      }
    } catch (error) {
      onFailure(error);
      connection.tellError({ code: "unavailable", message: ERRORS.unavailable.title }, { ref });
    }
  }

  /** Unless the client has named others meanwhile: in whichever order answers come, its last word counts. */
  async function replace(
    connection: Connection,
    userIds: readonly string[],
    turn: number,
  ): Promise<PresenceState[]> {
    const presences = await visible(connection, userIds);
    if (!connection.isOpen || turns.get(connection) !== turn) {
      return [];
    }
    followed.follow(connection, presences);
    return presences;
  }

  /** The use-case leaves out whom the connection's user may not see. */
  async function visible(
    { actor }: Connection,
    userIds: readonly string[],
  ): Promise<PresenceState[]> {
    if (userIds.length === 0) {
      return [];
    }
    const user_ids = userIds.map((id) => id.toLowerCase()).join(",");
    return (await listPresence(ctx, actor, { user_ids })).items;
  }

  function noteChange(orgId: string, userId: string): void {
    const user = followed.find(orgId, userId);
    if (user) {
      changed.add(user);
      if (timer === undefined) {
        timer = setTimeout(() => void tellChanged(), limits.PRESENCE_COALESCE_MS);
      }
    }
  }

  async function tellChanged(): Promise<void> {
    timer = undefined;
    const users = [...changed];
    changed.clear();
    await tell(users).catch(onFailure);
  }

  async function tell(users: readonly FollowedUser[]): Promise<void> {
    for (const [orgId, group] of Map.groupBy(users, (user) => user.orgId)) {
      for (let at = 0; at < group.length; at += limits.PRESENCE_BATCH_MAX) {
        const some = group.slice(at, at + limits.PRESENCE_BATCH_MAX);
        const ids = some.map(({ userId }) => userId);
        for (const presence of await listFollowedPresence(ctx, orgId, ids)) {
          tellFollowers(followed.find(orgId, presence.user_id), presence);
        }
      }
    }
  }

  function tellFollowers(user: FollowedUser | undefined, presence: PresenceState): void {
    const shown = showing(presence);
    if (!user || user.told === shown) {
      return;
    }
    user.told = shown;
    const timestamp = new Date().toISOString();
    const frame = { type: "presence", timestamp, payload: presence };
    const bytes = textFrame(Buffer.from(JSON.stringify(frame)));
    for (const connection of user.followers) {
      connection.sendIfRoom(bytes, "presence");
    }
  }

  async function recheck(connection: Connection): Promise<void> {
    const userIds = followed.idsOf(connection);
    if (userIds.length > 0) {
      await replace(connection, userIds, turns.get(connection) ?? 0).catch(onFailure);
    }
  }

  return {
    follow,
    unfollow: (connection) => followed.unfollow(connection),
    recheck,
    noteChange,
    async refresh() {
      // A guest sees only whom they share a channel with, and that changes.
      for (const connection of followed.connections()) {
        if (connection.actor.role === "guest") {
          await recheck(connection);
        }
      }
      await tell(followed.all());
    },
    stop: () => clearTimeout(timer),
  };
}
