import { limits } from "@chat/contract";
import { type EphemeralLayout, groupOfId } from "../ephemeral/topics.ts";
import { createBatches } from "../outbox/batches.ts";
import { type RedisClient, splitByGroup } from "../outbox/redis-client.ts";

/** One socket of a user, wherever it is. */
export interface UserConnection {
  readonly orgId: string;
  readonly userId: string;
  readonly connectionId: string;
}

/** Which of the users have a socket at any gateway; undefined: Redis cannot be asked. */
export type FindConnected = (
  orgId: string,
  userIds: readonly string[],
) => Promise<ReadonlySet<string> | undefined>;

export interface ConnectionStore {
  /** It is there now, and for `PRESENCE_TTL_MS`, unless it is said again. */
  add(connections: readonly UserConnection[]): void;
  remove(connection: UserConnection): void;
  /** Resolves when all that was said so far is written, or could not be. */
  settled(): Promise<void>;
}

type Change = UserConnection & { readonly isThere: boolean };

/**
 * The connections of a user are the members of a sorted set, each with the
 * time at which it counts as gone: a gateway that dies takes nobody along for
 * longer than that. Written in batches; what fails is said again by a refresh.
 */
export function createConnectionStore(
  redis: RedisClient,
  layout: EphemeralLayout,
): ConnectionStore {
  async function write(batch: readonly Change[]): Promise<void> {
    const pipeline = redis.pipeline();
    const now = Date.now();
    const gone = now + limits.PRESENCE_TTL_MS;
    for (const { connectionId, isThere, ...user } of batch) {
      const key = keyOf(layout, user.orgId, user.userId);
      if (isThere) {
        pipeline.zremrangebyscore(key, "-inf", now);
        pipeline.zadd(key, gone, connectionId).pexpire(key, limits.PRESENCE_TTL_MS);
      } else {
        pipeline.zrem(key, connectionId);
      }
    }
    await pipeline.exec().catch(() => undefined);
  }

  const bounds = { batch: limits.PRESENCE_BATCH_MAX, waiting: limits.PRESENCE_WAITING_MAX };
  const changes = createBatches<Change>(bounds, async (batch) => {
    const parts = splitByGroup(redis, batch, ({ userId }) => groupOfId(layout, userId));
    await Promise.all(parts.map(write));
  });
  return {
    add: (connections) => {
      changes.add(connections.map((connection) => ({ ...connection, isThere: true })));
    },
    remove: (connection) => {
      changes.add([{ ...connection, isThere: false }]);
    },
    settled: () => changes.idle(),
  };
}

export function createFindConnected(redis: RedisClient, layout: EphemeralLayout): FindConnected {
  let askAgainAt = 0;

  async function count(orgId: string, userIds: readonly string[]): Promise<string[]> {
    const parts = splitByGroup(redis, userIds, (userId) => groupOfId(layout, userId));
    return (await Promise.all(parts.map((part) => countPart(orgId, part)))).flat();
  }

  async function countPart(orgId: string, userIds: readonly string[]): Promise<string[]> {
    const now = Date.now();
    const pipeline = redis.pipeline();
    for (const userId of userIds) {
      pipeline.zcount(keyOf(layout, orgId, userId), now, "+inf");
    }
    const counts = await withinTime(pipeline.exec());
    return userIds.filter((_, index) => {
      const [error, connections] = counts?.[index] ?? [];
      if (error) {
        throw error;
      }
      return Number(connections ?? 0) > 0;
    });
  }

  return async (orgId, userIds) => {
    // A Redis that hangs must not delay every request.
    if (performance.now() < askAgainAt) {
      return undefined;
    }
    try {
      const connected = new Set<string>();
      for (let at = 0; at < userIds.length; at += limits.PRESENCE_BATCH_MAX) {
        const some = userIds.slice(at, at + limits.PRESENCE_BATCH_MAX);
        for (const userId of await count(orgId, some)) {
          connected.add(userId);
        }
      }
      return connected;
    } catch {
      askAgainAt = performance.now() + limits.PRESENCE_RETRY_MS;
      return undefined;
    }
  };
}

async function withinTime<T>(work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error("no answer in time")), limits.PRESENCE_WAIT_MS);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Under its group's hash tag, as the topics are: those of a group can share a pipeline. */
function keyOf(layout: EphemeralLayout, orgId: string, userId: string): string {
  return `${layout.prefix}:{${groupOfId(layout, userId)}}:presence:${orgId}/${userId}`;
}
