import type { DurableEvent, ServerFrame } from "@chat/contract";
import type { Emitter } from "./emitter.ts";
import { SocketError } from "./socket-error.ts";
import type { Subscriptions } from "./subscriptions.ts";
import type { SocketCounters, SocketEvents } from "./types.ts";

/** The `ref` of the frames that the socket sends for itself. */
export const OWN_REF = "sdk";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

export interface Incoming {
  readonly subscriptions: Subscriptions;
  readonly counters: Writable<SocketCounters>;
  /** The newest `version` of `read` that was told, by channel. */
  readonly readVersions: Map<string, number>;
  readonly emit: Emitter<SocketEvents>["emit"];
  /** Who the connection belongs to, as `hello` said. */
  readonly userId: () => string | undefined;
  /** Asks for every subscription that is wanted, at once or in a while. */
  readonly ask: (when: "now" | "later") => void;
  readonly move: (afterMs: number) => void;
}

/** Refusals that pass. */
const PASSING_CODES: ReadonlySet<string> = new Set(["busy", "unavailable"]);
/** Sent to every socket of the user concerned, whether it follows the channel or not. */
const PERSONAL_TYPES: ReadonlySet<string> = new Set([
  "member_join",
  "member_leave",
  "channel_delete",
]);

/** Turns the frames of a connection into events: each once, in order for each channel. */
export function receiveFrame(incoming: Incoming, frame: ServerFrame): void {
  const { subscriptions, counters, emit } = incoming;
  counters.frames++;
  emit("frame", frame);
  if (isDurable(frame)) {
    receiveDurable(incoming, frame);
    return;
  }
  switch (frame.type) {
    case "subscribed": {
      const { channel_id: channelId, payload } = frame;
      subscriptions.confirm(channelId, payload.seq, payload.resync);
      emit("subscribed", frame);
      if (payload.resync) {
        resync(incoming, channelId, payload.seq);
      }
      return;
    }
    case "unsubscribed":
      // With our own ref it answers an `unsubscribe`; the channel may be wanted again since.
      if (frame.ref !== OWN_REF) {
        subscriptions.drop(frame.channel_id);
      }
      emit("unsubscribed", frame);
      return;
    case "read":
      receiveRead(incoming, frame);
      return;
    case "error":
      receiveError(incoming, frame);
      return;
    default:
      receiveOther(incoming, frame);
  }
}

function isDurable(frame: ServerFrame): frame is DurableEvent {
  return "seq" in frame && "channel_id" in frame;
}

function receiveDurable(incoming: Incoming, frame: DurableEvent): void {
  const { subscriptions, counters, emit } = incoming;
  const { channel_id: channelId, seq } = frame;
  const verdict = subscriptions.judge(channelId, seq);
  if (verdict === "duplicate") {
    counters.duplicates++;
  } else if (verdict === "hole") {
    counters.holes++;
    incoming.ask("now");
  } else if (verdict === "lost") {
    resync(incoming, channelId, seq);
  }
  const delivered =
    verdict === "deliver" ||
    verdict === "lost" ||
    (verdict === "foreign" && PERSONAL_TYPES.has(frame.type));
  if (delivered) {
    if (endsAccess(frame, incoming.userId())) {
      subscriptions.drop(channelId);
      // Who comes back has a new marker, whose versions begin anew.
      incoming.readVersions.delete(channelId);
    }
    if (verdict !== "foreign") {
      emit("event", frame);
    }
    emit(frame.type, frame as never);
  }
}

function endsAccess(frame: DurableEvent, userId: string | undefined): boolean {
  const type: string = frame.type;
  return (
    type === "channel_delete" || (frame.type === "member_leave" && frame.payload.user_id === userId)
  );
}

/** Those of two moves may arrive the other way round: the older one is dropped. */
function receiveRead(
  { readVersions, emit }: Incoming,
  frame: Extract<ServerFrame, { type: "read" }>,
): void {
  const { channel_id: channelId, payload } = frame;
  if (payload.version > (readVersions.get(channelId) ?? 0)) {
    readVersions.set(channelId, payload.version);
    emit("read", frame);
  }
}

function resync({ counters, emit }: Incoming, channelId: string, seq: number): void {
  counters.resyncs++;
  emit("resync", { channelId, seq });
}

function receiveError(
  incoming: Incoming,
  { channel_id: channelId, payload, ref }: Extract<ServerFrame, { type: "error" }>,
): void {
  const { subscriptions, emit, ask } = incoming;
  if (channelId !== undefined && ref === OWN_REF) {
    if (PASSING_CODES.has(payload.code)) {
      // Whether it had been answered or not: the service has ended it.
      subscriptions.wantAgain(channelId);
      ask("later");
    } else if (subscriptions.isAsked(channelId)) {
      subscriptions.drop(channelId);
    }
  }
  const options = channelId === undefined ? {} : { channelId };
  emit("error", new SocketError(payload.code, payload.message, options));
}

/** Also frames newer than this client: they reach who listens for them. */
function receiveOther({ emit, move }: Incoming, frame: ServerFrame): void {
  const { type, payload } = frame as { type: string; payload?: { after_ms?: unknown } };
  if (type === "reconnect" && typeof payload?.after_ms === "number") {
    move(payload.after_ms);
  }
  emit(frame.type as "pong", frame as never);
}
