import type { Cluster } from "../cluster/cluster.ts";
import type { LoggedChannel, LoggedEvent, LoggedMessage } from "../history.ts";

type OfChannel<T> = T & { readonly channelId: string };

/** Everything that Postgres has of the organisation's channels. */
export async function readTruth({ query }: Cluster, orgId: string): Promise<LoggedChannel[]> {
  const channels = await query<Omit<LoggedChannel, "events" | "messages">>(
    `select id, type, last_seq::float8 as "lastSeq", deleted_at is not null as "isDeleted"
     from chat_channels where org_id = $1`,
    [orgId],
  );
  const events = await query<OfChannel<LoggedEvent>>(
    `select channel_id as "channelId", seq::float8 as seq, type, user_id as "userId",
       message_id as "messageId"
     from chat_events where org_id = $1 order by channel_id, seq`,
    [orgId],
  );
  const messages = await query<OfChannel<LoggedMessage>>(
    `select channel_id as "channelId", id, seq::float8 as seq, user_id as "userId",
       client_id as "clientId"
     from chat_messages where org_id = $1`,
    [orgId],
  );
  const eventsOf = Map.groupBy(events, ({ channelId }) => channelId);
  const messagesOf = Map.groupBy(messages, ({ channelId }) => channelId);
  return channels.map((channel) => ({
    ...channel,
    events: eventsOf.get(channel.id) ?? [],
    messages: messagesOf.get(channel.id) ?? [],
  }));
}
