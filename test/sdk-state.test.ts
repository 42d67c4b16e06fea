import { isDeepStrictEqual } from "node:util";
import { type ChannelSnapshot, type ChatState, openChatState } from "@chat/client";
import type { Message } from "@chat/contract";
import t, { type Test } from "tap";
import { connectSdk, type Sdk } from "./support/sdk.ts";
import { until } from "./support/until.ts";
import { createChannel, startWorld, type World, type WorldUser } from "./support/world.ts";

async function openState(t: Test, sdk: Sdk): Promise<ChatState> {
  const state = await openChatState(sdk.chat, sdk.socket);
  t.teardown(() => state.close());
  return state;
}

async function startTeam(t: Test) {
  const world = await startWorld(t, { gateways: 1 });
  const [ada, bob] = [world.user(), world.user()];
  await bob.rest("GET", "/users/me");
  const channel = await createChannel(ada, { member_ids: [bob.id] });
  return { world, ada, bob, channel };
}

async function post(user: WorldUser, channelId: string, content: string): Promise<Message> {
  return (await user.rest("POST", `/channels/${channelId}/messages`, { content })).body;
}

async function reply(user: WorldUser, rootId: string, content: string): Promise<Message> {
  return (await user.rest("POST", `/messages/${rootId}/thread`, { content })).body;
}

/** Waits until the snapshot is what somebody who comes now is given. */
async function becomesFresh(
  t: Test,
  world: World,
  user: WorldUser,
  snapshot: () => ChannelSnapshot,
): Promise<void> {
  const fresh = await openState(t, await connectSdk(t, world, user));
  const { channel, threads, messages } = snapshot();
  const opened = await fresh.openChannel(channel.id);
  while (opened.snapshot().messages.length < messages.length && opened.snapshot().hasOlder) {
    await opened.loadOlder();
  }
  for (const rootId of threads.keys()) {
    await opened.openThread(rootId);
  }
  const expected = opened.snapshot();
  t.equal(expected.status, "live");
  const isFresh = async () => isDeepStrictEqual(snapshot(), expected);
  await until(isFresh).catch(() => t.comment("it did not become fresh: this is the difference"));
  t.same(snapshot(), expected);
}

t.test("an open channel is what a fresh fetch gives, through cuts and changes", async (t) => {
  const { world, ada, bob, channel } = await startTeam(t);
  const first = await post(ada, channel.id, "first");
  const sdk = await connectSdk(t, world, bob);
  const state = await openState(t, sdk);
  const open = await state.openChannel(channel.id);
  await open.openThread(first.id);
  const snapshots: ChannelSnapshot[] = [];
  open.subscribe(() => snapshots.push(open.snapshot()));
  const before = JSON.stringify(open.snapshot());
  const kept = open.snapshot();

  await reply(ada, first.id, `a reply to <@${bob.id}>`);
  await ada.rest("POST", `/messages/${first.id}/reactions`, { emoji: "👍" });
  await ada.rest("POST", `/messages/${first.id}/pin`);
  sdk.cut();
  const gone = await post(ada, channel.id, "gone soon");
  await ada.rest("PUT", `/messages/${first.id}`, { content: "edited" });
  await ada.rest("DELETE", `/messages/${gone.id}`);
  await ada.rest("PUT", `/channels/${channel.id}`, { topic: "news" });
  await ada.rest("DELETE", `/messages/${first.id}`);
  await post(bob, channel.id, "my own");
  await becomesFresh(t, world, bob, open.snapshot);
  t.equal(sdk.socket.counters.connections, 2);
  t.ok(snapshots.length > 0, "every change was told");
  t.equal(JSON.stringify(kept), before, "a snapshot stays as it was");
  t.same(
    state.joined.snapshot().find(({ id }) => id === channel.id),
    open.snapshot().channel,
  );
});

t.test("what the log no longer has is fetched anew", async (t) => {
  const { world, ada, bob, channel } = await startTeam(t);
  const first = await post(ada, channel.id, "first");
  const sdk = await connectSdk(t, world, bob);
  const open = await (await openState(t, sdk)).openChannel(channel.id);
  await open.openThread(first.id);
  sdk.sever();
  await reply(ada, first.id, "missed");
  await post(ada, channel.id, "missed, too");
  await world.query("delete from chat_events where org_id = $1 and channel_id = $2", [
    world.orgId,
    channel.id,
  ]);
  sdk.restore();
  await becomesFresh(t, world, bob, open.snapshot);
  t.equal(sdk.socket.counters.resyncs, 1);
  t.equal(open.snapshot().status, "live");
  await post(ada, channel.id, "and on");
  await becomesFresh(t, world, bob, open.snapshot);
});

t.test("history, pins and threads beyond the first page are kept, too", async (t) => {
  const { world, ada, bob, channel } = await startTeam(t);
  const root = await post(ada, channel.id, "the oldest");
  const answer = await reply(ada, root.id, "an old reply");
  for (let index = 0; index < 205; index += 1) {
    await post(ada, channel.id, `${index}`);
  }
  const open = await (await openState(t, await connectSdk(t, world, bob))).openChannel(channel.id);
  t.equal(open.snapshot().messages.length, 200);
  await ada.rest("POST", `/messages/${answer.id}/pin`);
  await until(async () => open.snapshot().pinned.length === 1);
  t.match(open.snapshot().pinned, [{ id: answer.id, content: "an old reply" }]);
  await open.loadOlder();
  t.equal(open.snapshot().messages.at(-1)?.id, root.id);
  t.notOk(open.snapshot().hasOlder);
  t.equal(await open.openThread(answer.id), root.id);
  await ada.rest("PUT", `/messages/${answer.id}`, { content: "edited" });
  await reply(bob, root.id, "a new one");
  await becomesFresh(t, world, bob, open.snapshot);
  t.equal(open.snapshot().threads.get(root.id)?.replies.length, 2);
  t.equal(open.snapshot().pinned[0]?.content, "edited");
});

t.test("joined channels come and go with the copies, with what is unread in each", async (t) => {
  const { world, ada, bob, channel } = await startTeam(t);
  const state = await openState(t, await connectSdk(t, world, bob));
  const ids = () => state.joined.snapshot().map(({ id }) => id);
  const unread = () =>
    state.joined.snapshot().find(({ id }) => id === channel.id)?.membership?.unread_count;
  t.same(ids(), [channel.id]);
  const secret = await createChannel(ada, { type: "private", member_ids: [bob.id] });
  await until(async () => ids().includes(secret.id));
  const [one] = [await post(ada, channel.id, "one"), await post(ada, channel.id, "two")];
  await until(async () => unread() === 2);
  await ada.rest("DELETE", `/messages/${one.id}`);
  await until(async () => unread() === 1);
  await bob.rest("POST", `/channels/${channel.id}/read`, {});
  await until(async () => unread() === 0);
  const open = await state.openChannel(secret.id);
  await ada.rest("DELETE", `/channels/${secret.id}/members/${bob.id}`);
  await until(async () => !ids().includes(secret.id));
  await until(async () => open.snapshot().status === "gone");
  await ada.rest("DELETE", `/channels/${channel.id}`);
  await until(async () => ids().length === 0);
});

t.test("a public channel that was left is still to be read", async (t) => {
  const { world, ada, bob, channel } = await startTeam(t);
  const state = await openState(t, await connectSdk(t, world, bob));
  const open = await state.openChannel(channel.id);
  await bob.rest("POST", `/channels/${channel.id}/leave`);
  await until(async () => state.joined.snapshot().length === 0);
  await post(ada, channel.id, "still seen");
  await becomesFresh(t, world, bob, open.snapshot);
  t.equal(open.snapshot().channel.membership, null);
  await bob.rest("POST", `/channels/${channel.id}/join`);
  await until(async () => state.joined.snapshot().length === 1);
  await becomesFresh(t, world, bob, open.snapshot);
  open.close();
  await t.rejects(state.openChannel(bob.id), /not_found/);
});

/** Numbers below `limit` that a seed decides (mulberry32). */
function seeded(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

const SEED = Number(process.env["TEST_SEED"] ?? Math.floor(Math.random() * 1e9));

t.test(`whatever happens in a channel, through cuts: TEST_SEED=${SEED}`, async (t) => {
  const { world, ada, bob, channel } = await startTeam(t);
  const draw = seeded(SEED);
  const sdk = await connectSdk(t, world, bob);
  const open = await (await openState(t, sdk)).openChannel(channel.id);
  const ids = [(await post(ada, channel.id, "first")).id];
  await open.openThread(ids[0] ?? "");
  const one = () => `/messages/${ids[draw(ids.length)]}`;
  const actions: ((user: WorldUser) => Promise<unknown>)[] = [
    async (user) => ids.push((await post(user, channel.id, `<@${bob.id}>`)).id),
    async (user) => {
      const { body } = await user.rest("POST", `${one()}/thread`, { content: "a reply" });
      ids.push(body.id ?? ids[0]);
    },
    (user) => user.rest("PUT", one(), { content: `edited ${draw(1_000)} <!channel>` }),
    (user) => user.rest("DELETE", one()),
    (user) => user.rest("POST", `${one()}/pin`),
    (user) => user.rest("DELETE", `${one()}/pin`),
    (user) => user.rest("POST", `${one()}/reactions`, { emoji: ["👍", "🎉"][draw(2)] }),
    (user) => user.rest("DELETE", `${one()}/reactions/${encodeURIComponent("👍")}`),
    (user) => user.rest("PUT", `/channels/${channel.id}`, { topic: `${draw(1_000)}` }),
    (user) => user.rest("POST", `/channels/${channel.id}/read`, {}),
    async () => sdk.cut(),
  ];
  for (let step = 0; step < 150; step += 1) {
    await actions[draw(actions.length)]?.(draw(2) === 0 ? ada : bob);
  }
  await becomesFresh(t, world, bob, open.snapshot);
});
