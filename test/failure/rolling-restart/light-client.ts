import type { ServerFrame } from "@chat/contract";
import { WebSocket } from "ws";
import type { Tally } from "./tally.ts";

const HANDSHAKE_MS = 10_000;
const RETRY_MS = 250;
/** A durable event's frame begins with these, in this order; nothing else is read of it. */
const DURABLE = /^\{"type":"\w+","channel_id":"(?<channel>[^"]+)","seq":(?<seq>\d+),/;

/** A client that only counts: thousands of them fit into a process. */
export interface LightClient {
  position(channelId: string): number;
  close(): void;
}

export interface LightClientOptions {
  readonly token: string;
  readonly channelIds: readonly string[];
  /** Whoever would take the next connection behind a load balancer. */
  readonly gateway: () => string;
  readonly tally: Tally;
}

/** Resolves when it follows all of its channels. */
export function startLightClient(options: LightClientOptions): Promise<LightClient> {
  const { token, channelIds, gateway, tally } = options;
  const positions = new Map<string, number>();
  let current: WebSocket | undefined;
  let isClosed = false;
  const { promise: following, resolve } = Promise.withResolvers<void>();

  function open(movedAt: number | undefined): void {
    const socket = new WebSocket(`${gateway().replace(/^http/, "ws")}/ws`, ["bearer", token], {
      handshakeTimeout: HANDSHAKE_MS,
      perMessageDeflate: false,
    });
    const live = new Map<string, number>();
    const asked = new Map<string, number>();
    const onFrame = (text: string) => {
      const { channel, seq } = DURABLE.exec(text)?.groups ?? {};
      if (channel === undefined) {
        answer(JSON.parse(text));
      } else {
        take(live, channel, Number(seq));
      }
    };
    const answer = (frame: ServerFrame) => {
      switch (frame.type) {
        case "hello":
          return subscribe(socket, asked);
        case "subscribed":
          begin(live, asked, frame);
          return live.size === channelIds.length && takeOver(socket, movedAt);
        case "reconnect":
          return setTimeout(() => open(performance.now()), frame.payload.after_ms);
        case "error":
          tally.errors += 1;
          return setTimeout(() => subscribe(socket, asked), RETRY_MS);
        default:
          return undefined;
      }
    };
    socket.on("message", (data: Buffer) => onFrame(data.toString()));
    socket.on("open", () => {
      if (movedAt !== undefined) {
        tally.reconnected();
      }
    });
    socket.on("error", () => undefined);
    socket.on("close", () => {
      if (!isClosed && (socket === current || current === undefined)) {
        current = undefined;
        tally.unplanned += 1;
        setTimeout(() => open(performance.now()), RETRY_MS);
      }
    });
  }

  /** The other socket may bring events between this and the answer: these come on both. */
  function subscribe(socket: WebSocket, asked: Map<string, number>): void {
    const channels = channelIds.map((channel_id) => {
      const since_seq = positions.get(channel_id);
      if (since_seq === undefined) {
        return { channel_id };
      }
      asked.set(channel_id, since_seq);
      return { channel_id, since_seq };
    });
    socket.send(JSON.stringify({ type: "subscribe", channels }));
  }

  function begin(
    live: Map<string, number>,
    asked: ReadonlyMap<string, number>,
    { channel_id: channelId, payload }: Extract<ServerFrame, { type: "subscribed" }>,
  ): void {
    const start = asked.get(channelId) ?? payload.seq;
    live.set(channelId, start);
    positions.set(channelId, Math.max(positions.get(channelId) ?? 0, start));
    tally.resyncs += payload.resync ? 1 : 0;
  }

  function takeOver(socket: WebSocket, movedAt: number | undefined): void {
    const before = current;
    current = socket;
    before?.close();
    if (movedAt !== undefined) {
      tally.resumed(performance.now() - movedAt);
    }
    resolve();
  }

  /** On one connection the next one has the next number. */
  function take(live: Map<string, number>, channelId: string, seq: number): void {
    const before = live.get(channelId) ?? 0;
    tally.frames += 1;
    if (seq === before + 1) {
      live.set(channelId, seq);
    } else if (seq <= before) {
      tally.doubled += 1;
    } else {
      tally.outOfOrder += 1;
      live.set(channelId, seq);
    }
    positions.set(channelId, Math.max(positions.get(channelId) ?? 0, seq));
  }

  open(undefined);
  const client: LightClient = {
    position: (channelId) => positions.get(channelId) ?? 0,
    close() {
      isClosed = true;
      current?.terminate();
    },
  };
  return following.then(() => client);
}
