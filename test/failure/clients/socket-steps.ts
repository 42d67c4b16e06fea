import { setTimeout as sleep } from "node:timers/promises";
import type { Actor } from "./actor.ts";
import { openChannels } from "./scene.ts";

const AWAY_MS_MAX = 3_000;
const STALL_MS_MAX = 1_000;
/** Of one socket: fewer than end it. */
const INVALID_MAX = 4;

async function dropAndResume({ devices, random }: Actor): Promise<void> {
  const device = random.pick(devices);
  device.drop(random.pick(["close", "terminate"]));
  await sleep(random.integer(0, AWAY_MS_MAX));
  device.connect();
}

/** Ends a subscription, or begins one where there is none. */
async function toggleSubscription(actor: Actor): Promise<void> {
  const { devices, random, scene } = actor;
  const device = random.pick(devices);
  const { id } = random.pick(openChannels(scene));
  if (!device.follows(id)) {
    const sinceSeq = device.position(id) ?? (await actor.fetchList(device, id));
    device.follow(id, sinceSeq);
  } else if (random.chance(0.3)) {
    device.unfollow(id);
  }
}

async function refresh(actor: Actor): Promise<void> {
  const { devices, random, scene } = actor;
  await actor.fetchList(random.pick(devices), random.pick(openChannels(scene)).id);
}

/** Where the actor may: a refusal counts as a bad frame, and too many of these end a socket. */
function typing({ devices, random, scene, userId }: Actor): void {
  const [own] = openChannels(scene).filter(({ ownerId }) => ownerId === userId);
  const link = random.pick(devices).link();
  if (own) {
    link?.send({ type: "typing", channel_id: own.id, payload: { is_typing: random.chance(0.5) } });
  }
}

/** Reads nothing for a while; what waits meanwhile is far below what the service holds for a socket. */
async function stall({ devices, random }: Actor): Promise<void> {
  const link = random.pick(devices).link();
  link?.pause();
  await sleep(random.integer(0, STALL_MS_MAX));
  link?.unpause();
}

function sendInvalid({ devices, random }: Actor): void {
  const link = random.pick(devices).link();
  const sent = link?.record.sent.filter(({ frame }) => frame.type === "invalid") ?? [];
  if (sent.length < INVALID_MAX) {
    link?.sendInvalid(`invalid-${random.uuid()}`);
  }
}

export const socketSteps = [
  { weight: 2, value: dropAndResume },
  { weight: 6, value: toggleSubscription },
  { weight: 2, value: refresh },
  { weight: 2, value: typing },
  { weight: 1, value: stall },
  { weight: 1, value: sendInvalid },
];
