import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import { CLOSE, clientFrame, PING, PONG, TEXT } from "./client-frame.ts";
import { FrameCounter } from "./frame-counter.ts";
import { TextReader } from "./text-reader.ts";

/** How one client gets to where it only listens. */
export interface ClientPlan {
  readonly host: string;
  readonly port: number;
  /** The path of the handshake, its query included. */
  readonly path: string;
  /** Text frames to send after it. */
  readonly greetings: readonly string[];
  /** It listens when so many frames have come that contain the text. */
  readonly ready: { readonly text: string; readonly frames: number };
}

export interface ClientObserver {
  /** A frame that is long enough to be a delivery. */
  onDelivery(): void;
  /** The text of one, for a client that reads what it gets. */
  onText(text: string): void;
  onClosed(why: string): void;
}

/** Shorter frames are pings and answers. */
const DELIVERY_BYTES_MIN = 100;
const HANDSHAKE_END = "\r\n\r\n";
const READ_BYTES = 256 * 1_024;
/** One for all sockets: what is read is looked at before the next one is read. */
const shared = Buffer.allocUnsafeSlow(READ_BYTES);
const pong = clientFrame(PONG, "");
const engineIoPong = clientFrame(TEXT, "3");

/**
 * Connects a raw socket, shakes hands, greets, and resolves as soon as it
 * listens. From then on it counts frames by their headers; if `reads`, it
 * hands on their text too.
 *
 * @throws (rejects) when the server refuses or ends it before
 */
export function openClient(
  plan: ClientPlan,
  localAddress: string,
  reads: boolean,
  observer: ClientObserver,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    let handshake = "";
    let ready = 0;
    let isReady = false;
    const counter = new FrameCounter((opcode, length) => {
      if (length >= DELIVERY_BYTES_MIN) {
        observer.onDelivery();
      } else {
        answer(socket, opcode, length);
      }
    });
    const reader = new TextReader((opcode, payload) => {
      const text = payload.toString();
      if (opcode === CLOSE) {
        observer.onClosed(`closed with ${payload.readUInt16BE(0)}`);
      } else if (isReady && payload.length >= DELIVERY_BYTES_MIN) {
        observer.onDelivery();
        observer.onText(text);
      } else {
        answer(socket, opcode, payload.length);
        ready += text.includes(plan.ready.text) ? 1 : 0;
        becomeReady();
      }
    });
    const becomeReady = () => {
      if (!isReady && ready >= plan.ready.frames) {
        isReady = true;
        resolve(socket);
      }
    };
    const onHandshake = (bytes: Buffer) => {
      handshake += bytes.toString("latin1");
      const end = handshake.indexOf(HANDSHAKE_END);
      if (end < 0) {
        return;
      }
      if (!handshake.startsWith("HTTP/1.1 101")) {
        reject(new Error(handshake.slice(0, handshake.indexOf("\r\n"))));
        socket.destroy();
        return;
      }
      for (const greeting of plan.greetings) {
        socket.write(clientFrame(TEXT, greeting));
      }
      const rest = Buffer.from(handshake.slice(end + HANDSHAKE_END.length), "latin1");
      handshake = HANDSHAKE_END;
      becomeReady();
      reader.read(rest);
    };
    const onread = {
      buffer: shared,
      callback: (length: number) => {
        if (handshake !== HANDSHAKE_END) {
          onHandshake(shared.subarray(0, length));
        } else if (isReady && !reads) {
          counter.read(shared, length);
        } else {
          reader.read(shared.subarray(0, length));
        }
        return true;
      },
    };
    const { host, port } = plan;
    const socket = connect({ host, port, localAddress, noDelay: true, onread });
    socket.on("connect", () => socket.write(handshakeRequest(plan)));
    socket.on("error", (error) => {
      observer.onClosed(error.message);
      reject(error);
    });
    socket.on("close", () => {
      observer.onClosed("the connection ended");
      reject(new Error("the connection ended before the client listened"));
    });
  });
}

function answer(socket: Socket, opcode: number, length: number): void {
  if (opcode === PING) {
    socket.write(pong);
  } else if (opcode === TEXT && length === 1) {
    // The only text of one byte is Engine.IO's ping.
    socket.write(engineIoPong);
  }
}

function handshakeRequest({ host, port, path }: ClientPlan): string {
  const key = randomBytes(16).toString("base64");
  return [
    `GET ${path} HTTP/1.1`,
    `Host: ${host}:${port}`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    `Sec-WebSocket-Key: ${key}`,
    HANDSHAKE_END.slice(2),
  ].join("\r\n");
}
