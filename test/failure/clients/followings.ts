import { type Following, type History, now } from "../history.ts";

/** The channels that a device wants to follow, and since when it does. */
export interface Followings {
  has(channelId: string): boolean;
  channelIds(): string[];
  want(channelId: string): void;
  /** It was told that it follows, unless it knew. */
  begin(channelId: string, authorisedSeq: number): void;
  /** It stays away for a while, by its own choice. */
  pauseAll(): void;
  end(channelId: string): void;
}

export function createFollowings(history: History, deviceId: string, userId: string): Followings {
  const followings = new Map<string, Following | undefined>();

  function pause(channelId: string): void {
    const following = followings.get(channelId);
    if (following) {
      following.to = now();
      followings.set(channelId, undefined);
    }
  }

  return {
    has: (channelId) => followings.has(channelId),
    channelIds: () => [...followings.keys()],
    want: (channelId) => followings.set(channelId, undefined),
    begin(channelId, authorisedSeq) {
      if (followings.get(channelId) === undefined) {
        const from = now();
        const following = { deviceId, userId, channelId, from, authorisedSeq, to: undefined };
        history.followings.push(following);
        followings.set(channelId, following);
      }
    },
    pauseAll() {
      for (const channelId of followings.keys()) {
        pause(channelId);
      }
    },
    end(channelId) {
      pause(channelId);
      followings.delete(channelId);
    },
  };
}
