import { SUBSCRIBE_RETRY_MS, SUBSCRIBE_WAIT_MS } from "../limits.ts";
import { createEmitter } from "./emitter.ts";
import { type Incoming, OWN_REF, receiveFrame } from "./incoming.ts";
import { keepConnected } from "./link.ts";
import { subscribeFrames } from "./subscribe-frames.ts";
import { Subscriptions } from "./subscriptions.ts";
import { isTokenRefused } from "./token-probe.ts";
import type { ChatSocket, SocketEvents, SocketOptions } from "./types.ts";

/**
 * A socket that stays: it reconnects by itself and resumes every subscription
 * where it stood, so that each event of a channel is delivered once and in
 * order, or a `resync` says that some were lost.
 *
 *     const socket = connectSocket({ baseUrl: "https://chat.example.com", token });
 *     socket.on("message", ({ payload }) => console.log(payload.content));
 *     socket.subscribe(channelId, { sinceSeq: page.as_of_seq });
 *
 * @throws {TypeError} if neither `url` nor `baseUrl` is an address
 */
export function connectSocket(options: SocketOptions): ChatSocket {
  const { on, emit } = createEmitter<SocketEvents>();
  const subscriptions = new Subscriptions();
  const counters = { connections: 0, frames: 0, duplicates: 0, holes: 0, resyncs: 0 };
  let userId: string | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let answerWait: ReturnType<typeof setTimeout> | undefined;
  let flushing = false;
  let ready = false;

  const incoming: Incoming = {
    subscriptions,
    counters,
    emit,
    userId: () => userId,
    ask,
    move: (afterMs) => link.move(afterMs),
  };

  const link = keepConnected(
    {
      url: socketUrls(options),
      token: options.token,
      WebSocketClass: options.WebSocket ?? WebSocket,
      isTokenRefused: () => isTokenRefused(options),
    },
    {
      onHello(frame) {
        ready = true;
        counters.connections++;
        userId = frame.payload.user_id;
        subscriptions.wantAll();
        askNow();
        emit("frame", frame);
        emit("hello", frame);
        emit("open", { connectionId: frame.payload.connection_id, userId });
      },
      onFrame: (frame) => receiveFrame(incoming, frame),
      onError: (error) => emit("error", error),
      onClose(close) {
        ready = false;
        clearTimeout(retry);
        clearTimeout(answerWait);
        retry = undefined;
        emit("close", close);
      },
    },
  );

  function ask(when: "now" | "later"): void {
    if (when === "now") {
      askSoon();
    } else {
      retry ??= setTimeout(() => {
        retry = undefined;
        askNow();
      }, SUBSCRIBE_RETRY_MS);
    }
  }

  /** After the present turn, so that many calls of `subscribe` leave in few frames. */
  function askSoon(): void {
    if (!flushing) {
      flushing = true;
      queueMicrotask(() => {
        flushing = false;
        askNow();
      });
    }
  }

  function askNow(): void {
    if (!ready) {
      return;
    }
    const wanted = subscriptions.takeWanted();
    for (const frame of subscribeFrames(wanted, OWN_REF)) {
      link.send(frame);
    }
    if (wanted.length > 0) {
      clearTimeout(answerWait);
      answerWait = setTimeout(moveIfUnanswered, SUBSCRIBE_WAIT_MS);
    }
  }

  function moveIfUnanswered(): void {
    if (subscriptions.hasUnanswered()) {
      link.move(0);
    }
  }

  return {
    on,
    counters,
    send: link.send,
    close: link.close,
    position: (channelId) => subscriptions.position(channelId),
    subscribe(channelId, { sinceSeq } = {}) {
      subscriptions.want(channelId, sinceSeq);
      askSoon();
    },
    unsubscribe(channelId) {
      if (subscriptions.drop(channelId)) {
        link.send({ type: "unsubscribe", channel_id: channelId, ref: OWN_REF });
      }
    },
  };
}

function socketUrls({ url, baseUrl }: SocketOptions): () => string {
  if (typeof url === "function") {
    return () => socketUrl(url());
  }
  if (url === undefined && baseUrl === undefined) {
    throw new TypeError("connectSocket needs baseUrl or url");
  }
  const address = socketUrl(url ?? `${baseUrl?.replace(/\/+$/, "")}/ws`);
  return () => address;
}

function socketUrl(address: string): string {
  return new URL(address).href.replace(/^http/, "ws");
}
