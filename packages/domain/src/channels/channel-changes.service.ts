import type { BodyOf, Channel, operations } from "@chat/contract";
import type { Actor } from "../actor.ts";
import { insertChannelRemoval } from "../attachments/file-removals.repository.ts";
import type { Context } from "../context.ts";
import type { Tx } from "../database/database.ts";
import { violatesUnique } from "../database/sqlstate.ts";
import { commit } from "../database/transaction.ts";
import { authorise, ChatError } from "../errors.ts";
import type { StoredEvent } from "../events/event.ts";
import { insertEvent } from "../events/events.repository.ts";
import { lockForChange } from "./channel-lock.service.ts";
import { normalisedName } from "./channel-name.ts";
import { toChannelState } from "./channel-wire.ts";
import { canChange, canManage } from "./channels.policy.ts";
import { type ChannelRow, markChannelDeleted, updateChannelRow } from "./channels.repository.ts";
import { getChannel } from "./channels.service.ts";

/** Renames a channel, changes its topic or description; what is absent stays. */
export async function updateChannel(
  ctx: Context,
  actor: Actor,
  channelId: string,
  input: BodyOf<typeof operations.updateChannel>,
): Promise<Channel> {
  const given = input.name === undefined ? {} : { name: normalisedName(input.name) };
  try {
    await commit(ctx, async (tx) => {
      const { channel, access } = await lockForChange(tx, actor, channelId);
      authorise(canChange(actor, access));
      const { topic = channel.topic, description = channel.description } = input;
      const changed = { ...channel, topic, description, ...given };
      return { result: undefined, events: await saveChanges(tx, channel, changed, ctx.now()) };
    });
  } catch (error) {
    if (violatesUnique(error, "chat_channels_name")) {
      throw new ChatError("name_taken", `a channel named ${given.name} exists`, { cause: error });
    }
    throw error;
  }
  return getChannel(ctx, actor, channelId);
}

/** Makes a channel read-only, or opens it again; repeating it changes nothing. */
export async function setArchived(
  ctx: Context,
  actor: Actor,
  channelId: string,
  archived: boolean,
): Promise<Channel> {
  await commit(ctx, async (tx) => {
    const { channel, access } = await lockForChange(tx, actor, channelId);
    authorise(canManage(actor, access));
    if (access.archived === archived) {
      return { result: undefined, events: [] };
    }
    const changed = { ...channel, archived_at: archived ? ctx.now() : null };
    return { result: undefined, events: await saveChanges(tx, channel, changed, ctx.now()) };
  });
  return getChannel(ctx, actor, channelId);
}

/** Deletes a channel: its event is the last that anybody gets of it. */
export async function deleteChannel(ctx: Context, actor: Actor, channelId: string): Promise<void> {
  await commit(ctx, async (tx) => {
    const { access } = await lockForChange(tx, actor, channelId);
    authorise(canManage(actor, access));
    const event = await insertEvent(tx, {
      orgId: actor.orgId,
      channelId,
      type: "channel_delete",
      userId: null,
      payload: JSON.stringify({ id: channelId }),
    });
    const at = ctx.now();
    await markChannelDeleted(tx, actor.orgId, channelId, at);
    await insertChannelRemoval(tx, actor.orgId, channelId, at);
    return { result: undefined, events: [event] };
  });
}

const CHANGEABLE = ["name", "topic", "description", "archived_at"] as const;

/** Writes the row and its event, whose payload is the channel as the event leaves it. */
async function saveChanges(
  tx: Tx,
  channel: ChannelRow,
  wanted: ChannelRow,
  at: Date,
): Promise<StoredEvent[]> {
  if (CHANGEABLE.every((name) => channel[name] === wanted[name])) {
    return [];
  }
  const changed = { ...wanted, updated_at: at };
  await updateChannelRow(tx, changed);
  const state = toChannelState({ ...changed, last_seq: channel.last_seq + 1 });
  const event = {
    orgId: channel.org_id,
    channelId: channel.id,
    type: "channel_update",
    userId: null,
    payload: JSON.stringify(state),
  };
  return [await insertEvent(tx, event)];
}
