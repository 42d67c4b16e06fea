import { type Channel, type DurableEvent, limits, type ReadMarker } from "@chat/contract";
import { STATE_JOINED_FOLLOWED_MAX, STATE_JOINED_PAGES_MAX } from "../limits.ts";
import type { ChatClient } from "../rest/types.ts";
import type { EventTail } from "./event-tail.ts";
import { foldChannel, foldRead, leavesCountsUnsure } from "./fold-channel.ts";
import type { Follows } from "./follows.ts";
import { isGone } from "./gone.ts";
import { createReload, type Reload } from "./reload.ts";
import { createStore, type Observable } from "./store.ts";

/** The channels that the user has joined, and those that are open besides, by id. */
export type ChannelsById = ReadonlyMap<string, Channel>;

export interface Channels extends Observable<ChannelsById> {
  /** Fetches all that are joined. */
  reload: Reload;
  /** Fetches one anew, and follows it if it is joined. */
  refetch(channelId: string): void;
  /** Before something is fetched that is to be `put`. */
  mark(): number;
  /** Puts in what was fetched after `mark`, with the events since. */
  put(channel: Channel, events: readonly DurableEvent[], mark: number): void;
  apply(event: DurableEvent): void;
  applyRead(channelId: string, marker: ReadMarker): void;
  remove(channelId: string): void;
  stop(): void;
}

export interface ChannelsSource {
  readonly chat: ChatClient;
  readonly tail: EventTail;
  readonly follows: Follows;
  readonly userId: string;
  readonly isOpen: (channelId: string) => boolean;
  /** Whether what failed is to be tried again. */
  readonly onFailure: (error: unknown) => boolean;
}

export function createChannels(source: ChannelsSource): Channels {
  const { chat, tail, follows, userId, isOpen, onFailure } = source;
  const store = createStore<Map<string, Channel>>(new Map());
  /** When each channel's state was asked for, in the order of asking. */
  const freshAt = new Map<string, number>();
  let clock = 0;
  const refetches = new Map<string, Reload>();
  const holder = {};

  function followJoined(): void {
    const joined = [...store.snapshot().values()].filter(({ membership }) => membership !== null);
    const newest = joined.sort((a, b) => activityOf(b).localeCompare(activityOf(a)));
    for (const { id, last_seq } of newest.slice(0, STATE_JOINED_FOLLOWED_MAX)) {
      follows.follow(id, holder, last_seq);
    }
  }

  const reload = createReload((isNewest) => {
    const begun = ++clock;
    return tail.during(
      () => fetchJoined(chat),
      (joined, events) => {
        if (!isNewest()) {
          return;
        }
        const fetched = new Set(joined.map(({ id }) => id));
        for (const channelId of store.snapshot().keys()) {
          // It was left, or joined while the list was fetched, or is only open.
          if (!fetched.has(channelId)) {
            refetch(channelId);
          }
        }
        putAll(joined, events, begun);
      },
    );
  }, onFailure);

  /** What was changed or asked for later than this answer is newer than it. */
  function putAll(
    fetched: readonly Channel[],
    events: readonly DurableEvent[],
    begun: number,
  ): void {
    const news = fetched.filter(({ id }) => (freshAt.get(id) ?? 0) <= begun);
    const next = new Map(store.snapshot());
    for (const channel of news) {
      freshAt.set(channel.id, begun);
      if (channel.membership !== null || isOpen(channel.id)) {
        next.set(channel.id, channel);
      } else {
        forget(next, channel.id);
      }
    }
    store.set(events.reduce(foldInto, next));
    followJoined();
  }

  function forget(channels: Map<string, Channel>, channelId: string): void {
    channels.delete(channelId);
    freshAt.delete(channelId);
    follows.release(channelId, holder);
  }

  function refetch(channelId: string): void {
    const known = refetches.get(channelId);
    const again = known ?? createReload((isNewest) => fetchOne(channelId, isNewest), onFailure);
    refetches.set(channelId, again);
    again.soon();
  }

  async function fetchOne(channelId: string, isNewest: () => boolean): Promise<void> {
    const begun = ++clock;
    try {
      await tail.during(
        () => chat.getChannel({ channelId }),
        (channel, events) => {
          if (isNewest()) {
            putAll([channel], events, begun);
          }
        },
      );
    } catch (error) {
      if (!isGone(error)) {
        throw error;
      }
      remove(channelId);
    }
  }

  function remove(channelId: string): void {
    if (store.snapshot().has(channelId)) {
      const next = new Map(store.snapshot());
      forget(next, channelId);
      store.set(next);
    }
  }

  /** A copy of the channels with the event folded in; the same ones if none of them changes. */
  function foldInto(channels: Map<string, Channel>, event: DurableEvent): Map<string, Channel> {
    const channel = channels.get(event.channel_id);
    if (channel === undefined || event.seq <= channel.last_seq) {
      return channels;
    }
    if (leavesCountsUnsure(channel, event, userId)) {
      refetch(channel.id);
    }
    const folded = foldChannel(channel, event, userId);
    const next = new Map(channels);
    if (folded === undefined || (folded.membership === null && !isOpen(folded.id))) {
      forget(next, channel.id);
    } else {
      next.set(folded.id, folded);
    }
    return next;
  }

  return {
    snapshot: store.snapshot,
    subscribe: store.subscribe,
    reload,
    refetch,
    put: (channel, events, begun) => putAll([channel], events, begun),
    mark: () => ++clock,
    apply: (event) => store.set(foldInto(store.snapshot(), event)),
    applyRead(channelId, marker) {
      const channel = store.snapshot().get(channelId);
      if (channel !== undefined) {
        freshAt.set(channelId, ++clock);
        store.set(new Map([...store.snapshot(), [channelId, foldRead(channel, marker)]]));
        // A marker does not say up to which event it was counted, and a fetch may have missed it.
        if (marker.last_read_seq < channel.last_seq || tail.isBusy()) {
          refetch(channelId);
        }
      }
    },
    remove,
    stop() {
      reload.stop();
      for (const one of refetches.values()) {
        one.stop();
      }
    },
  };
}

function activityOf({ last_message_at, created_at }: Channel): string {
  return last_message_at ?? created_at;
}

async function fetchJoined(chat: ChatClient): Promise<Channel[]> {
  const channels: Channel[] = [];
  let cursor: string | null | undefined;
  for (let page = 0; page < STATE_JOINED_PAGES_MAX && cursor !== null; page++) {
    const query = { limit: limits.LIST_LIMIT_MAX, ...(cursor === undefined ? {} : { cursor }) };
    const list = await chat.listJoinedChannels(query);
    channels.push(...list.items);
    cursor = list.next_cursor;
  }
  return channels;
}
