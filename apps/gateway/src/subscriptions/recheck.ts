import { limits } from "@chat/contract";
import type { Connection } from "../socket/connection.ts";
import type { Authorise } from "./authorise.ts";

/**
 * Asks anew which of its channels a connection's user may follow, and ends the
 * others. Where that cannot be told, the socket comes back and is asked for anew.
 */
export async function recheckSubscriptions(
  connection: Connection,
  channelIds: readonly string[],
  authorise: Authorise,
  { end, onFailure }: { end: (channelId: string) => void; onFailure: (error: unknown) => void },
): Promise<void> {
  try {
    for (let at = 0; at < channelIds.length; at += limits.SOCKET_SUBSCRIBE_CHANNELS_MAX) {
      const some = channelIds.slice(at, at + limits.SOCKET_SUBSCRIBE_CHANNELS_MAX);
      const grants = await authorise(connection, some);
      for (const channelId of some.filter((id) => !grants.has(id))) {
        end(channelId);
      }
    }
  } catch (error) {
    onFailure(error);
    connection.close("goingAway");
  }
}
