import { crc32 } from "node:zlib";
import type { StreamLayout } from "../outbox/streams.ts";

/**
 * What lives only for those who listen travels by sharded Pub/Sub, a topic a
 * group: `{prefix}:{g}:ephemeral`. Every gateway listens to all of them and
 * drops what concerns nobody of its own after one look-up.
 */
export function ephemeralTopic(layout: EphemeralLayout, id: string): string {
  return topicOf(layout.prefix, groupOfId(layout, id));
}

/** Which group's hash tag the keys of an id are under. */
export function groupOfId({ groups }: EphemeralLayout, id: string): number {
  return crc32(id) % groups;
}

export function ephemeralTopics({ prefix, groups }: EphemeralLayout): string[] {
  return Array.from({ length: groups }, (_, group) => topicOf(prefix, group));
}

export type EphemeralLayout = Pick<StreamLayout, "prefix" | "groups">;

function topicOf(prefix: string, group: number): string {
  return `${prefix}:{${group}}:ephemeral`;
}

/**
 * A signal. `typing`: a user in a channel. `user`: a frame for every socket of
 * a user. `presence`: something about a user has changed; what it is, is read.
 */
export type Signal =
  | { readonly kind: "typing"; channelId: string; userId: string; isTyping: boolean }
  | { readonly kind: "user"; orgId: string; userId: string; frame: string }
  | { readonly kind: "presence"; orgId: string; userId: string };

const UUID_LENGTH = 36;

/** A letter, two ids at fixed places, then the rest: nothing is parsed to see whom it concerns. */
export function encodeSignal(signal: Signal): string {
  switch (signal.kind) {
    case "typing":
      return `t${signal.channelId}${signal.userId}${signal.isTyping ? 1 : 0}`;
    case "user":
      return `u${signal.orgId}${signal.userId}${signal.frame}`;
    case "presence":
      return `p${signal.orgId}${signal.userId}`;
  }
}

/** Undefined: of a kind that this version does not know. */
export function decodeSignal(text: string): Signal | undefined {
  const first = text.slice(1, 1 + UUID_LENGTH);
  const userId = text.slice(1 + UUID_LENGTH, 1 + 2 * UUID_LENGTH);
  const rest = text.slice(1 + 2 * UUID_LENGTH);
  switch (text[0]) {
    case "t":
      return { kind: "typing", channelId: first, userId, isTyping: rest === "1" };
    case "u":
      return { kind: "user", orgId: first, userId, frame: rest };
    case "p":
      return { kind: "presence", orgId: first, userId };
    default:
      return undefined;
  }
}
