import type { DurableEvent, Member } from "@chat/contract";
import { foldPage, type Page } from "./page.ts";

/** Members of a channel by user id: those after `after`, up to `upTo`; null: without end. */
export interface MembersPage extends Page<Member> {
  readonly after: string | null;
  readonly upTo: string | null;
}

/** A page of `listMembers` after an event of the channel. */
export function foldMembers(page: MembersPage, event: DurableEvent): MembersPage {
  return foldPage<Member, MembersPage>(page, event, (items) => {
    if (event.type === "member_leave") {
      return items.filter(({ user_id }) => user_id !== event.payload.user_id);
    }
    if (event.type !== "member_join" || !holds(page, event.payload.user_id)) {
      return items;
    }
    const { member_count: _count, ...member } = event.payload;
    const others = items.filter(({ user_id }) => user_id !== member.user_id);
    return [...others, member].sort((a, b) => (a.user_id < b.user_id ? -1 : 1));
  });
}

function holds({ after, upTo }: MembersPage, userId: string): boolean {
  return (after === null || userId > after) && (upTo === null || userId <= upTo);
}
