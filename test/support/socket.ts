import { setTimeout as sleep } from "node:timers/promises";
import type { ServerFrame } from "@chat/contract";
import { type ClientOptions, WebSocket } from "ws";

const WAIT_MS = 10_000;

/** A plain WebSocket that keeps every frame it got, in order. */
export interface RecordingSocket {
  readonly frames: ServerFrame[];
  readonly socket: WebSocket;
  send(frame: object | string): void;
  /** Subscribes from now on, and waits for the answer. */
  follow(channelId: string): Promise<void>;
  /** Waits for a frame that fits, from the first on; fails after ten seconds. */
  waitFor<T extends ServerFrame["type"]>(
    type: T,
    fits?: (frame: Extract<ServerFrame, { type: T }>) => boolean,
  ): Promise<Extract<ServerFrame, { type: T }>>;
  /** Waits for whatever answers the frame that was sent with this `ref`. */
  answerTo(ref: string): Promise<ServerFrame>;
  /** The `seq` of each durable event of the channel, in the order of arrival. */
  seqs(channelId: string): number[];
  closed: Promise<{ code: number; reason: string }>;
  close(): void;
}

/** Opens a socket with the token as subprotocol, as browsers do, and waits for `hello`. */
export async function openSocket(
  t: { teardown: (fn: () => void) => void },
  baseUrl: string,
  token: string,
  options: ClientOptions = {},
): Promise<RecordingSocket> {
  const socket = new WebSocket(`${baseUrl.replace(/^http/, "ws")}/ws`, ["bearer", token], options);
  t.teardown(() => socket.terminate());
  const frames: ServerFrame[] = [];
  socket.on("message", (data: Buffer) => frames.push(JSON.parse(data.toString())));
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() }));
  });
  await new Promise<void>((resolve, reject) => {
    socket.on("open", resolve);
    socket.on("error", reject);
  });
  socket.on("error", () => undefined);

  async function findFrame(
    what: string,
    fits: (frame: ServerFrame) => boolean,
  ): Promise<ServerFrame> {
    const deadline = Date.now() + WAIT_MS;
    for (;;) {
      const frame = frames.find(fits);
      if (frame) {
        return frame;
      }
      if (Date.now() > deadline) {
        const types = frames.map(({ type }) => type).join(", ");
        throw new Error(`no ${what} came in ${WAIT_MS} ms; there were: ${types}`);
      }
      await sleep(5);
    }
  }

  const recording: RecordingSocket = {
    frames,
    socket,
    closed,
    send(frame) {
      socket.send(typeof frame === "string" ? frame : JSON.stringify(frame));
    },
    async follow(channelId) {
      recording.send({ type: "subscribe", channel_id: channelId });
      await recording.waitFor("subscribed", ({ channel_id }) => channel_id === channelId);
    },
    async waitFor(type, fits = () => true) {
      const ofType = (frame: ServerFrame) => frame.type === type && fits(frame as never);
      return (await findFrame(`${type} frame`, ofType)) as never;
    },
    answerTo: (ref) =>
      findFrame(`answer to ${ref}`, (frame) => "ref" in frame && frame.ref === ref),
    seqs(channelId) {
      return frames.flatMap((frame) =>
        "seq" in frame && frame.channel_id === channelId ? [frame.seq] : [],
      );
    },
    close() {
      socket.close();
    },
  };
  await recording.waitFor("hello");
  return recording;
}
