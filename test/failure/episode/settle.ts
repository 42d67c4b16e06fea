import { setTimeout as sleep } from "node:timers/promises";
import type { Message } from "@chat/contract";
import { isMemberAt } from "../checker/access.ts";
import { MARGIN_MS } from "../checker/deadline.ts";
import { type Actor, LIST_LIMIT } from "../clients/actor.ts";
import type { Device } from "../clients/device.ts";
import type { Cluster } from "../cluster/cluster.ts";
import { STORE_BOUND } from "../faults/fault.ts";
import { type History, type LoggedChannel, now } from "../history.ts";
import type { Stage } from "./stage.ts";
import { readTruth } from "./truth.ts";

const POLL_MS = 50;

/**
 * After everything has healed and nobody does anything any more: brings every
 * device up to where its channels are, and fetches what folding must arrive at.
 * A device that does not come so far within the longest bound stays as it is,
 * for the checker to find.
 */
export async function settle(
  cluster: Cluster,
  { actors, orgId }: Stage,
  history: History,
): Promise<void> {
  const channels = await readTruth(cluster, orgId);
  history.channels.push(...channels);
  const ends = actors.flatMap((actor) =>
    actor.devices.flatMap((device) =>
      channels
        .filter((channel) => mayRead(channel, actor.userId))
        .map((channel) => ({ actor, device, channel })),
    ),
  );
  for (const { device } of ends) {
    device.connect();
  }
  for (const { actor, device, channel } of ends) {
    if (!device.follows(channel.id)) {
      device.follow(channel.id, await actor.fetchList(device, channel.id));
    }
  }
  const deadline = now() + STORE_BOUND.ms + MARGIN_MS;
  while (!ends.every(isThere) && now() < deadline) {
    await sleep(POLL_MS);
  }
  for (const { actor, device, channel } of ends) {
    await fetchWhole(actor, device, channel.id, history);
  }
}

function mayRead(channel: LoggedChannel, userId: string): boolean {
  return (
    !channel.isDeleted &&
    (channel.type === "public" || isMemberAt(channel, userId, channel.lastSeq))
  );
}

function isThere({ device, channel }: { device: Device; channel: LoggedChannel }): boolean {
  return (device.position(channel.id) ?? -1) >= channel.lastSeq;
}

async function fetchWhole(
  { call }: Actor,
  device: Device,
  channelId: string,
  history: History,
): Promise<void> {
  const items: Message[] = [];
  let cursor: string | null = "";
  let asOfSeq = 0;
  while (cursor !== null) {
    const { body } = await call({
      operation: "listMessages",
      method: "GET",
      path: `/channels/${channelId}/messages?limit=${LIST_LIMIT}${cursor && `&cursor=${cursor}`}`,
      channelId,
    });
    items.push(...body.items);
    asOfSeq = body.as_of_seq;
    cursor = body.next_cursor;
  }
  history.lists.push({
    deviceId: device.id,
    channelId,
    items,
    asOfSeq,
    isWhole: true,
    isFinal: true,
  });
}
