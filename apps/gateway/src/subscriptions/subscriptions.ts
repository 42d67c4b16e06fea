import { setTimeout as sleep } from "node:timers/promises";
import { ERRORS, type ErrorCode, limits, type SubscribeEntry } from "@chat/contract";
import type { ChannelGrant, EventLog } from "@chat/domain";
import pLimit, { type LimitFunction } from "p-limit";
import type { ChannelFeed, FeedEvent } from "../feeds/channel-feed.ts";
import type { Feeds } from "../feeds/feeds.ts";
import type { Connection } from "../socket/connection.ts";
import type { Authorise } from "./authorise.ts";
import { encodeVerdict, NO_VERDICT } from "./encoded-verdict.ts";
import { FollowedChannels } from "./followed-channels.ts";
import { recheckSubscriptions } from "./recheck.ts";
import { type Resume, resume } from "./resume.ts";
import type { Subscription } from "./subscription.ts";

/** What an on-call engineer wants to know. */
export type SubscriptionObserver = Pick<Resume, "onBegun" | "onFailure">;

export interface Subscriptions {
  /** Of all sockets. */
  readonly size: number;
  /** Answers each channel with `subscribed` or `error`. Never rejects. */
  subscribe(
    connection: Connection,
    entries: readonly SubscribeEntry[],
    ref: string | undefined,
  ): Promise<void>;
  unsubscribe(connection: Connection, channelId: string, ref: string | undefined): void;
  /** Ends what the connection's user may follow no more. Never rejects. */
  recheck(connection: Connection): Promise<void>;
  /** Its subscriptions, in whichever state. */
  of(connection: Connection): FollowedChannels | undefined;
  /** The socket is gone. */
  endAll(connection: Connection): void;
}

export function createSubscriptions(
  feeds: Feeds,
  log: EventLog,
  authorise: Authorise,
  bufferedBytesMax: number,
  { onFailure, onBegun }: SubscriptionObserver,
): Subscriptions {
  const byConnection = new Map<Connection, FollowedChannels>();
  const turnsOf = new Map<Connection, LimitFunction>();
  const backfillBytesMax = Math.min(limits.BACKFILL_BUFFERED_BYTES_MAX, bufferedBytesMax / 2);

  feeds.onEmitted = (feed, event) => {
    if (event.type === "member_leave" || event.type === "channel_delete") {
      for (const connection of [...feed.live]) {
        endIfRevoked(connection, feed.channelId, event);
      }
    }
  };

  async function subscribe(
    connection: Connection,
    entries: readonly SubscribeEntry[],
    ref: string | undefined,
  ): Promise<void> {
    const wanted = new Map(
      entries.map((entry) => [entry.channel_id.toLowerCase(), entry] as const),
    );
    const own = byConnection.get(connection) ?? new FollowedChannels(connection);
    byConnection.set(connection, own);
    const begun = [...wanted.keys()].flatMap((channelId) => begin(connection, own, channelId, ref));
    if (begun.length === 0) {
      return;
    }
    // A socket that asks for much waits for itself, not others for it.
    const turns = turnsOf.get(connection) ?? pLimit(limits.SOCKET_BACKFILLS_MAX);
    turnsOf.set(connection, turns);
    const granting = authorise(
      connection,
      begun.map(({ channelId }) => channelId),
    );
    await Promise.all(
      begun.map(async (subscription) => {
        const sinceSeq = wanted.get(subscription.channelId)?.since_seq;
        try {
          const grants = await granting;
          const grant = grants.get(subscription.channelId);
          await turns(() => start(connection, own, subscription, grant, sinceSeq, ref));
        } catch (error) {
          onFailure(error);
          settle(subscription);
          if (subscription.state !== "ended") {
            refuse(connection, subscription, "unavailable", ref);
          }
        }
      }),
    );
    if (turns.activeCount + turns.pendingCount === 0) {
      turnsOf.delete(connection);
    }
  }

  /** From here on, what passes by for the channel is noted. */
  function begin(
    connection: Connection,
    own: FollowedChannels,
    channelId: string,
    ref: string | undefined,
  ): Subscription[] {
    end(connection, channelId);
    const subscription: Subscription = {
      channelId,
      state: "authorising",
      feed: undefined,
      judged: NO_VERDICT,
      isSettled: false,
    };
    if (own.size >= limits.SOCKET_SUBSCRIPTIONS_MAX) {
      refuse(connection, subscription, "too_many_subscriptions", ref);
      return [];
    }
    own.begin(subscription);
    feeds.watch(channelId);
    return [subscription];
  }

  async function start(
    connection: Connection,
    own: FollowedChannels,
    subscription: Subscription,
    grant: ChannelGrant | undefined,
    sinceSeq: number | undefined,
    ref: string | undefined,
  ): Promise<void> {
    const newestSeq = settle(subscription);
    if (subscription.state === "ended" || !connection.isOpen) {
      return;
    }
    if (!grant) {
      refuse(connection, subscription, "not_found", ref);
      return;
    }
    const { channelId, lastSeq } = grant;
    const feed = feeds.open(connection.actor.orgId, channelId, lastSeq);
    subscription.feed = feed;
    // What the feed has emitted since may have changed it: then it is asked for when it is needed.
    const isCurrent = feed.nextSeq - 1 <= lastSeq;
    subscription.judged = isCurrent ? encodeVerdict(grant.posts, feed.accessEpoch) : NO_VERDICT;
    subscription.state = "backfill";
    feeds.expect(feed, Math.max(lastSeq, newestSeq));
    await resume(log, {
      connection,
      subscription,
      feed,
      authorisedSeq: lastSeq,
      sinceSeq,
      ref,
      bufferedBytesMax: backfillBytesMax,
      onBegun,
      onFailure,
      catchUp: () => catchUp(feed),
      goLive: () => own.goLive(subscription, feed),
      endIfRevoked: (event) => endIfRevoked(connection, channelId, event),
    });
  }

  async function catchUp(feed: ChannelFeed): Promise<void> {
    const before = feed.nextSeq;
    await feeds.fill(feed);
    if (feed.nextSeq === before) {
      await sleep(limits.HOLE_WAIT_MS);
    }
  }

  /** Once for each `begin`, however it ends. */
  function settle(subscription: Subscription): number {
    if (subscription.isSettled) {
      return 0;
    }
    subscription.isSettled = true;
    return feeds.settle(subscription.channelId);
  }

  function refuse(
    connection: Connection,
    subscription: Subscription,
    code: ErrorCode,
    ref: string | undefined,
  ): void {
    const { channelId } = subscription;
    if (byConnection.get(connection)?.isBeginning(subscription)) {
      end(connection, channelId);
    }
    const payload = { code, message: ERRORS[code].title };
    connection.send({ type: "error", channel_id: channelId, payload }, ref);
  }

  function endIfRevoked(
    connection: Connection,
    channelId: string,
    event: Pick<FeedEvent, "type" | "userId">,
  ): boolean {
    const left = event.type === "member_leave" && event.userId === connection.actor.userId;
    const revokes = left || event.type === "channel_delete";
    if (revokes) {
      endAndTell(connection, channelId);
    }
    return revokes;
  }

  function endAndTell(connection: Connection, channelId: string, ref?: string): void {
    end(connection, channelId);
    connection.send({ type: "unsubscribed", channel_id: channelId, payload: {} }, ref);
  }

  function end(connection: Connection, channelId: string): void {
    const feed = byConnection.get(connection)?.end(channelId);
    if (feed) {
      feeds.release(feed);
    }
  }

  return {
    subscribe,
    unsubscribe: endAndTell,
    recheck: (connection) =>
      recheckSubscriptions(connection, byConnection.get(connection)?.ids() ?? [], authorise, {
        end: (channelId) => endAndTell(connection, channelId),
        onFailure,
      }),
    get size() {
      return [...byConnection.values()].reduce((sum, own) => sum + own.size, 0);
    },
    of: (connection) => byConnection.get(connection),
    endAll(connection) {
      for (const feed of byConnection.get(connection)?.endAll() ?? []) {
        feeds.release(feed);
      }
      byConnection.delete(connection);
    },
  };
}
