import type { Actor } from "./actor.ts";
import { openChannels, type SceneChannel } from "./scene.ts";

/** A channel of this type that fits; undefined where there is none. */
function choose(
  { scene, random }: Actor,
  fits: (channel: SceneChannel) => boolean,
): SceneChannel | undefined {
  const fitting = openChannels(scene).filter(fits);
  return fitting.length > 0 ? random.pick(fitting) : undefined;
}

async function joinOrLeave(actor: Actor): Promise<void> {
  const { call, random, userId } = actor;
  const channel = choose(actor, ({ type, ownerId }) => type === "public" && ownerId !== userId);
  if (channel) {
    const operation = random.chance(0.75) ? "joinChannel" : "leaveChannel";
    await call({
      operation,
      method: "POST",
      path: `/channels/${channel.id}/${operation === "joinChannel" ? "join" : "leave"}`,
      channelId: channel.id,
    });
  }
}

async function addOrRemoveMember(actor: Actor): Promise<void> {
  const { call, random, userId, scene } = actor;
  const channel = choose(actor, ({ ownerId }) => ownerId === userId);
  const others = scene.userIds.filter((id) => id !== userId);
  if (!channel || others.length === 0) {
    return;
  }
  const memberId = random.pick(others);
  const path = `/channels/${channel.id}/members`;
  if (random.chance(0.8)) {
    await call({
      operation: "addMember",
      method: "POST",
      path,
      body: { user_id: memberId },
      channelId: channel.id,
      idempotencyKey: random.uuid(),
    });
  } else {
    await call({
      operation: "removeMember",
      method: "DELETE",
      path: `${path}/${memberId}`,
      channelId: channel.id,
    });
  }
}

async function changeTopic(actor: Actor): Promise<void> {
  const { call, random, userId } = actor;
  const channel = choose(actor, ({ ownerId }) => ownerId === userId);
  if (channel) {
    await call({
      operation: "changeChannel",
      method: "PUT",
      path: `/channels/${channel.id}`,
      body: { topic: `topic ${random.integer(0, 1e6)}` },
      channelId: channel.id,
    });
  }
}

/** As long as others are left; its followers lose it at once. */
async function deleteChannel(actor: Actor): Promise<void> {
  const { call, userId, scene } = actor;
  const channel = choose(actor, ({ ownerId, type }) => ownerId === userId && type === "private");
  if (channel && openChannels(scene).length > CHANNELS_LEFT_MIN) {
    channel.isDeleted = true;
    await call({
      operation: "deleteChannel",
      method: "DELETE",
      path: `/channels/${channel.id}`,
      channelId: channel.id,
    });
  }
}

async function markRead(actor: Actor): Promise<void> {
  const channel = choose(actor, () => true);
  if (channel) {
    await actor.call({
      operation: "markChannelRead",
      method: "POST",
      path: `/channels/${channel.id}/read`,
      body: {},
      channelId: channel.id,
    });
  }
}

const CHANNELS_LEFT_MIN = 4;

export const channelSteps = [
  { weight: 5, value: joinOrLeave },
  { weight: 6, value: addOrRemoveMember },
  { weight: 3, value: changeTopic },
  { weight: 1, value: deleteChannel },
  { weight: 3, value: markRead },
];
