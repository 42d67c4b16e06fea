import { type ChatSocket, connectSocket } from "@chat/client";
import type { Ledger } from "./ledger.ts";
import { SUBSCRIBE_WAIT_MS } from "./limits.ts";
import { ReplayError } from "./replay-error.ts";

export interface Listeners {
  /** @returns once each listener is told that it follows the channel from `seq` on */
  follow(channelId: string, seq: number): Promise<void>;
  /** Connections made after the first of each listener. */
  reconnects(): number;
  resyncs(): number;
  close(): void;
}

export interface ListenersOptions {
  readonly count: number;
  readonly gateways: readonly string[];
  readonly tokenOf: (listener: number) => string;
  readonly ledger: Ledger;
}

/** Sockets that follow every channel; the ledger is told of each durable frame as it came. */
export function createListeners(options: ListenersOptions): Listeners {
  const { count, gateways, tokenOf, ledger } = options;
  const sockets = Array.from({ length: count }, (_, listener) => {
    let turn = listener;
    const socket = connectSocket({
      // A gateway that is gone is left for the next one, as behind a load balancer.
      url: () => gateways[turn++ % gateways.length] ?? "",
      token: tokenOf(listener),
    });
    socket.on("open", () => ledger.reconnect(listener));
    socket.on("frame", (frame) => {
      if ("seq" in frame) {
        ledger.receive(listener, frame);
      }
    });
    return socket;
  });
  const sum = (count: (socket: ChatSocket) => number) =>
    sockets.reduce((total, socket) => total + count(socket), 0);

  return {
    async follow(channelId, seq) {
      await Promise.all(sockets.map((socket) => followOne(socket, channelId, seq)));
    },
    reconnects: () => sum(({ counters }) => Math.max(counters.connections - 1, 0)),
    resyncs: () => sum(({ counters }) => counters.resyncs),
    close() {
      for (const socket of sockets) {
        socket.close();
      }
    },
  };
}

function followOne(socket: ChatSocket, channelId: string, sinceSeq: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "no answer";
    const offs = [
      socket.on("subscribed", (frame) => {
        if (frame.channel_id === channelId) {
          end();
        }
      }),
      socket.on("error", (error) => {
        // A refusal that passes leaves the subscription standing: the socket asks again.
        if (error.channelId === channelId && socket.position(channelId) === undefined) {
          end(error.message);
        }
      }),
      socket.on("close", ({ code, reason, reconnect }) => {
        said = `closed with ${code} ${reason}`;
        if (!reconnect) {
          end(said);
        }
      }),
    ];
    const timer = setTimeout(() => end(said), SUBSCRIBE_WAIT_MS);
    function end(fault?: string): void {
      clearTimeout(timer);
      for (const off of offs) {
        off();
      }
      if (fault === undefined) {
        resolve();
      } else {
        const hint = "a gateway on another address is named with --ws";
        reject(new ReplayError(`a listener cannot follow channel ${channelId}: ${fault}; ${hint}`));
      }
    }
    socket.subscribe(channelId, { sinceSeq });
  });
}
