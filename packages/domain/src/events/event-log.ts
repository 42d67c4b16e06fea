import type { Database } from "../database/database.ts";
import {
  type ChannelPosition,
  type LoggedEvent,
  listEvents,
  listPositions,
} from "./events.repository.ts";

export type { LoggedEvent } from "./events.repository.ts";

/**
 * The log of durable events, as gateways read it for a channel that they were
 * authorised for. Events after a position come in order and without gaps, as
 * far as the log still has them.
 */
export interface EventLog {
  read(
    position: { orgId: string; channelId: string; afterSeq: number },
    limit: number,
  ): Promise<LoggedEvent[]>;
  /** The newest `seq` of each channel; one that is gone is left out. */
  positions(
    channels: readonly { orgId: string; channelId: string }[],
  ): Promise<readonly ChannelPosition[]>;
}

export function createEventLog(db: Database): EventLog {
  return {
    read: (position, limit) => listEvents(db, position, limit),
    positions: (channels) =>
      listPositions(
        db,
        channels.map(({ orgId }) => orgId),
        channels.map(({ channelId }) => channelId),
      ),
  };
}
