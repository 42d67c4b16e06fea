import { leavesCountsUnsure } from "@chat/client";
import { type Channel, type DurableEvent, ServerFrame } from "@chat/contract";
import type { Test } from "tap";
import { Compile } from "typebox/compile";
import { openSocket, type RecordingSocket } from "../support/socket.ts";
import { until } from "../support/until.ts";
import type { World, WorldUser } from "../support/world.ts";
import type { Case } from "./cases.ts";
import { type Stage, setStage } from "./stage.ts";
import { comparable, fetchView, foldView, messagesOf, type View } from "./views.ts";

const frameSchema = Compile(ServerFrame);

interface Observer {
  readonly name: string;
  readonly user: WorldUser;
  readonly socket: RecordingSocket;
}

/**
 * For the owner, a member and a stranger: what they saw before the action, with
 * the events that came folded in by the SDK, is what they see afterwards, and
 * every frame is one of the contract's.
 */
export async function verifyAction(t: Test, world: World, { type, prepare, act }: Case) {
  const stage = await setStage(world, type ?? "public");
  await prepare?.(stage);
  const observers = await observe(t, world, stage);
  const ids = stage.messages.map(({ id }) => id);
  const fetchAll = (channelId: string) =>
    Promise.all(observers.map(({ user }) => fetchView(user, channelId, ids)));
  const before = await fetchAll(stage.channel.id);
  for (const [index, { socket }] of observers.entries()) {
    if (before[index]?.channel) {
      await follow(socket, before[index].channel);
    }
  }
  const done = await act(stage);
  const madeId = isNewChannel(done, stage) ? done.id : undefined;
  const channelId = madeId ?? stage.channel.id;
  const after = await fetchAll(channelId);
  for (const [index, { name, user, socket }] of observers.entries()) {
    const [was, is] = [madeId ? undefined : before[index], after[index] as View];
    await t.test(name, async (t) => {
      await arrived(socket, channelId, was, is);
      assertSameView(t, eventsOf(socket, channelId), was, is, user);
      for (const frame of socket.frames) {
        const [error] = frameSchema.Errors(frame);
        t.notOk(error, `${frame.type} ${error?.instancePath} ${error?.message}`);
      }
    });
  }
}

async function observe(t: Test, world: World, { ada, bob, eve }: Stage): Promise<Observer[]> {
  const url = world.gateways[0]?.url ?? "";
  const cast = { owner: ada, member: bob, stranger: eve };
  return Promise.all(
    Object.entries(cast).map(async ([name, user]) => {
      return { name, user, socket: await openSocket(t, url, user.token) };
    }),
  );
}

async function follow(socket: RecordingSocket, { id, last_seq }: Channel): Promise<void> {
  socket.send({ type: "subscribe", channel_id: id, since_seq: last_seq });
  await socket.waitFor("subscribed");
}

function isNewChannel(made: unknown, stage: Stage): made is Channel {
  const channel = made as Partial<Channel> | undefined;
  return channel?.member_count !== undefined && channel.id !== stage.channel.id;
}

function eventsOf({ frames }: RecordingSocket, channelId: string): DurableEvent[] {
  return frames.filter(
    (frame): frame is DurableEvent => "seq" in frame && frame.channel_id === channelId,
  );
}

/** Waits for the last event that this user must hear of. */
async function arrived(
  socket: RecordingSocket,
  channelId: string,
  was: View | undefined,
  is: View,
): Promise<void> {
  if (was?.channel) {
    const last = is.channel?.last_seq ?? was.channel.last_seq + 1;
    await until(async () => socket.seqs(channelId).includes(last));
  } else if (is.joined) {
    await socket.waitFor("member_join", ({ channel_id }) => channel_id === channelId);
  }
}

function assertSameView(
  t: Test,
  events: readonly DurableEvent[],
  was: View | undefined,
  is: View,
  { id: userId }: WorldUser,
): void {
  if (!was?.channel) {
    const joins = events.filter(
      (event) => event.type === "member_join" && event.payload.user_id === userId,
    );
    t.equal(joins.length, is.joined ? 1 : 0, "a copy says that there is a channel to fetch");
    t.equal(events.length, joins.length, "and nothing else of it comes");
    return;
  }
  const { channel } = was;
  const folded = foldView(was, events, userId);
  if (!is.channel) {
    t.notOk(folded.joined, "it is joined no more");
    t.notOk(folded.channel?.membership, "nor is there a membership");
    return;
  }
  const unsure = events.some((event) => leavesCountsUnsure(channel, event, userId));
  t.same(comparable(unsure ? withCountsOf(folded, is) : folded), comparable(knownThreads(is, was)));
  t.same(countsOf(is.channel), derivedCounts(is, userId), "the counts are those of the lists");
  t.same(is.messages, new Map([...messagesOf(folded)].filter(([id]) => was.messages.has(id))));
}

/** Threads are opened one by one: one that began since is not open. */
function knownThreads(is: View, was: View): View {
  const threads = [...(is.parts?.threads ?? [])].filter(([id]) => was.parts?.threads.has(id));
  return is.parts ? { ...is, parts: { ...is.parts, threads: new Map(threads) } } : is;
}

/** Where the SDK fetches the channel anew for its counts. */
function withCountsOf(folded: View, is: View): View {
  const take = (channel: Channel | undefined, from: Channel | undefined) =>
    channel?.membership
      ? { ...channel, membership: { ...channel.membership, ...countsOf(from) } }
      : channel;
  return {
    ...folded,
    channel: take(folded.channel, is.channel),
    joined: take(folded.joined, is.joined),
  };
}

function countsOf(channel: Channel | undefined) {
  const { unread_count = 0, mention_count = 0 } = channel?.membership ?? {};
  return { unread_count, mention_count };
}

/** What is unread, from the messages themselves. */
function derivedCounts(view: View, userId: string) {
  const { membership } = view.channel ?? {};
  if (!membership) {
    return { unread_count: 0, mention_count: 0 };
  }
  const unread = [...messagesOf(view).values()].filter(
    ({ seq, user_id, deleted_at }) =>
      seq > membership.last_read_seq && user_id !== userId && deleted_at === null,
  );
  const mentioning = unread.filter(
    ({ mentions }) => mentions.channel || mentions.user_ids.includes(userId),
  );
  return {
    unread_count: unread.filter(({ thread_id }) => thread_id === null).length,
    mention_count: mentioning.length,
  };
}
