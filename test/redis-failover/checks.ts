import { randomUUID } from "node:crypto";
import type { Test } from "tap";
import { contentsFound, indexed } from "../support/search.ts";
import { until } from "../support/until.ts";
import { ARRIVAL_MS, type Scene } from "./scene.ts";

const PEOPLE = 6;
const POSTS = 4;

/** All that Redis is needed for, once each: streams, topics, presence, jobs, rates. */
export async function assertServiceWorks(t: Test, scene: Scene): Promise<void> {
  for (const id of scene.channels.flat()) {
    await scene.post(scene.ada, id);
  }
  await scene.assertAllArrived(t);
  await assertTypingIsHeard(scene);
  await assertPresenceIsSeen(t, scene);
  await assertJobsAreDone(t, scene);
  await assertRatesAreCounted(t, scene);
  await assertRedisIsThere(scene);
}

/** In a channel of each group, so over each topic. */
async function assertTypingIsHeard({ channels, sockets: [adas, bobs] }: Scene): Promise<void> {
  for (const [channel_id] of channels) {
    const heard = () => bobs.frames.filter((frame) => isTypingIn(frame, channel_id)).length;
    const before = heard();
    let is_typing = false;
    // What is said while nobody listens is gone, so it is said again.
    await until(async () => {
      is_typing = !is_typing;
      adas.send({ type: "typing", channel_id, payload: { is_typing } });
      return heard() > before;
    }, ARRIVAL_MS);
  }
}

function isTypingIn(frame: { type: string; channel_id?: string }, channelId: string | undefined) {
  return frame.type === "typing" && frame.channel_id === channelId;
}

async function assertPresenceIsSeen(t: Test, { world, ada, bob, sockets: [, bobs] }: Scene) {
  const people = Array.from({ length: PEOPLE }, () => world.user());
  for (const person of people) {
    await person.rest("GET", "/users/me");
  }
  const user_ids = people.map(({ id }) => id);
  bobs.send({ type: "presence", payload: { user_ids } });
  const seen = (status: string) =>
    people.every(({ id }) => {
      const last = bobs.frames.findLast(
        (frame) => frame.type === "presence" && frame.payload.user_id === id,
      );
      return last?.type === "presence" && last.payload.status === status;
    });
  await until(async () => seen("offline"), ARRIVAL_MS);
  const sockets = await Promise.all(people.map((person, index) => person.socket(t, index % 2)));
  await until(async () => seen("online"), ARRIVAL_MS);
  const query = `/users/presence?user_ids=${user_ids.join(",")}`;
  const { body } = await ada.rest("GET", query);
  t.ok(body.items.every(({ status }: { status: string }) => status === "online"));
  for (const socket of sockets) {
    socket.close();
  }
  await until(async () => seen("offline"), ARRIVAL_MS);
  bobs.send({ type: "presence", payload: { user_ids: [bob.id] } });
}

/** A message that is found was indexed, one that is told of was looked at for whom it concerns. */
async function assertJobsAreDone(t: Test, { world, ada, bob, channels }: Scene): Promise<void> {
  const word = `needle${randomUUID().slice(0, 8)}`;
  const [channelId = ""] = channels.flat();
  const content = `${word} for <@${bob.id}>`;
  const { body: message } = await ada.rest("POST", `/channels/${channelId}/messages`, { content });
  await indexed(world);
  t.same(await contentsFound(bob, word), [content]);
  await until(async () => {
    const { body } = await bob.rest("GET", "/notifications");
    return body.items.some((item: { message: { id: string } }) => item.message.id === message.id);
  }, ARRIVAL_MS);
}

/** Over both APIs, of a user who has posted nothing yet. */
async function assertRatesAreCounted(t: Test, { world, channels }: Scene): Promise<void> {
  const eve = world.user();
  const [channelId = ""] = channels.flat();
  await eve.rest("POST", `/channels/${channelId}/join`);
  const left: string[] = [];
  for (let sent = 0; sent < POSTS; sent += 1) {
    const path = `/channels/${channelId}/messages`;
    const { headers } = await eve.rest("POST", path, { content: "counted" });
    left.push(/"messages";r=(\d+)/.exec(headers.get("ratelimit") ?? "")?.[1] ?? "");
  }
  t.same(left, ["599", "598", "597", "596"]);
}

async function assertRedisIsThere({ world }: Scene): Promise<void> {
  for (const { url } of [...world.apis, ...world.gateways, ...world.workers]) {
    await until(async () => {
      const { checks } = (await (await fetch(`${url}/readyz`)).json()) as {
        checks: { name: string; ok: boolean }[];
      };
      return checks.some(({ name, ok }) => name === "redis" && ok);
    }, ARRIVAL_MS);
  }
}
