import type { DurableEvent, ServerFrame } from "@chat/contract";
import type { Entrance } from "../cluster/cluster.ts";
import type { History } from "../history.ts";
import type { Random } from "../random.ts";
import { createFollowings } from "./followings.ts";
import { type Link, openLink } from "./link.ts";

const RETRY_MS = 50;
const RETRY_MS_MAX = 500;
const RESUBSCRIBE_MS = 300;

/** A client that follows channels over one socket at a time, and resumes where it was. */
export interface Device {
  readonly id: string;
  /** The last `seq` that it has of a channel. */
  position(channelId: string): number | undefined;
  follows(channelId: string): boolean;
  /** From its position on, from `sinceSeq` without one. */
  follow(channelId: string, sinceSeq: number | undefined): void;
  unfollow(channelId: string): void;
  /** Stays away until `connect`. */
  drop(how: "close" | "terminate"): void;
  connect(): void;
  /** The open socket, if there is one. */
  link(): Link | undefined;
  close(): void;
}

export interface DeviceOptions {
  readonly id: string;
  readonly userId: string;
  readonly token: string;
  readonly gateways: readonly Entrance[];
  readonly history: History;
  readonly random: Random;
}

export function createDevice(options: DeviceOptions): Device {
  const { id, userId, token, gateways, history, random } = options;
  const positions = new Map<string, number>();
  const followings = createFollowings(history, id, userId);
  const live = new WeakMap<Link, Set<string>>();
  let current: Link | undefined;
  let isWanted = false;
  let cancel: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
  let failures = 0;
  let lastGateway = "";
  let refs = 0;

  function open(): void {
    const others = gateways.filter(({ name }) => name !== lastGateway);
    const { name, urls } = random.pick(others.length > 0 ? others : gateways);
    lastGateway = name;
    const target = { gateway: name, url: random.pick(urls), token, deviceId: id, userId };
    cancel = openLink(history, target, { onFrame, onEnd });
  }

  function onEnd(link: Link | undefined): void {
    // A socket that another one has replaced already, or was to replace it, is not missed.
    if (!isWanted || (link !== undefined && link !== current && current !== undefined)) {
      return;
    }
    if (link !== undefined) {
      current = undefined;
    }
    failures += 1;
    timer = setTimeout(open, Math.min(failures * RETRY_MS, RETRY_MS_MAX));
  }

  function onFrame(link: Link, frame: ServerFrame): void {
    switch (frame.type) {
      case "hello":
        replaceBy(link);
        return;
      case "reconnect":
        timer = setTimeout(open, frame.payload.after_ms);
        return;
      case "subscribed":
        onSubscribed(link, frame);
        return;
      case "unsubscribed":
        if (frame.ref === undefined) {
          followings.end(frame.channel_id);
        }
        live.get(link)?.delete(frame.channel_id);
        return;
      case "error":
        onError(link, frame);
        return;
      default:
        if ("seq" in frame) {
          onEvent(link, frame);
        }
    }
  }

  /** A copy of something in a channel that the socket does not follow is no position. */
  function onEvent(link: Link, { channel_id: channelId, seq }: DurableEvent): void {
    if (live.get(link)?.has(channelId)) {
      positions.set(channelId, Math.max(positions.get(channelId) ?? 0, seq));
    }
  }

  function replaceBy(link: Link): void {
    if (!isWanted) {
      link.end("close");
      return;
    }
    const before = current;
    current = link;
    failures = 0;
    live.set(link, new Set());
    subscribe(link, followings.channelIds());
    before?.end("close");
  }

  function subscribe(link: Link, channelIds: readonly string[]): void {
    if (channelIds.length === 0) {
      return;
    }
    refs += 1;
    link.send({
      type: "subscribe",
      ref: `subscribe-${refs}`,
      channels: channelIds.map((channelId) => {
        const sinceSeq = positions.get(channelId);
        return sinceSeq === undefined
          ? { channel_id: channelId }
          : { channel_id: channelId, since_seq: sinceSeq };
      }),
    });
  }

  function onSubscribed(link: Link, frame: Extract<ServerFrame, { type: "subscribed" }>): void {
    const { channel_id: channelId, payload } = frame;
    if (!followings.has(channelId)) {
      return;
    }
    live.get(link)?.add(channelId);
    if (payload.resync || !positions.has(channelId)) {
      positions.set(channelId, payload.seq);
    }
    followings.begin(channelId, payload.seq);
  }

  function onError(link: Link, frame: Extract<ServerFrame, { type: "error" }>): void {
    const { channel_id: channelId, ref, payload } = frame;
    if (channelId === undefined || !ref?.startsWith("subscribe")) {
      return;
    }
    live.get(link)?.delete(channelId);
    if (payload.code !== "unavailable") {
      followings.end(channelId);
      return;
    }
    setTimeout(() => {
      if (link === current && followings.has(channelId)) {
        subscribe(link, [channelId]);
      }
    }, RESUBSCRIBE_MS);
  }

  function leave(how: "close" | "terminate"): void {
    isWanted = false;
    clearTimeout(timer);
    if (current) {
      current.end(how);
    } else {
      cancel?.();
    }
    current = undefined;
  }

  return {
    id,
    position: (channelId) => positions.get(channelId),
    follows: (channelId) => followings.has(channelId),
    follow(channelId, sinceSeq) {
      if (followings.has(channelId)) {
        return;
      }
      if (!positions.has(channelId) && sinceSeq !== undefined) {
        positions.set(channelId, sinceSeq);
      }
      followings.want(channelId);
      if (current) {
        subscribe(current, [channelId]);
      }
    },
    unfollow(channelId) {
      followings.end(channelId);
      refs += 1;
      current?.send({ type: "unsubscribe", channel_id: channelId, ref: `unsubscribe-${refs}` });
    },
    drop(how) {
      followings.pauseAll();
      leave(how);
    },
    connect() {
      if (!isWanted) {
        isWanted = true;
        open();
      }
    },
    link: () => (current?.isOpen ? current : undefined),
    close: () => leave("terminate"),
  };
}
