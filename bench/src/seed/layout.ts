import { createHash } from "node:crypto";
import { v5, v7 } from "uuid";
import type { SourceMessage } from "../replay/source.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
/** The messages are spread evenly over so much time, the newest being written now. */
const SPAN_MS = 2 * 365 * DAY_MS;

/** What is seeded, of one organisation. */
export interface Layout {
  readonly organisation: string;
  readonly messages: number;
  readonly publicChannels: number;
  /** Of them the searcher is a member, and of so many public ones. */
  readonly privateChannels: number;
  readonly ownPublicChannels: number;
  readonly ownPrivateChannels: number;
}

export interface SeededMessage {
  readonly id: string;
  readonly channel: number;
  readonly userId: string;
  readonly at: Date;
  readonly content: string;
}

export const searcherId = ({ organisation }: Layout) => v5("searcher", organisation);
export const channelId = ({ organisation }: Layout, channel: number) =>
  v5(`channel ${channel}`, organisation);
export const isPublic = ({ publicChannels }: Layout, channel: number) => channel < publicChannels;

/** The channels of which the searcher is a member. */
export function ownChannels(layout: Layout): number[] {
  const from = (first: number, count: number) => Array.from({ length: count }, (_, n) => first + n);
  return [
    ...from(0, layout.ownPublicChannels),
    ...from(layout.publicChannels, layout.ownPrivateChannels),
  ];
}

/**
 * The conversations, one after the other and as often as it takes; those of one
 * thread stay together, and each repetition goes to other channels.
 */
export function* layOut(
  conversations: readonly SourceMessage[],
  layout: Layout,
  now: number,
): Generator<SeededMessage> {
  const channels = layout.publicChannels + layout.privateChannels;
  const users = new Map<string, string>();
  for (let index = 0; index < layout.messages; index += 1) {
    const source = conversations[index % conversations.length];
    if (!source) {
      throw new Error("there are no conversations to seed");
    }
    const { channel, thread, user, content } = source;
    const repetition = Math.floor(index / conversations.length);
    const userId = users.get(user) ?? v5(`user ${user}`, layout.organisation);
    users.set(user, userId);
    const at = now - SPAN_MS + Math.floor(((index + 1) * SPAN_MS) / layout.messages);
    yield {
      id: v7({ msecs: at }),
      channel: hashOf(`${channel}\n${thread}\n${repetition}`) % channels,
      userId,
      at: new Date(at),
      content,
    };
  }
}

function hashOf(text: string): number {
  return createHash("md5").update(text).digest().readUInt32BE(0);
}
