import { limits } from "@chat/contract";
import type { Actor } from "../actor.ts";
import { ChatError } from "../errors.ts";

/** Lets so many uploads run at once, of all and of each user. */
export interface UploadSlots {
  /** How many run. */
  readonly held: number;
  /** @throws {ChatError} `busy` where there is none */
  hold<T>(actor: Actor, upload: () => Promise<T>): Promise<T>;
}

/** An upload holds memory for as long as its sender likes: a slow one must not keep others out. */
export function createUploadSlots(): UploadSlots {
  const held = new Map<string, number>();
  let all = 0;
  return {
    get held() {
      return all;
    },
    async hold({ orgId, userId }, upload) {
      const user = `${orgId}/${userId}`;
      const own = held.get(user) ?? 0;
      if (own >= limits.UPLOADS_AT_ONCE_PER_USER_MAX) {
        throw new ChatError("busy", "you upload as many files at once as you may; try again");
      }
      if (all >= limits.UPLOADS_AT_ONCE_MAX) {
        throw new ChatError("busy");
      }
      all += 1;
      held.set(user, own + 1);
      try {
        return await upload();
      } finally {
        all -= 1;
        const left = (held.get(user) ?? 0) - 1;
        if (left > 0) {
          held.set(user, left);
        } else {
          held.delete(user);
        }
      }
    },
  };
}
