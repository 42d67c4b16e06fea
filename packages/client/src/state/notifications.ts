import type { Notification } from "@chat/contract";
import type { ChatClient } from "../rest/types.ts";
import type { ChatSocket } from "../socket/types.ts";
import { createReload } from "./reload.ts";
import { createStore, type Observable } from "./store.ts";

export interface NotificationsSnapshot {
  /** The newest, as many as a page has. */
  readonly items: readonly Notification[];
  /** Of all, as the service counts them. */
  readonly unreadCount: number;
}

export interface NotificationsState extends Observable<NotificationsSnapshot> {
  /**
   * Marks these as read, or all.
   *
   * @throws {ChatProblem | ChatNetworkError} (rejects) if it could not be marked
   */
  markRead(notificationIds?: readonly string[]): Promise<void>;
  /** Keeps nothing any longer; the socket stays. */
  close(): void;
}

/**
 * What the user was told of. What is read follows from the markers of channels
 * and threads, which only the service knows all of: it is fetched anew whenever
 * something may have changed it, one fetch at a time, and never counted here.
 *
 * @throws {ChatProblem | ChatNetworkError} (rejects) if it could not be fetched
 */
export async function openNotifications(
  chat: ChatClient,
  socket: ChatSocket,
): Promise<NotificationsState> {
  const store = createStore<NotificationsSnapshot>({ items: [], unreadCount: 0 });
  let over = false;
  const reload = createReload(
    async (isNewest) => {
      const { items, unread_count: unreadCount } = await chat.listNotifications();
      if (isNewest()) {
        store.set({ items, unreadCount });
      }
    },
    () => !over,
  );
  const isShown = (id: string) => store.snapshot().items.some(({ message }) => message.id === id);
  const soonIfShown = (id: string) => {
    if (isShown(id)) {
      reload.soon();
    }
  };
  const soon = () => reload.soon();
  const unlisten = [
    socket.on("open", soon),
    socket.on("notification", soon),
    socket.on("read", soon),
    socket.on("member_leave", soon),
    socket.on("channel_delete", soon),
    socket.on("message_update", ({ payload }) => soonIfShown(payload.id)),
    socket.on("message_delete", ({ payload }) => soonIfShown(payload.id)),
  ];

  function close(): void {
    over = true;
    reload.stop();
    for (const off of unlisten) {
      off();
    }
  }

  try {
    await reload.now();
  } catch (error) {
    close();
    throw error;
  }
  return {
    snapshot: store.snapshot,
    subscribe: store.subscribe,
    async markRead(notificationIds) {
      await chat.markNotificationsRead(
        notificationIds ? { notification_ids: [...notificationIds] } : {},
      );
      await reload.now();
    },
    close,
  };
}
