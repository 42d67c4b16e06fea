import { limits, type Presence, type User, type UserStatus } from "@chat/contract";
import type { UserRow } from "./users.repository.ts";

/** A row, and whether its user has a socket anywhere. */
export interface UserState {
  readonly row: UserRow;
  readonly isConnected: boolean;
}

type StatusRow = Pick<UserRow, "chosen_status" | "status_expires_at" | "last_active_at">;

/** What they chose; nothing, once that has expired. */
function chosenOf(row: StatusRow, now: Date): UserStatus | null {
  const expired = row.status_expires_at !== null && row.status_expires_at <= now;
  return expired ? null : (row.chosen_status as UserStatus | null);
}

/** Invisible and not to be disturbed stay so, whether they are there or not. */
export function statusOf(row: StatusRow, isConnected: boolean, now: Date): UserStatus {
  const chosen = chosenOf(row, now);
  const since = now.getTime() - (row.last_active_at?.getTime() ?? 0);
  const isThere = isConnected || (chosen !== null && since < limits.PRESENCE_RECENT_MS);
  const stays = chosen === "dnd" || chosen === "offline";
  return stays ? chosen : whereabouts(isThere, chosen);
}

/**
 * What a user says of themselves; past its expiry it is as if it had never been
 * said. Who said to be online or away is so while there, or not long gone.
 */
function toStatus({ row, isConnected }: UserState, now: Date): Omit<Presence, "user_id"> {
  const expired = row.status_expires_at !== null && row.status_expires_at <= now;
  return {
    status: statusOf(row, isConnected, now),
    status_text: expired ? null : row.status_text,
    status_emoji: expired ? null : row.status_emoji,
    status_expires_at: expired ? null : (row.status_expires_at?.toISOString() ?? null),
    last_active_at: row.last_active_at?.toISOString() ?? null,
  };
}

function whereabouts(isThere: boolean, chosen: UserStatus | null): UserStatus {
  return isThere ? (chosen ?? "online") : "offline";
}

export function toUser(state: UserState, now: Date): User {
  const { row } = state;
  return {
    id: row.id,
    org_id: row.org_id,
    name: row.name,
    email: row.email,
    picture: row.picture,
    role: row.role as User["role"],
    ...toStatus(state, now),
  };
}

export function toPresence(state: UserState, now: Date): Presence {
  return { user_id: state.row.id, ...toStatus(state, now) };
}
