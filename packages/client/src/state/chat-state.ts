import type { Channel } from "@chat/contract";
import type { ChatClient } from "../rest/types.ts";
import type { ChatSocket } from "../socket/types.ts";
import { type ChannelFeed, type ChannelState, openChannel } from "./channel-state.ts";
import { createChannels } from "./channels.ts";
import { createEventTail } from "./event-tail.ts";
import { createFollows } from "./follows.ts";
import { createStore, type Observable } from "./store.ts";

export interface ChatState {
  readonly userId: string;
  /** The channels that the user is a member of, by id, each with what is unread in it. */
  readonly joined: Observable<readonly Channel[]>;
  /**
   * Fetches a channel and keeps it.
   *
   * @throws {ChatProblem | ChatNetworkError} (rejects) if it could not be fetched
   */
  openChannel(channelId: string): Promise<ChannelState>;
  /** Keeps nothing any longer; the socket stays. */
  close(): void;
}

/**
 * What the user sees, kept as the service has it: lists that were fetched, with
 * every event since folded in. Where events were lost, it is fetched anew.
 *
 *     const state = await openChatState(chat, socket);
 *     state.joined.subscribe(() => renderSidebar(state.joined.snapshot()));
 *     const general = await state.openChannel(channelId);
 *     general.subscribe(() => render(general.snapshot()));
 *
 * @throws {ChatProblem | ChatNetworkError} (rejects) if the joined channels could not be fetched
 */
export async function openChatState(chat: ChatClient, socket: ChatSocket): Promise<ChatState> {
  const tail = createEventTail();
  const follows = createFollows(socket);
  const open = new Map<string, Set<ChannelFeed>>();
  let over = false;
  const onFailure = () => !over;
  const { id: userId } = await chat.getMe();

  const feedsOf = (channelId: string) => [...(open.get(channelId) ?? [])];
  const channels = createChannels({
    chat,
    tail,
    follows,
    userId,
    isOpen: (channelId) => open.has(channelId),
    onFailure,
  });

  function refetch(channelId: string): void {
    for (const feed of feedsOf(channelId)) {
      feed.reload();
    }
    if (!open.has(channelId)) {
      channels.refetch(channelId);
    }
  }

  /** Nothing of it comes any more. */
  function end(channelId: string): void {
    channels.remove(channelId);
    for (const feed of feedsOf(channelId)) {
      feed.end();
    }
  }

  const unlisten = [
    socket.on("event", (event) => {
      tail.record(event);
      for (const feed of feedsOf(event.channel_id)) {
        feed.apply(event);
      }
      channels.apply(event);
      for (const feed of feedsOf(event.channel_id)) {
        feed.publish();
      }
    }),
    socket.on("open", () => channels.reload.soon()),
    socket.on("resync", ({ channelId }) => refetch(channelId)),
    socket.on("read", ({ channel_id: channelId, payload }) =>
      channels.applyRead(channelId, payload),
    ),
    // These three also come of channels that are not followed.
    socket.on("member_join", ({ channel_id: channelId, payload }) => {
      if (payload.user_id === userId && socket.position(channelId) === undefined) {
        channels.refetch(channelId);
      }
    }),
    socket.on("member_leave", (event) => {
      const { channel_id: channelId, payload } = event;
      if (payload.user_id === userId) {
        tail.record(event);
        refetch(channelId);
      }
    }),
    socket.on("channel_delete", (event) => {
      tail.record(event);
      end(event.channel_id);
    }),
    socket.on("unsubscribed", ({ channel_id: channelId, ref }) => {
      if (ref === undefined) {
        refetch(channelId);
      }
    }),
    socket.on("error", ({ channelId, code }) => {
      if (channelId !== undefined && code === "not_found" && follows.isLost(channelId)) {
        end(channelId);
      }
    }),
  ];

  function close(): void {
    over = true;
    for (const off of unlisten) {
      off();
    }
    channels.stop();
    follows.releaseAll();
  }

  try {
    await channels.reload.now();
  } catch (error) {
    close();
    throw error;
  }

  return {
    userId,
    joined: joinedOf(channels),
    async openChannel(channelId) {
      const id = channelId.toLowerCase();
      const feeds = open.get(id) ?? new Set<ChannelFeed>();
      let attached: ChannelFeed | undefined;
      const detach = () => {
        if (attached !== undefined && feeds.delete(attached) && feeds.size === 0) {
          open.delete(id);
          if (channels.snapshot().get(id)?.membership === null) {
            channels.remove(id);
          }
        }
      };
      const source = { chat, tail, follows, channels, onFailure, onClose: detach };
      try {
        return await openChannel(id, source, (feed) => {
          attached = feed;
          open.set(id, feeds.add(feed));
        });
      } catch (error) {
        detach();
        throw error;
      }
    },
    close,
  };
}

function joinedOf(
  channels: Observable<ReadonlyMap<string, Channel>>,
): Observable<readonly Channel[]> {
  const list = () =>
    [...channels.snapshot().values()]
      .filter(({ membership }) => membership !== null)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  const store = createStore<readonly Channel[]>(list());
  channels.subscribe(() => store.set(list()));
  return { snapshot: store.snapshot, subscribe: store.subscribe };
}
