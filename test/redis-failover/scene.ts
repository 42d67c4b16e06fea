import { setTimeout as sleep } from "node:timers/promises";
import { groupOfChannel } from "@chat/domain";
import type { Test } from "tap";
import type { RecordingSocket } from "../support/socket.ts";
import { until } from "../support/until.ts";
import { createChannel, startWorld, type World, type WorldUser } from "../support/world.ts";

const GROUPS = 8;
const CHANNELS_A_GROUP = 2;
const POST_PAUSE_MS = 100;
const POSTS_MORE = 64;
/** The 30 s after which positions are compared, a failover before, and a machine that is busy. */
export const ARRIVAL_MS = 75_000;

/** A service on a Redis that will fail over, and who watches it. */
export interface Scene {
  readonly world: World;
  readonly ada: WorldUser;
  readonly bob: WorldUser;
  /** By group of streams. */
  readonly channels: readonly (readonly string[])[];
  /** Ada's at the first gateway, Bob's at the second; both follow every channel. */
  readonly sockets: readonly [RecordingSocket, RecordingSocket];
  /** The first key of each group's streams and topics has this tag. */
  tagOf(group: number): string;
  /** Posts, and remembers what was answered 201; anything else fails the test. */
  post(user: WorldUser, channelId: string): Promise<void>;
  noteAnswered(channelId: string, id: string): void;
  /** Posts to all channels but the quiet ones until it is told to stop. */
  postSteadily(): () => Promise<void>;
  /** Resolves when some more posts have been answered. */
  posted(): Promise<void>;
  /** In which nobody posts by the way. */
  quietChannelOf(group: number): string;
  /** Every message that was answered 201 so far is at both sockets, once and in order. */
  assertAllArrived(t: Test): Promise<void>;
}

/** @param places what says where Redis is */
export async function startScene(t: Test, places: Record<string, string>): Promise<Scene> {
  const world = await startWorld(t, {
    apis: 2,
    gateways: 2,
    workers: 1,
    environment: { REDIS_ADDR: "", RATE_LIMIT: "on", ...places },
  });
  const [ada, bob] = [world.user(), world.user()];
  const prefix = world.environment["CHAT_REDIS_PREFIX"] ?? "";
  const layout = { prefix, shards: 64, groups: GROUPS };
  const channels: string[][] = Array.from({ length: GROUPS }, () => []);
  while (channels.some((ofGroup) => ofGroup.length < CHANNELS_A_GROUP)) {
    const { id } = await createChannel(ada);
    await bob.rest("POST", `/channels/${id}/join`);
    channels[groupOfChannel(layout, id)]?.push(id);
  }
  const sockets = [await ada.socket(t, 0), await bob.socket(t, 1)] as const;
  for (const id of channels.flat()) {
    await Promise.all(sockets.map((socket) => socket.follow(id)));
  }
  const answered = new Map<string, string[]>(channels.flat().map((id) => [id, []]));

  async function post(user: WorldUser, channelId: string): Promise<void> {
    const answer = await user.rest("POST", `/channels/${channelId}/messages`, { content: "post" });
    if (answer.status !== 201) {
      throw new Error(`a post was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    }
    noteAnswered(channelId, answer.body.id);
  }

  function noteAnswered(channelId: string, id: string): void {
    answered.get(channelId)?.push(id);
  }

  return {
    world,
    ada,
    bob,
    channels,
    sockets,
    tagOf: (group) => `${prefix}:{${group}}`,
    post,
    noteAnswered,
    async posted() {
      const count = () => [...answered.values()].flat().length;
      const before = count();
      await until(async () => count() >= before + POSTS_MORE, ARRIVAL_MS);
    },
    quietChannelOf: (group) => channels[group]?.[1] ?? "",
    postSteadily() {
      let isStopped = false;
      const posting = [ada, bob].map(async (user) => {
        while (!isStopped) {
          for (const [id = ""] of channels) {
            await post(user, id);
          }
          await sleep(POST_PAUSE_MS);
        }
      });
      return async () => {
        isStopped = true;
        await Promise.all(posting);
      };
    },
    async assertAllArrived(t) {
      const missing = () => sockets.flatMap((socket) => idsMissing(answered, socket));
      await until(async () => missing().length === 0, ARRIVAL_MS).catch(() => undefined);
      t.same(missing(), [], "what was answered 201 and has not come");
      for (const socket of sockets) {
        for (const id of channels.flat()) {
          const seqs = socket.seqs(id);
          const [first = 0] = seqs;
          t.same(
            seqs,
            seqs.map((_, index) => first + index),
            "once each and in order",
          );
        }
        const resyncs = socket.frames.filter(
          (frame) => frame.type === "subscribed" && frame.payload.resync,
        );
        t.same(resyncs, [], "nobody is told that something is missing");
      }
    },
  };
}

function idsMissing(
  answered: ReadonlyMap<string, readonly string[]>,
  { frames }: RecordingSocket,
): string[] {
  const come = new Set(
    frames.flatMap((frame) => (frame.type === "message" ? [frame.payload.id] : [])),
  );
  return [...answered.values()].flat().filter((id) => !come.has(id));
}
