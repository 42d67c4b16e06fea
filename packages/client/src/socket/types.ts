import type { ClientFrame, DurableEvent, ServerFrame } from "@chat/contract";
import type { FetchLike } from "../rest/fetch.ts";
import type { TokenSource } from "../token.ts";
import type { SocketError } from "./socket-error.ts";

export interface SocketOptions {
  /** Where the service is, such as `https://chat.example.com`. Needed unless `url` is given. */
  readonly baseUrl?: string;
  /** The WebSocket's address, or who is asked for it at every connection; else `/ws` of `baseUrl`. */
  readonly url?: string | (() => string);
  readonly token: TokenSource;
  /** Instead of the platform's `WebSocket`. */
  readonly WebSocket?: typeof WebSocket;
  /** Instead of the platform's `fetch`; it only asks whether a refused token was the reason. */
  readonly fetch?: FetchLike;
}

/** The connection, or the attempt at one, is gone. */
export interface SocketClose {
  /** A close code of the contract, or one of RFC 6455; 1006 if the connection was cut. */
  readonly code: number;
  readonly reason: string;
  /** Whether the socket comes back by itself. */
  readonly reconnect: boolean;
}

/**
 * Events of the channel were lost for good: fetch its state anew. What arrives
 * from now on follows `seq`.
 */
export interface SocketResync {
  readonly channelId: string;
  readonly seq: number;
}

type FrameEvents = {
  [T in Exclude<ServerFrame["type"], "error">]: Extract<ServerFrame, { type: T }>;
};

/**
 * What `on` can listen to: each type of server frame, after duplicates were
 * dropped and in order for each channel; and the socket's own events.
 */
export interface SocketEvents extends FrameEvents {
  /** Every durable event of the channels that are followed, whatever its type. */
  event: DurableEvent;
  /** Connected: refetch `/channels/joined`, subscriptions are being resumed. */
  open: { readonly connectionId: string; readonly userId: string };
  close: SocketClose;
  resync: SocketResync;
  error: SocketError;
  /** Every frame as it came, before anything is dropped: for measuring. */
  frame: ServerFrame;
}

/** What happened since the socket was made. */
export interface SocketCounters {
  readonly connections: number;
  readonly frames: number;
  /** Durable events that had been there before, and were dropped. */
  readonly duplicates: number;
  /** Times that events were missing in between, and were asked for again. */
  readonly holes: number;
  readonly resyncs: number;
}

export interface ChatSocket {
  /**
   * Calls `listener` at every such event, until the returned function is
   * called. What it throws is thrown again outside of the socket.
   */
  on<T extends keyof SocketEvents>(type: T, listener: (event: SocketEvents[T]) => void): () => void;
  /**
   * Follows a channel: from now on, or from the event after `sinceSeq` (the
   * `as_of_seq` of a list). Survives reconnects. Answered by `subscribed`, or
   * by an `error` with this `channelId`, after which it is no longer followed.
   *
   * @throws {RangeError} beyond the contract's number of subscriptions of a socket
   */
  subscribe(channelId: string, options?: { readonly sinceSeq?: number }): void;
  unsubscribe(channelId: string): void;
  /** The `seq` of the last event delivered for the channel, if it is known. */
  position(channelId: string): number | undefined;
  /** Says that the user begins or stops writing; say it again every few seconds while it goes on. */
  typing(channelId: string, isTyping: boolean): void;
  /**
   * Whose presence to follow from now on, instead of those named before; each
   * is told at once, and again after a reconnect.
   *
   * @throws {RangeError} beyond the contract's number of users
   */
  followPresence(userIds: readonly string[]): void;
  /** Sends a frame as it is; false, and nothing sent, while there is no connection. */
  send(frame: ClientFrame): boolean;
  readonly counters: SocketCounters;
  /** Closes for good. */
  close(): void;
}
