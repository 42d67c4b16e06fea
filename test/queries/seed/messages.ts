import type { Client } from "pg";
import { idIn } from "./ids.ts";
import { CHANNEL, messageNumber, SHAPE, USER } from "./shape.ts";

/** Every fifth message of a history channel is a reply to this one. */
export const THREAD_ROOT_SEQ = 3;

export async function seedMessages(client: Client): Promise<void> {
  await seedHistory(client, CHANNEL.million, 1_000_000, 1_000);
  await seedHistory(client, CHANNEL.thousand, 1_000, 10);
  await insert(client, {
    channel: String(CHANNEL.diary),
    author: String(USER.diarist),
    mentioned: `array[${idIn("user", String(USER.author))}]`,
    from: `generate_series(1, ${SHAPE.ownRun}) seq`,
  });
  await insert(client, {
    channel: String(CHANNEL.cleared),
    deleted: `seq between 1001 and ${1_000 + SHAPE.deletedRun}`,
    from: `generate_series(1, ${SHAPE.deletedRun + 2_000}) seq`,
  });
  await insert(client, {
    channel: "channel",
    mentioned: `case when seq % 5 = 0 then array[${idIn("user", String(USER.joiner))}] end`,
    from: `generate_series(${CHANNEL.joined}, ${CHANNEL.joined + SHAPE.joinedChannels - 2}) channel,
      generate_series(1, ${SHAPE.joinedMessages}) seq`,
  });
  await insert(client, {
    org: "o",
    channel: "o * 100000 + 1 + seq % 500",
    from: `generate_series(1, ${SHAPE.smallOrgs}) o, generate_series(1, ${SHAPE.smallOrgMessages}) seq`,
  });
}

/** The same texture at any length: replies, mentions, deleted and pinned messages all along. */
async function seedHistory(
  client: Client,
  channel: number,
  length: number,
  pinEvery: number,
): Promise<void> {
  await insert(client, {
    channel: String(channel),
    thread: `case when seq % 5 = 0 then ${idIn("message", String(messageNumber(channel, THREAD_ROOT_SEQ)))} end`,
    mentioned: `case when seq % 20 = 1 then array[${idIn("user", `${USER.author} + seq % 7`)}] end`,
    mentionsChannel: "seq % 100 = 4",
    deleted: "seq % 40 = 7",
    pinned: `seq % ${pinEvery} = 1`,
    from: `generate_series(1, ${length}) seq`,
  });
  await client.query(`
    update chat_messages set reply_count = ${length / 5}, last_reply_at = created_at
    where org_id = ${idIn("org", "0")}
      and id = ${idIn("message", String(messageNumber(channel, THREAD_ROOT_SEQ)))}`);
}

interface Messages {
  readonly from: string;
  readonly channel: string;
  readonly org?: string;
  readonly author?: string;
  readonly thread?: string;
  readonly mentioned?: string;
  readonly mentionsChannel?: string;
  readonly deleted?: string;
  readonly pinned?: string;
}

/** SQL expressions over `seq`, the message's number in its channel. */
async function insert(client: Client, messages: Messages): Promise<void> {
  const { channel, org = "0", author = `${USER.author} + seq % 1000` } = messages;
  const time = "timestamptz '2026-01-01' + seq * interval '1 second'";
  await client.query(`
    insert into chat_messages (org_id, id, channel_id, seq, user_id, thread_id, content,
      client_id, mention_user_ids, mention_channel, deleted_at, pinned_at, created_at)
    select ${idIn("org", org)}, ${idIn("message", `(${channel}) * 100000000::bigint + seq`)},
      ${idIn("channel", channel)}, seq, ${idIn("user", author)}, ${messages.thread ?? "null"},
      'message ' || seq || ' with as many words as people write in one line on an ordinary day',
      ${idIn("message", "seq")}, coalesce(${messages.mentioned ?? "null"}, '{}'::uuid[]),
      ${messages.mentionsChannel ?? "false"},
      case when ${messages.deleted ?? "false"} then ${time} end,
      case when ${messages.pinned ?? "false"} then ${time} end, ${time}
    from ${messages.from}`);
}
