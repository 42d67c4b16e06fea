import type { Member, MemberRole } from "@chat/contract";
import type { Tx } from "../database/database.ts";
import type { StoredEvent } from "../events/event.ts";
import { insertEvent } from "../events/events.repository.ts";
import { deleteMember, insertMembers } from "./members.repository.ts";

/** Adds members to a channel whose lock is held, an event for each. */
export async function addMembers(
  tx: Tx,
  orgId: string,
  channelId: string,
  members: readonly { userId: string; role: MemberRole }[],
  at: Date,
): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  const before = await insertMembers(tx, orgId, channelId, members, at);
  for (const [index, { userId, role }] of members.entries()) {
    const member: Member = { user_id: userId, role, joined_at: at.toISOString() };
    const payload = joinPayload(member, before + index + 1);
    events.push(await insertEvent(tx, { orgId, channelId, type: "member_join", userId, payload }));
  }
  return events;
}

/** What `member_join` says: the member as they are now, and how many there are with them. */
export function joinPayload(member: Member, memberCount: number): string {
  return JSON.stringify({ ...member, member_count: memberCount });
}

/** Ends a membership in a channel whose lock is held. */
export async function endMembership(
  tx: Tx,
  orgId: string,
  channelId: string,
  userId: string,
): Promise<StoredEvent[]> {
  const left = await deleteMember(tx, orgId, channelId, userId);
  const payload = JSON.stringify({ user_id: userId, member_count: left });
  return [await insertEvent(tx, { orgId, channelId, type: "member_leave", userId, payload })];
}
