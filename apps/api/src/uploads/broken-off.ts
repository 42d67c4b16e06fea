import type { IncomingMessage } from "node:http";

/** Whether the connection ended before the request did. */
export function wasBrokenOff({ destroyed, complete }: IncomingMessage): boolean {
  return destroyed && !complete;
}
