import type { Actor } from "../actor.ts";
import { type ChannelAccess, toAccess } from "../channels/channel-access.ts";
import type { Tx } from "../database/database.ts";
import { found } from "../errors.ts";
import {
  findMessageToChange,
  lockChannelOfMessage,
  type MessageToChange,
} from "./message-changes.repository.ts";

export interface LockedMessage {
  readonly place: { readonly orgId: string; readonly channelId: string };
  readonly message: MessageToChange;
  readonly access: ChannelAccess;
  /** The `seq` that the next event of the channel will have. */
  readonly nextSeq: number;
}

/**
 * Every change of a message begins here: its channel's row is locked, then the
 * message and what decides access are read by a snapshot taken after the lock.
 *
 * @throws {ChatError} `not_found` when there is no such message in the organisation
 */
export async function lockMessageForChange(
  tx: Tx,
  actor: Actor,
  messageId: string,
): Promise<LockedMessage> {
  const channel = found(await lockChannelOfMessage(tx, actor, messageId));
  const message = found(await findMessageToChange(tx, actor, messageId));
  return {
    place: { orgId: actor.orgId, channelId: channel.channelId },
    message,
    access: toAccess({ ...channel, callerRole: message.callerRole }),
    nextSeq: channel.lastSeq + 1,
  };
}
