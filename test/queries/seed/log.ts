import type { Client } from "pg";
import { idIn } from "./ids.ts";
import { CHANNEL, SHAPE } from "./shape.ts";

/** Days that the log is kept, today left out. */
const PAST_DAYS = 7;
const FIRST_LOGGED = 1_000_000 - SHAPE.loggedEvents;

/** The log over all its days, and an outbox that nobody has emptied. */
export async function seedLog(client: Client): Promise<void> {
  const { rows } = await client.query<{ name: string; day: string }>(`
    select 'chat_events_' || to_char(day, 'YYYYMMDD') as name, day::text as day
    from (select (now() at time zone 'UTC')::date - n as day
      from generate_series(0, ${PAST_DAYS}) n) as days
    order by day`);
  for (const { name, day } of rows) {
    await client.query(`
      create table if not exists ${name} partition of chat_events
      for values from ('${day}') to (date '${day}' + 1)`);
  }
  const days = rows.map(({ day }) => `'${day}'`).join(",");
  const dayOf = (position: string) => `(array[${days}]::date[])[1 + ${position}]`;
  const log = (channel: string, day: string, from: string) =>
    client.query(`
      insert into chat_events (org_id, channel_id, seq, day, type, message_id, frame)
      select ${idIn("org", "0")}, ${idIn("channel", channel)}, seq, ${day}, 'message',
        ${idIn("message", `(${channel}) * 100000000::bigint + seq`)},
        '{"type":"message","seq":' || seq || ',"payload":{"content":"' || repeat('words ', 60) || '"}}'
      from ${from}`);
  const spread = Math.ceil((SHAPE.loggedEvents + 1) / rows.length);
  await log(
    String(CHANNEL.million),
    dayOf(`(seq - ${FIRST_LOGGED}) / ${spread}`),
    `generate_series(${FIRST_LOGGED + 1}, 1000000) seq`,
  );
  await log(String(CHANNEL.thousand), dayOf("seq / 126"), "generate_series(1, 1000) seq");
  await log(
    "channel",
    dayOf("seq / 8"),
    `generate_series(${CHANNEL.joined}, ${CHANNEL.joined + SHAPE.joinedChannels - 2}) channel,
      generate_series(1, ${SHAPE.joinedMessages}) seq`,
  );
  await client.query(`
    insert into chat_outbox (org_id, channel_id, seq, day, created_at)
    select org_id, channel_id, seq, day, now() - interval '1 minute' - seq * interval '1 ms'
    from chat_events
    where channel_id <> ${idIn("channel", String(CHANNEL.million))}
      or seq > 1000000 - 20000`);
}
