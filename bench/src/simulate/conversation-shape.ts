import type { SourceMessage } from "../replay/source.ts";

const HOUR_SECONDS = 60 * 60;
const DAY_SECONDS = 24 * HOUR_SECONDS;
/** Longer silences, such as nights, are cut: a busy hour is to be played. */
const GAP_SECONDS_MAX = 30 * 60;

/** What the recorded conversations say of who writes how much, where and when. */
export interface ConversationShape {
  readonly authors: number;
  /** By activity, the busiest first: its part of the messages, and of all authors those who wrote in it. */
  readonly channels: readonly { readonly messages: number; readonly authors: number }[];
  /** Of each message, in order of time: the number of its channel. */
  readonly sequence: Uint16Array;
  /** Seconds since the message before. */
  readonly gaps: Float64Array;
  readonly messagesPerAuthorAndDay: number;
  /** The part of a day's messages that its busiest hour has, over all days. */
  readonly busiestHour: number;
  /** Bytes of UTF-8 of a message's text. */
  readonly meanBytes: number;
}

export function conversationShape(messages: readonly SourceMessage[]): ConversationShape {
  const byChannel = Map.groupBy(messages, ({ channel }) => channel);
  const ordered = [...byChannel].sort(([, one], [, other]) => other.length - one.length);
  const numbers = new Map(ordered.map(([name], number) => [name, number]));
  const authorsOf = (some: readonly SourceMessage[]) => new Set(some.map(({ user }) => user)).size;
  const authors = authorsOf(messages);
  const times = messages.map(({ ts }) => ts ?? 0);
  const days = Map.groupBy(messages, ({ ts }) => Math.floor((ts ?? 0) / DAY_SECONDS));
  const authorDays = [...days.values()].reduce((sum, day) => sum + authorsOf(day), 0);
  const busiest = [...days.values()].reduce((sum, day) => sum + busiestHourOf(day), 0);
  const bytes = messages.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
  return {
    authors,
    channels: ordered.map(([, own]) => ({
      messages: own.length / messages.length,
      authors: authorsOf(own) / authors,
    })),
    sequence: Uint16Array.from(messages, ({ channel }) => numbers.get(channel) ?? 0),
    gaps: Float64Array.from(times, (time, index) =>
      Math.min(GAP_SECONDS_MAX, Math.max(0, time - (times[index - 1] ?? time))),
    ),
    messagesPerAuthorAndDay: messages.length / authorDays,
    busiestHour: busiest / messages.length,
    meanBytes: bytes / messages.length,
  };
}

/** How many messages the busiest hour of a day has. */
function busiestHourOf(day: readonly SourceMessage[]): number {
  const hours = Map.groupBy(day, ({ ts }) => Math.floor((ts ?? 0) / HOUR_SECONDS));
  return Math.max(...[...hours.values()].map((hour) => hour.length));
}
