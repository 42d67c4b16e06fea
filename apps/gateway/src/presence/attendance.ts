import { limits } from "@chat/contract";
import {
  type ConnectionStore,
  noteActivity,
  type PresenceContext,
  type SendSignal,
} from "@chat/domain";
import type { Connection } from "../socket/connection.ts";
import type { LocalUsers } from "../socket/local-users.ts";

/** Says of the sockets here that their users are there. */
export interface Attendance {
  arrive(connection: Connection, isFirst: boolean): void;
  leave(connection: Connection, isLast: boolean): void;
  /** Says it again of all, so that it stays so. */
  refresh(connections: Iterable<Connection>): void;
  /** Writes what is not yet written. */
  stop(): Promise<void>;
}

/**
 * A connection is noted in Redis until it ends, or its gateway does. Who leaves
 * is told of a little later, since most come back at once; when users were last
 * there is written for all of a moment together.
 */
export function createAttendance(
  ctx: Pick<PresenceContext, "db" | "now">,
  store: ConnectionStore,
  users: LocalUsers,
  signal: SendSignal,
  onFailure: (error: unknown) => void,
): Attendance {
  const active = new Map<string, Set<string>>();
  const timer = setInterval(() => void writeActivity(), limits.PRESENCE_ACTIVITY_MS);

  function noteActive({ actor: { orgId, userId } }: Connection): void {
    active.set(orgId, (active.get(orgId) ?? new Set()).add(userId));
  }

  async function writeActivity(): Promise<void> {
    const noted = [...active];
    active.clear();
    for (const [orgId, userIds] of noted) {
      await noteActivity(ctx, orgId, [...userIds]).catch(onFailure);
    }
  }

  function tell({ actor: { orgId, userId } }: Connection): void {
    signal({ kind: "presence", orgId, userId });
  }

  return {
    arrive(connection, isFirst) {
      store.add([noted(connection)]);
      if (isFirst) {
        noteActive(connection);
        void store.settled().then(() => tell(connection));
      }
    },
    leave(connection, isLast) {
      store.remove(noted(connection));
      if (!isLast) {
        return;
      }
      noteActive(connection);
      const { orgId, userId } = connection.actor;
      setTimeout(() => {
        if (users.socketsOf(orgId, userId).length === 0) {
          void store.settled().then(() => tell(connection));
        }
      }, limits.PRESENCE_LEAVE_MS).unref();
    },
    refresh(connections) {
      store.add([...connections].map(noted));
    },
    async stop() {
      clearInterval(timer);
      await writeActivity();
    },
  };
}

function noted({ id, actor: { orgId, userId } }: Connection) {
  return { orgId, userId, connectionId: id };
}
