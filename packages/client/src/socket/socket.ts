import { limits } from "@chat/contract";
import { SUBSCRIBE_RETRY_MS, SUBSCRIBE_WAIT_MS } from "../limits.ts";
import { createEmitter } from "./emitter.ts";
import { type Incoming, OWN_REF, receiveFrame } from "./incoming.ts";
import { keepConnected } from "./link.ts";
import { subscribeFrames } from "./subscribe-frames.ts";
import { Subscriptions } from "./subscriptions.ts";
import { isTokenRefused } from "./token-probe.ts";
import { createTokenRenewal } from "./token-renewal.ts";
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
  const readVersions = new Map<string, number>();
  let presence: readonly string[] = [];
  let userId: string | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let answerWait: ReturnType<typeof setTimeout> | undefined;
  let flushing = false;
  let ready = false;

  const incoming: Incoming = {
    subscriptions,
    counters,
    readVersions,
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
      onHello(frame, token) {
        ready = true;
        counters.connections++;
        userId = frame.payload.user_id;
        // Whatever moved meanwhile is fetched with the channels; nothing older is under way.
        readVersions.clear();
        renewal.watch(token, frame.timestamp);
        subscriptions.wantAll();
        askNow();
        if (presence.length > 0) {
          askForPresence();
        }
        emit("frame", frame);
        emit("hello", frame);
        emit("open", { connectionId: frame.payload.connection_id, userId });
      },
      onFrame: (frame) => receiveFrame(incoming, frame),
      onError: (error) => emit("error", error),
      onClose(close) {
        ready = false;
        renewal.stop();
        clearTimeout(retry);
        clearTimeout(answerWait);
        retry = undefined;
        emit("close", close);
      },
    },
  );

  const renewal = createTokenRenewal(options.token, link.send, (error) => emit("error", error));
  on("error", ({ channelId }) => {
    if (channelId === undefined) {
      renewal.refused();
    }
  });

  function askForPresence(): void {
    link.send({ type: "presence", payload: { user_ids: [...presence] } });
  }

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
    typing(channelId, isTyping) {
      link.send({ type: "typing", channel_id: channelId, payload: { is_typing: isTyping } });
    },
    followPresence(userIds) {
      if (userIds.length > limits.SOCKET_PRESENCE_USERS_MAX) {
        throw new RangeError(
          `a socket follows the presence of ${limits.SOCKET_PRESENCE_USERS_MAX} users at most`,
        );
      }
      presence = [...userIds];
      askForPresence();
    },
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
