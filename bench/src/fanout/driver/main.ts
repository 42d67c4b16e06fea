import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { serveParent } from "../../run/serve-parent.ts";
import { nowMicroseconds } from "../clients/tally.ts";
import { FIRST_SEQ, PLACEHOLDER, Template } from "./template.ts";

export interface DriverPlan {
  readonly host: string;
  readonly port: number;
  /** A message of each room, as the server takes it. */
  readonly templates: readonly Uint8Array[];
}

export interface DriveCommand {
  readonly messagesPerSecond: number;
  readonly seconds: number;
}

export interface Driven {
  readonly messages: number;
  readonly seconds: number;
}

const TICK_MS = 2;
/** What the server does not take is not piled up here. */
const WAITING_BYTES_MAX = 64 * 1_024 * 1_024;
const ERROR_REPLY = "-".charCodeAt(0);

let socket: Socket | undefined;
let templates: Template[] = [];
let seqs: number[] = [];
let room = 0;
let refusal: string | undefined;

async function plan({ host, port, templates: messages }: DriverPlan): Promise<void> {
  templates = messages.map((bytes) => new Template(Buffer.from(bytes)));
  seqs = templates.map(() => FIRST_SEQ);
  socket = connect({ host, port, noDelay: true });
  socket.on("data", (reply) => {
    if (reply[0] === ERROR_REPLY) {
      refusal ??= reply.toString("latin1");
    }
  });
  await once(socket, "connect");
}

/** Sends to the rooms in turn, evenly; what one tick was late for goes with the next. */
async function drive({ messagesPerSecond, seconds }: DriveCommand): Promise<Driven> {
  const total = Math.max(1, Math.round(messagesPerSecond * seconds));
  const beganAt = performance.now();
  let sent = 0;
  while (sent < total && refusal === undefined) {
    const elapsed = (performance.now() - beganAt) / 1_000;
    const due = Math.min(total, Math.ceil(elapsed * messagesPerSecond));
    if (due > sent && (socket?.writableLength ?? 0) < WAITING_BYTES_MAX) {
      socket?.write(nextMessages(due - sent));
      sent = due;
    }
    await sleep(TICK_MS);
  }
  if (refusal !== undefined) {
    throw new Error(refusal);
  }
  return { messages: sent, seconds: (performance.now() - beganAt) / 1_000 };
}

function nextMessages(count: number): Buffer {
  const chosen = Array.from({ length: count }, (_, index) => (room + index) % templates.length);
  room = (room + count) % templates.length;
  const bytes = chosen.reduce((sum, index) => sum + (templates[index]?.bytes.length ?? 0), 0);
  const messages = Buffer.allocUnsafe(bytes);
  const time = new Date().toISOString();
  const sentAt = String(nowMicroseconds()).padStart(PLACEHOLDER.sentAt.length, "0");
  let at = 0;
  for (const index of chosen) {
    const seq = (seqs[index] ?? FIRST_SEQ) + 1;
    seqs[index] = seq;
    at = templates[index]?.write(messages, at, seq, time, sentAt) ?? at;
  }
  return messages;
}

serveParent({ plan, drive, positions: () => seqs });
