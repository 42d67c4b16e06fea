import { limits } from "@chat/contract";
import {
  createConnectionStore,
  createFindConnected,
  type Database,
  type SendSignal,
} from "@chat/domain";
import type { Platform } from "@chat/runtime";
import type { Connection } from "../socket/connection.ts";
import type { LocalUsers } from "../socket/local-users.ts";
import { type Attendance, createAttendance } from "./attendance.ts";
import { createPresence, type Presence } from "./presence.ts";

/** Presence of the sockets here and of those they follow, kept up by a timer. */
export function startPresence(
  { config, logger, lifecycle, redis }: Platform,
  db: Database,
  users: LocalUsers,
  signal: SendSignal,
  connections: () => Iterable<Connection>,
): { attendance: Attendance; presence: Presence } {
  const { events } = config;
  const ctx = { db, findConnected: createFindConnected(redis, events), now: () => new Date() };
  const warn = (error: unknown) => logger.warn({ err: error }, "presence is not up to date");
  const store = createConnectionStore(redis, events);
  const attendance = createAttendance(ctx, store, users, signal, warn);
  const presence = createPresence(ctx, warn);
  let isRefreshing = false;
  const timer = setInterval(() => {
    attendance.refresh(connections());
    if (isRefreshing) {
      return;
    }
    isRefreshing = true;
    void presence
      .refresh()
      .catch(warn)
      .finally(() => {
        isRefreshing = false;
      });
  }, limits.PRESENCE_REFRESH_MS);
  lifecycle.onStop("presence", async () => {
    clearInterval(timer);
    await attendance.stop();
    presence.stop();
    await store.settled();
  });
  return { attendance, presence };
}
