import type { ChatSocket } from "../socket/types.ts";

/** Who of the state needs which channel's events: the socket is subscribed while anybody does. */
export interface Follows {
  /** Events after `sinceSeq` at the latest arrive from here on. */
  follow(channelId: string, holder: object, sinceSeq: number): void;
  release(channelId: string, holder: object): void;
  releaseAll(): void;
  /** Whether the service has refused or ended what is followed here. */
  isLost(channelId: string): boolean;
}

export function createFollows(socket: ChatSocket): Follows {
  const holders = new Map<string, Set<object>>();
  /** Others may have subscribed before; theirs is not ours to end. */
  const own = new Set<string>();

  function end(channelId: string): void {
    if (own.delete(channelId)) {
      socket.unsubscribe(channelId);
    }
  }

  return {
    follow(channelId, holder, sinceSeq) {
      holders.set(channelId, (holders.get(channelId) ?? new Set()).add(holder));
      if (socket.position(channelId) === undefined) {
        socket.subscribe(channelId, { sinceSeq });
        own.add(channelId);
      }
    },
    release(channelId, holder) {
      const held = holders.get(channelId);
      if (held?.delete(holder) && held.size === 0) {
        holders.delete(channelId);
        end(channelId);
      }
    },
    isLost: (channelId) => own.has(channelId) && socket.position(channelId) === undefined,
    releaseAll() {
      holders.clear();
      for (const channelId of [...own]) {
        end(channelId);
      }
    },
  };
}
