import type { IncomingMessage } from "node:http";
import type { WebSocket } from "ws";

const NARROW_WINDOW = /server_max_window_bits="?(?:[89]|1[0-4])\b/;

/**
 * What ws agrees on where compression is on: nothing is remembered from one
 * message to the next, so a socket keeps no window, and one deflated frame
 * fits all of them.
 */
export const DEFLATE_OPTIONS = {
  serverNoContextTakeover: true,
  clientNoContextTakeover: true,
} as const;

/**
 * Whether the socket may get deflated frames. One that asked for a narrower
 * window than the shared frames have gets them plain, which is always allowed.
 */
export function takesDeflated(socket: WebSocket, handshake: IncomingMessage): boolean {
  return (
    socket.extensions.includes("permessage-deflate") &&
    !NARROW_WINDOW.test(handshake.headers["sec-websocket-extensions"] ?? "")
  );
}
