import type { ChannelType, MemberRole } from "@chat/contract";

/** What decides who may do what in a channel: the channel's state and the caller's place in it. */
export interface ChannelAccess {
  readonly type: ChannelType;
  readonly archived: boolean;
  /** The caller's role in the channel; null: no member. */
  readonly role: MemberRole | null;
}

/** The columns that every page of a channel reads beside its items. */
export interface AccessColumns {
  readonly type: string;
  readonly archived: boolean;
  readonly lastSeq: number;
  readonly callerRole: string | null;
}

export function toAccess(row: Omit<AccessColumns, "lastSeq">): ChannelAccess {
  return {
    type: row.type as ChannelAccess["type"],
    archived: row.archived,
    role: row.callerRole as ChannelAccess["role"],
  };
}
