import type { Member, MemberRole } from "@chat/contract";
import type { MemberRow } from "./members.repository.ts";

/** A member as other readers see them. */
export function toMember(row: MemberRow): Member {
  return {
    user_id: row.user_id,
    role: row.role as MemberRole,
    joined_at: row.joined_at.toISOString(),
  };
}
