import { limits } from "@chat/contract";
import type { Waiting } from "./posting-batch.ts";

/** The posts of one channel that wait in this process, in order. */
interface Lane {
  readonly orgId: string;
  readonly posts: Waiting[];
}

/** Posts taken for one statement; their lanes rest until `put` gives them back. */
export interface Taken {
  readonly orgId: string;
  readonly posts: readonly Waiting[];
  /** May stand still until somebody else lets go of the channel; it has one channel. */
  readonly isPatient: boolean;
}

export interface PostingQueue {
  add(orgId: string, post: Waiting): void;
  /**
   * What goes into the next statement; undefined: nothing that could.
   *
   * @param mayBePatient whether that statement may wait for a channel
   */
  take(mayBePatient: boolean): Taken | undefined;
  /** The statement is over; these of it were not written, because somebody holds their channel. */
  put(taken: Taken, held: readonly Waiting[]): void;
}

/**
 * A lane a channel, so that no two statements of this process wait for each
 * other. A lane that waits alone is taken alone. Several are taken together,
 * by a statement that leaves out what is held: it waits for nobody. Whose
 * channel was found held is taken alone from then on.
 */
export function createPostingQueue(): PostingQueue {
  const lanes = new Map<string, Lane>();
  /** By organisation, who has waited longest first; so are the lanes in it. */
  const ready = new Map<string, Set<Lane>>();
  const held = new Set<Lane>();

  function makeReady(lane: Lane): void {
    const ofOrg = ready.get(lane.orgId);
    if (ofOrg) {
      ofOrg.add(lane);
    } else {
      ready.set(lane.orgId, new Set([lane]));
    }
  }

  function takeAlone(from: Set<Lane>): Taken | undefined {
    const [lane] = from;
    if (!lane) {
      return undefined;
    }
    from.delete(lane);
    const posts = lane.posts.splice(0, limits.POST_BATCH_ROWS_MAX);
    return { orgId: lane.orgId, posts, isPatient: true };
  }

  /** Each lane has its share, so that a busy channel does not fill the statement. */
  function takeTogether(orgId: string, from: Set<Lane>): Taken {
    const chosen = [...from].slice(0, limits.POST_BATCH_CHANNELS_MAX);
    const share = Math.ceil(limits.POST_BATCH_ROWS_MAX / chosen.length);
    const posts: Waiting[] = [];
    for (const lane of chosen) {
      from.delete(lane);
      posts.push(
        ...lane.posts.splice(0, Math.min(share, limits.POST_BATCH_ROWS_MAX - posts.length)),
      );
    }
    return { orgId, posts, isPatient: false };
  }

  return {
    add(orgId, post) {
      const key = keyOf(orgId, post);
      const lane = lanes.get(key);
      if (lane) {
        lane.posts.push(post);
        return;
      }
      const opened = { orgId, posts: [post] };
      lanes.set(key, opened);
      makeReady(opened);
    },
    take(mayBePatient) {
      if (mayBePatient && held.size > 0) {
        return takeAlone(held);
      }
      const [longest] = ready;
      if (!longest) {
        return undefined;
      }
      const [orgId, waiting] = longest;
      const alone = mayBePatient && waiting.size === 1;
      const taken = alone ? takeAlone(waiting) : takeTogether(orgId, waiting);
      ready.delete(orgId);
      if (waiting.size > 0) {
        ready.set(orgId, waiting);
      }
      return taken;
    },
    put({ orgId, posts }, heldPosts) {
      const heldByKey = Map.groupBy(heldPosts, (post) => keyOf(orgId, post));
      for (const key of new Set(posts.map((post) => keyOf(orgId, post)))) {
        const lane = lanes.get(key);
        const back = heldByKey.get(key);
        if (lane && back) {
          lane.posts.unshift(...back);
          held.add(lane);
        } else if (lane && lane.posts.length > 0) {
          makeReady(lane);
        } else {
          lanes.delete(key);
        }
      }
    },
  };
}

function keyOf(orgId: string, { message }: Waiting): string {
  return `${orgId}/${message.channelId}`;
}
