import { limits, type SubscribeEntry } from "@chat/contract";
import { HOLE_RESUBSCRIBES_MAX } from "../limits.ts";

interface Subscription {
  /** The last event delivered; undefined until the first `subscribed`. */
  position: number | undefined;
  /** `wanted` is still to be asked for, `asked` waits for `subscribed`. */
  state: "wanted" | "asked" | "live";
  /** Requests to fill the hole after `position`. */
  holeTries: number;
}

/**
 * What becomes of a durable event: `deliver`; `duplicate` and `early` are
 * dropped; `hole` too, and the channel is to be asked for again; `lost` is
 * delivered after a resync, since asking again did not help; `foreign` is of a
 * channel without a position here.
 */
export type Verdict = "deliver" | "duplicate" | "early" | "hole" | "lost" | "foreign";

/**
 * The channels that a socket follows, and how far it has come in each. The
 * position is what makes "at least once" on the wire "once" for the user.
 */
export class Subscriptions {
  readonly #byChannel = new Map<string, Subscription>();

  want(channelId: string, sinceSeq: number | undefined): void {
    const full = this.#byChannel.size >= limits.SOCKET_SUBSCRIPTIONS_MAX;
    if (full && !this.#byChannel.has(channelId.toLowerCase())) {
      throw new RangeError(`a socket follows ${limits.SOCKET_SUBSCRIPTIONS_MAX} channels at most`);
    }
    // Ids come back in lower case, in whichever they were asked for.
    this.#byChannel.set(channelId.toLowerCase(), {
      position: sinceSeq,
      state: "wanted",
      holeTries: 0,
    });
  }

  drop(channelId: string): boolean {
    return this.#byChannel.delete(channelId.toLowerCase());
  }

  isAsked(channelId: string): boolean {
    return this.#byChannel.get(channelId)?.state === "asked";
  }

  hasUnanswered(): boolean {
    return [...this.#byChannel.values()].some(({ state }) => state === "asked");
  }

  position(channelId: string): number | undefined {
    return this.#byChannel.get(channelId.toLowerCase())?.position;
  }

  /** A new connection knows nothing: everything is to be asked for, from where it stood. */
  wantAll(): void {
    for (const subscription of this.#byChannel.values()) {
      subscription.state = "wanted";
    }
  }

  wantAgain(channelId: string): void {
    const subscription = this.#byChannel.get(channelId);
    if (subscription !== undefined) {
      subscription.state = "wanted";
    }
  }

  /** What is still to be asked for; it counts as asked from here on. */
  takeWanted(): SubscribeEntry[] {
    const entries: SubscribeEntry[] = [];
    for (const [channel_id, subscription] of this.#byChannel) {
      if (subscription.state === "wanted") {
        subscription.state = "asked";
        const { position } = subscription;
        entries.push(position === undefined ? { channel_id } : { channel_id, since_seq: position });
      }
    }
    return entries;
  }

  /** The service answered `subscribed`, or said by itself that the channel is out of step. */
  confirm(channelId: string, seq: number, resync: boolean): void {
    const subscription = this.#byChannel.get(channelId);
    if (subscription !== undefined) {
      subscription.state = "live";
      if (resync || subscription.position === undefined) {
        subscription.position = seq;
        subscription.holeTries = 0;
      }
    }
  }

  judge(channelId: string, seq: number): Verdict {
    const subscription = this.#byChannel.get(channelId);
    if (subscription?.position === undefined) {
      return "foreign";
    }
    if (seq <= subscription.position) {
      return "duplicate";
    }
    if (seq === subscription.position + 1) {
      subscription.position = seq;
      subscription.holeTries = 0;
      return "deliver";
    }
    if (subscription.state !== "live") {
      return "early";
    }
    if (subscription.holeTries < HOLE_RESUBSCRIBES_MAX) {
      subscription.holeTries++;
      subscription.state = "wanted";
      return "hole";
    }
    subscription.position = seq;
    subscription.holeTries = 0;
    return "lost";
  }
}
