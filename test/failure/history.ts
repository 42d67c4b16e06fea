import type { ClientFrame, Message, ServerFrame } from "@chat/contract";

/**
 * What happened in one episode, as plain data, for the checkers. All times are
 * milliseconds of one monotonic clock, that of this process.
 */
export interface History {
  readonly channels: LoggedChannel[];
  readonly connections: ConnectionHistory[];
  readonly requests: RequestHistory[];
  readonly lists: ListHistory[];
  readonly followings: Following[];
  readonly faults: FaultWindow[];
}

export interface ReceivedFrame {
  readonly at: number;
  /** As it came. */
  readonly text: string;
  /** What it says; undefined where it is no JSON. */
  readonly frame: ServerFrame | undefined;
}

/** One WebSocket, from its handshake to its end. */
export interface ConnectionHistory {
  readonly id: number;
  readonly deviceId: string;
  readonly userId: string;
  readonly gateway: string;
  readonly openedAt: number;
  readonly received: ReceivedFrame[];
  readonly sent: { readonly at: number; readonly frame: SentFrame }[];
  closed:
    | { readonly at: number; readonly code: number; readonly by: "client" | "service" }
    | undefined;
}

/** `invalid`: one that the service has to refuse. */
export type SentFrame = ClientFrame | { readonly type: "invalid"; readonly ref: string };

/** A request, repeated until it was answered. */
export interface RequestHistory {
  readonly operation: string;
  readonly userId: string;
  readonly channelId: string | undefined;
  readonly clientId: string | undefined;
  readonly sentAt: number;
  tries: number;
  answer: { readonly at: number; readonly status: number; readonly body: unknown } | undefined;
}

/** A list as one fetch gave it: the whole of it, or its newest part. */
export interface ListHistory {
  readonly deviceId: string;
  readonly channelId: string;
  readonly items: readonly Message[];
  readonly asOfSeq: number;
  readonly isWhole: boolean;
  /** Fetched after everything had ended: what folding must arrive at. */
  readonly isFinal: boolean;
}

/** A device wanted to get what happens in the channel: whatever ends its connections, it comes back. */
export interface Following {
  readonly deviceId: string;
  readonly userId: string;
  readonly channelId: string;
  readonly from: number;
  /** The `seq` at which it was authorised first. */
  readonly authorisedSeq: number;
  /** Undefined: until the end of the episode. */
  to: number | undefined;
}

/** What the nemesis did, and how long deliveries may take because of it. */
export interface FaultWindow {
  readonly fault: string;
  readonly detail: string;
  readonly from: number;
  healedAt: number;
  readonly bound: DeliveryBound;
}

export interface DeliveryBound {
  readonly ms: number;
  /** A process that dies is replaced by its neighbours at once; what is the only one must come back. */
  readonly countsFrom: "injection" | "healing";
}

/** A channel as Postgres has it once everything has ended. */
export interface LoggedChannel {
  readonly id: string;
  readonly type: "public" | "private" | "direct";
  readonly lastSeq: number;
  readonly isDeleted: boolean;
  readonly events: readonly LoggedEvent[];
  readonly messages: readonly LoggedMessage[];
}

export interface LoggedMessage {
  readonly id: string;
  readonly seq: number;
  readonly userId: string;
  readonly clientId: string | null;
}

export interface LoggedEvent {
  readonly seq: number;
  readonly type: string;
  /** Whose access it changes. */
  readonly userId: string | null;
  readonly messageId: string | null;
}

export function createHistory(): History {
  return { channels: [], connections: [], requests: [], lists: [], followings: [], faults: [] };
}

/** Milliseconds since this process began. */
export function now(): number {
  return performance.now();
}
