import type { ClientFrame, ServerFrame } from "@chat/contract";
import { WebSocket } from "ws";
import { type ConnectionHistory, type History, now, type SentFrame } from "../history.ts";

const HANDSHAKE_MS = 3_000;

/** One WebSocket, of which every frame is recorded as it came. */
export interface Link {
  readonly record: ConnectionHistory;
  readonly isOpen: boolean;
  send(frame: ClientFrame): void;
  /** Something that the service has to refuse. */
  sendInvalid(ref: string): void;
  /** Reads nothing for a while, as a client on a bad network. */
  pause(): void;
  unpause(): void;
  /** By a close frame, or without a word. */
  end(how: "close" | "terminate"): void;
}

export interface LinkTarget {
  readonly gateway: string;
  readonly url: string;
  readonly token: string;
  readonly deviceId: string;
  readonly userId: string;
}

export interface LinkListener {
  onFrame(link: Link, frame: ServerFrame): void;
  /** It was never open, or is not any more. */
  onEnd(link: Link | undefined): void;
}

export function openLink(history: History, target: LinkTarget, listener: LinkListener): () => void {
  const { gateway, url, token, deviceId, userId } = target;
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}/ws`, ["bearer", token], {
    handshakeTimeout: HANDSHAKE_MS,
    perMessageDeflate: false,
  });
  let link: Link | undefined;
  let by: "client" | "service" = "service";

  socket.on("open", () => {
    const record: ConnectionHistory = {
      id: history.connections.length,
      deviceId,
      userId,
      gateway,
      openedAt: now(),
      received: [],
      sent: [],
      closed: undefined,
    };
    history.connections.push(record);
    const send = (frame: SentFrame, text: string) => {
      if (socket.readyState === socket.OPEN) {
        record.sent.push({ at: now(), frame });
        socket.send(text);
      }
    };
    link = {
      record,
      get isOpen() {
        return socket.readyState === socket.OPEN;
      },
      send: (frame) => send(frame, JSON.stringify(frame)),
      sendInvalid: (ref) => send({ type: "invalid", ref }, JSON.stringify({ type: "dance", ref })),
      pause: () => socket.pause(),
      unpause: () => socket.resume(),
      end(how) {
        by = "client";
        socket[how]();
      },
    };
  });
  socket.on("message", (data: Buffer) => {
    if (link && by === "service") {
      const received = receive(data.toString());
      link.record.received.push(received);
      if (received.frame) {
        listener.onFrame(link, received.frame);
      }
    }
  });
  socket.on("error", () => undefined);
  socket.on("close", (code) => {
    if (link) {
      link.record.closed = { at: now(), code, by };
    }
    listener.onEnd(link);
  });
  return () => {
    by = "client";
    socket.terminate();
  };
}

function receive(text: string) {
  const at = now();
  try {
    return { at, text, frame: JSON.parse(text) as ServerFrame };
  } catch {
    return { at, text, frame: undefined };
  }
}
