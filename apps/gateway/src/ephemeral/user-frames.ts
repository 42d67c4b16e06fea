import type { Signal } from "@chat/domain";
import type { LocalUsers } from "../socket/local-users.ts";
import { textFrame } from "../socket/text-frame.ts";

/** Hands a frame to every socket that its user has here. */
export function sendToUser(
  users: LocalUsers,
  { orgId, userId, frame }: Extract<Signal, { kind: "user" }>,
): void {
  const sockets = users.socketsOf(orgId, userId);
  if (sockets.length === 0) {
    return;
  }
  const bytes = textFrame(Buffer.from(frame));
  for (const connection of sockets) {
    connection.sendEncoded(bytes);
  }
}
