import type { ChannelGrant } from "@chat/domain";
import type { Connection } from "../socket/connection.ts";

/** Asks Postgres which of the channels the connection's user may follow: one query. */
export type Authorise = (
  connection: Connection,
  channelIds: readonly string[],
) => Promise<Map<string, ChannelGrant>>;
