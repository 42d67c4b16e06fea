import { crc32 } from "node:zlib";
import type { StoredEvent } from "../events/event.ts";

/**
 * How events travel: `{prefix}:{g}:events:n`, shard n of group g. The braces
 * are Redis Cluster's hash tag, so that one blocking read serves a group.
 */
export interface StreamLayout {
  readonly prefix: string;
  readonly shards: number;
  readonly groups: number;
}

export function shardOf(layout: StreamLayout, channelId: string): number {
  return crc32(channelId) % layout.shards;
}

export function groupOfChannel(layout: StreamLayout, channelId: string): number {
  return groupOfShard(layout, shardOf(layout, channelId));
}

export function streamKey(layout: StreamLayout, shard: number): string {
  return `${layout.prefix}:{${groupOfShard(layout, shard)}}:events:${shard}`;
}

function groupOfShard({ groups }: StreamLayout, shard: number): number {
  return shard % groups;
}

/** The streams of one group, in the order of their shards. */
export function groupKeys(layout: StreamLayout, group: number): string[] {
  const shards = Array.from({ length: layout.shards }, (_, shard) => shard);
  return shards
    .filter((shard) => groupOfShard(layout, shard) === group)
    .map((shard) => streamKey(layout, shard));
}

/** An event as its stream has it, apart from its trace. */
export type Published = Omit<StoredEvent, "trace">;

/**
 * The fields of an entry, in this order, so that a reader finds them by
 * position: channel, seq, type, whose access it changes, frame, organisation,
 * and where one is recorded the span that published it. New ones come at the
 * end, where older readers do not look.
 */
export function encodeEntry(event: Published, trace?: string | null): (string | number)[] {
  const { orgId, channelId, seq, type, frame } = event;
  const fields = [
    "c",
    channelId,
    "s",
    seq,
    "t",
    type,
    "u",
    concerned(event),
    "f",
    frame,
    "o",
    orgId,
  ];
  if (trace) {
    fields.push("p", trace);
  }
  return fields;
}

/** `organisation/user`, `organisation/` for every member, or nothing: no access changes. */
function concerned({ orgId, type, userId }: Published): string {
  return userId !== null || type === "channel_delete" ? `${orgId}/${userId ?? ""}` : "";
}

/** Reads what `concerned` wrote; undefined: nothing. */
export function decodeConcerned(
  text: string,
): { orgId: string; userId: string | null } | undefined {
  const [orgId, userId] = text.split("/");
  return orgId && userId !== undefined ? { orgId, userId: userId || null } : undefined;
}

/** Where in an entry's flat list of fields and values each value stands. */
export const ENTRY = {
  channel: 1,
  seq: 3,
  type: 5,
  user: 7,
  frame: 9,
  organisation: 11,
  /** Most have none. */
  trace: 13,
} as const;

/** Of an entry that a gateway can deliver: it needs no organisation. */
export const ENTRY_LENGTH_MIN = 10;
