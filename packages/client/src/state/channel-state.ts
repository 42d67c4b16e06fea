import type { Channel, DurableEvent } from "@chat/contract";
import { ChatProblem } from "../rest/problem.ts";
import type { ChatClient } from "../rest/types.ts";
import * as more from "./channel-parts.ts";
import type { Channels } from "./channels.ts";
import type { EventTail } from "./event-tail.ts";
import { fetchParts } from "./fetch-parts.ts";
import { asOfParts, type ChannelParts, foldParts } from "./fold-parts.ts";
import type { Follows } from "./follows.ts";
import { isGone } from "./gone.ts";
import { createReload } from "./reload.ts";
import { type ChannelSnapshot, toSnapshot } from "./snapshot.ts";
import { createStore, type Observable } from "./store.ts";

/** One channel that is kept as the service has it: what was fetched, and every event since. */
export interface ChannelState extends Observable<ChannelSnapshot> {
  /** Each resolves when the snapshot has it, and does nothing if there is no more. */
  loadOlder(): Promise<void>;
  loadMoreMembers(): Promise<void>;
  loadMoreReplies(rootId: string): Promise<void>;
  /** Opens the thread of a message; resolves with the id of its root, undefined if there is none. */
  openThread(messageId: string): Promise<string | undefined>;
  closeThread(rootId: string): void;
  /** Keeps it no longer: the snapshot stays as it is. */
  close(): void;
}

/** What feeds a channel's state. */
export interface ChannelFeed {
  apply(event: DurableEvent): void;
  /** Tells of what `apply` changed. */
  publish(): void;
  /** Events were lost. */
  reload(): void;
  /** It is not to be seen any more. */
  end(): void;
}

export interface ChannelSource {
  readonly chat: ChatClient;
  readonly tail: EventTail;
  readonly follows: Follows;
  readonly channels: Channels;
  readonly onFailure: (error: unknown) => boolean;
  readonly onClose: () => void;
}

/** @throws {ChatProblem | ChatNetworkError} (rejects) if the channel could not be fetched */
export async function openChannel(
  channelId: string,
  source: ChannelSource,
  attach: (feed: ChannelFeed) => void,
): Promise<ChannelState> {
  const { chat, tail, follows, channels, onFailure } = source;
  const holder = {};
  let parts: ChannelParts | undefined;
  let channel: Channel | undefined;
  let status: ChannelSnapshot["status"] = "stale";
  let generation = 0;
  let changed = false;
  let over = false;

  const reload = createReload(async (isNewest) => {
    generation++;
    const mark = channels.mark();
    await tail.during(
      () => Promise.all([chat.getChannel({ channelId }), fetchParts(chat, channelId, extent())]),
      ([fetched, lists], events) => {
        if (isNewest()) {
          generation++;
          status = "live";
          replace(events.reduce(foldParts, lists));
          channels.put(fetched, events, mark);
          follows.follow(channelId, holder, Math.min(fetched.last_seq, asOfParts(lists)));
        }
      },
    );
  }, retryReload);

  function retryReload(error: unknown): boolean {
    if (isGone(error)) {
      end();
      return false;
    }
    return onFailure(error);
  }

  function extent() {
    const threads = parts?.threads ?? new Map();
    return {
      historyPages: parts?.history.length ?? 1,
      memberPages: parts?.members.length ?? 1,
      threads: new Map([...threads].map(([id, { pages }]) => [id, pages.length])),
    };
  }

  function replace(next: ChannelParts): void {
    const missingBefore = new Set(parts?.pins.missing);
    parts = next;
    changed = true;
    for (const id of next.pins.missing) {
      if (!missingBefore.has(id)) {
        more.fetchMissingPin(cell, id).catch(() => feed.reload());
      }
    }
  }

  function end(): void {
    status = "gone";
    changed = true;
    reload.stop();
    follows.release(channelId, holder);
    feed.publish();
  }

  const feed: ChannelFeed = {
    apply(event) {
      if (parts !== undefined && status === "live") {
        replace(foldParts(parts, event));
      }
    },
    publish() {
      const present = channels.snapshot().get(channelId);
      if (present !== channel && present !== undefined) {
        channel = present;
        changed = true;
      }
      if (changed && !over && channel !== undefined && parts !== undefined) {
        changed = false;
        store.set(toSnapshot(status, channel, parts));
      }
    },
    reload() {
      if (status !== "gone" && !over) {
        status = "stale";
        changed = true;
        feed.publish();
        reload.soon();
      }
    },
    end,
  };

  const cell: more.PartsCell = {
    chat,
    tail,
    channelId,
    generation: () => generation,
    get: () => parts as ChannelParts,
    set(next) {
      replace(next);
      feed.publish();
    },
  };

  const store = createStore<ChannelSnapshot>(undefined as never);
  attach(feed);
  const unlisten = channels.subscribe(() => feed.publish());
  try {
    await reload.now();
    feed.publish();
    if (store.snapshot() === undefined) {
      throw new ChatProblem({ status: 404, code: "not_found", title: "The channel was deleted" });
    }
  } catch (error) {
    unlisten();
    follows.release(channelId, holder);
    throw error;
  }

  return {
    snapshot: store.snapshot,
    subscribe: store.subscribe,
    loadOlder: () => more.loadOlder(cell),
    loadMoreMembers: () => more.loadMoreMembers(cell),
    loadMoreReplies: (rootId) => more.loadMoreReplies(cell, rootId),
    openThread: (messageId) => more.openThread(cell, messageId),
    closeThread: (rootId) => more.closeThread(cell, rootId),
    close() {
      over = true;
      reload.stop();
      unlisten();
      follows.release(channelId, holder);
      source.onClose();
    },
  };
}
