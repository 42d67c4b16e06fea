import type { Actor } from "../actor.ts";
import type { Tx } from "../database/database.ts";
import { found } from "../errors.ts";
import { findMember, type MemberRow } from "../members/members.repository.ts";
import { type ChannelAccess, toAccess } from "./channel-access.ts";
import { type ChannelRow, lockChannel } from "./channels.repository.ts";

export interface LockedChannel {
  readonly channel: ChannelRow;
  readonly membership: MemberRow | undefined;
  readonly access: ChannelAccess;
}

/**
 * Every change of a channel begins here: its row is locked, then what decides
 * access is read by a snapshot taken after the lock.
 *
 * @throws {ChatError} `not_found` when there is no such channel in the organisation
 */
export async function lockForChange(
  tx: Tx,
  actor: Actor,
  channelId: string,
): Promise<LockedChannel> {
  const channel = found(await lockChannel(tx, actor, channelId));
  const membership = await findMember(tx, actor.orgId, channelId, actor.userId);
  const access = toAccess({
    type: channel.type,
    archived: channel.archived_at !== null,
    callerRole: membership?.role ?? null,
  });
  return { channel, membership, access };
}
