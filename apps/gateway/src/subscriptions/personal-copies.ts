import { limits } from "@chat/contract";
import { LRUCache } from "lru-cache";
import type { Connection } from "../socket/connection.ts";
import type { LocalUsers } from "../socket/local-users.ts";
import { textFrame } from "../socket/text-frame.ts";

/** An event that changes who has access, as the stream brings it. */
export interface AccessEvent {
  readonly orgId: string;
  readonly channelId: string;
  readonly seq: number;
  /** Whom it concerns; null: every member. */
  readonly userId: string | null;
  readonly frame: Buffer;
}

/** Which of these users are members of the channel, deleted or not. */
export type ListMembers = (
  orgId: string,
  channelId: string,
  userIds: readonly string[],
) => Promise<readonly string[]>;

export interface PersonalCopies {
  /** The sockets that will get a copy; asked before the event is delivered, which ends subscriptions. */
  take(event: AccessEvent): () => void;
}

/**
 * `member_join`, `member_leave` and `channel_delete` go to every socket of the
 * user concerned, so that an application knows of channels that it does not
 * follow. Best effort, apart from the subscriptions: who follows the channel
 * gets the event there, and no copy.
 */
export function createPersonalCopies(
  users: LocalUsers,
  follows: (connection: Connection, channelId: string) => boolean,
  listMembers: ListMembers,
  onFailure: (error: unknown) => void,
): PersonalCopies {
  // The stream may bring an event again.
  const copied = new LRUCache<string, true>({ max: limits.PERSONAL_COPIES_REMEMBERED_MAX });

  function send(event: AccessEvent, to: readonly Connection[]): void {
    if (to.length > 0) {
      const bytes = textFrame(event.frame);
      for (const connection of to) {
        connection.sendEncoded(bytes);
      }
    }
  }

  function strangers({ orgId, channelId }: AccessEvent, userId: string): Connection[] {
    return [...users.socketsOf(orgId, userId)].filter(
      (connection) => !follows(connection, channelId),
    );
  }

  async function sendToMembers(
    event: AccessEvent,
    to: ReadonlyMap<string, readonly Connection[]>,
  ): Promise<void> {
    const asked = [...to.keys()];
    for (let at = 0; at < asked.length; at += limits.PERSONAL_COPIES_USERS_MAX) {
      const some = asked.slice(at, at + limits.PERSONAL_COPIES_USERS_MAX);
      const members = await listMembers(event.orgId, event.channelId, some);
      send(
        event,
        members.flatMap((userId) => to.get(userId) ?? []),
      );
    }
  }

  return {
    take(event) {
      const key = `${event.channelId}/${event.seq}`;
      if (copied.has(key)) {
        return () => undefined;
      }
      copied.set(key, true);
      if (event.userId !== null) {
        const to = strangers(event, event.userId);
        return () => send(event, to);
      }
      const here = users.usersOf(event.orgId);
      const to = new Map(here.map((userId) => [userId, strangers(event, userId)]));
      return () => void sendToMembers(event, to).catch(onFailure);
    },
  };
}
