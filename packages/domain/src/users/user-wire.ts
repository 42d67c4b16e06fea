import type { Presence, User, UserStatus } from "@chat/contract";
import type { UserRow } from "./users.repository.ts";

/** What a user says of themselves; past its expiry it is as if it had never been said. */
function toStatus(row: UserRow, now: Date): Omit<Presence, "user_id"> {
  const expired = row.status_expires_at !== null && row.status_expires_at <= now;
  return {
    status: ((expired ? null : row.chosen_status) ?? "offline") as UserStatus,
    status_text: expired ? null : row.status_text,
    status_emoji: expired ? null : row.status_emoji,
    status_expires_at: expired ? null : (row.status_expires_at?.toISOString() ?? null),
    last_active_at: row.last_active_at?.toISOString() ?? null,
  };
}

export function toUser(row: UserRow, now: Date): User {
  return {
    id: row.id,
    org_id: row.org_id,
    name: row.name,
    email: row.email,
    picture: row.picture,
    role: row.role as User["role"],
    ...toStatus(row, now),
  };
}

export function toPresence(row: UserRow, now: Date): Presence {
  return { user_id: row.id, ...toStatus(row, now) };
}
