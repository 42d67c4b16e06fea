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
  /** They are of one channel, and the statement may stand still until somebody lets go of it. */
  readonly isPatient: boolean;
}

export interface PostingQueue {
  add(orgId: string, post: Waiting): void;
  /** The posts of a channel that was found held. */
  takeHeld(): Taken | undefined;
  /** The posts of a channel, where no other has any. */
  takeLone(): Taken | undefined;
  /** Posts of many channels, for a statement that leaves out those that are held. */
  takeTogether(): Taken | undefined;
  /** The statement is over; these of it were not written, because somebody holds their channel. */
  put(taken: Taken, held: readonly Waiting[]): void;
}

/**
 * A lane a channel, so that no two statements of this process wait for each
 * other. Who has waited longest comes first.
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
  function takeShares(from: Set<Lane>): Waiting[] {
    const chosen = [...from].slice(0, limits.POST_BATCH_CHANNELS_MAX);
    const share = Math.ceil(limits.POST_BATCH_ROWS_MAX / chosen.length);
    const posts: Waiting[] = [];
    for (const lane of chosen) {
      from.delete(lane);
      const room = limits.POST_BATCH_ROWS_MAX - posts.length;
      posts.push(...lane.posts.splice(0, Math.min(share, room)));
    }
    return posts;
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
    takeHeld: () => takeAlone(held),
    takeLone() {
      const [[orgId, waiting] = []] = ready;
      if (orgId === undefined || ready.size > 1 || waiting?.size !== 1) {
        return undefined;
      }
      ready.delete(orgId);
      return takeAlone(waiting);
    },
    takeTogether() {
      const [[orgId, waiting] = []] = ready;
      if (orgId === undefined || waiting === undefined) {
        return undefined;
      }
      const posts = takeShares(waiting);
      ready.delete(orgId);
      if (waiting.size > 0) {
        ready.set(orgId, waiting);
      }
      return { orgId, posts, isPatient: false };
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
