import type pg from "pg";
import type { Stage } from "../posting/stage.ts";

const TABLES = ["chat_messages", "chat_events"];
const ROWS_A_STEP = 500_000;
/** Every fifth message replies to this one. */
export const THREAD_ROOT_SEQ = 3;

/** Ids that tell their number, so that a message is found without asking. */
export function messageIdOf(seq: number): string {
  return `01900000-0004-7000-8000-${seq.toString(16).padStart(12, "0")}`;
}

const idOf = (seq: string) => `('01900000-0004-7000-8000-' || lpad(to_hex(${seq}), 12, '0'))::uuid`;

/** Nothing of it outlives the run, and how often a page is written is not what is measured. */
export async function skipTheLog(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c
     where c.oid = 'chat_messages'::regclass or c.oid in (
       select inhrelid from pg_inherits where inhparent = 'chat_events'::regclass)`,
  );
  for (const { name } of rows) {
    await pool.query(`alter table ${name} set unlogged`);
  }
}

/**
 * Fills the stage's first channel with messages up to `length`, and its log with
 * their events, all of today. Secondary indexes are built afterwards.
 *
 * @param onStep told after each so many rows, and after each index
 */
export async function growTo(
  pool: pg.Pool,
  { orgId, channelIds, userIds }: Stage,
  { from, to }: { from: number; to: number },
  onStep: (text: string) => void,
): Promise<void> {
  const [channelId] = channelIds;
  const { rows: indexes } = await pool.query<{ name: string; definition: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
     from pg_index i where i.indrelid = any($1::regclass[])
       and not exists (select 1 from pg_constraint c where c.conindid = i.indexrelid)`,
    [TABLES],
  );
  for (const { name } of indexes) {
    await pool.query(`drop index ${name}`);
  }
  for (let begin = from + 1; begin <= to; begin += ROWS_A_STEP) {
    const end = Math.min(begin + ROWS_A_STEP - 1, to);
    await insertMessages(pool, { orgId, channelId, userIds }, begin, end);
    await insertEvents(pool, { orgId, channelId }, begin, end);
    onStep(`${end.toLocaleString("en")} messages`);
  }
  for (const { name, definition } of indexes) {
    await pool.query(definition);
    onStep(name);
  }
  await pool.query(
    "update chat_channels set last_seq = $3, last_message_at = now() where org_id = $1 and id = $2",
    [orgId, channelId, to],
  );
  await pool.query("vacuum (analyze) chat_messages");
  await pool.query("vacuum (analyze) chat_events");
}

type Place = Pick<Stage, "orgId"> & { readonly channelId: string | undefined };

async function insertMessages(
  pool: pg.Pool,
  { orgId, channelId, userIds }: Place & Pick<Stage, "userIds">,
  begin: number,
  end: number,
): Promise<void> {
  await pool.query(
    `insert into chat_messages
       (org_id, id, channel_id, seq, user_id, thread_id, content, created_at, reply_count)
     select $1, ${idOf("seq")}, $2, seq, ($3::uuid[])[1 + seq % $4],
       case when seq % 5 = 0 then ${idOf(String(THREAD_ROOT_SEQ))} end,
       'Let us ship it on Thursday, after the tests have run once more.',
       now() - ($6 - seq) * interval '1 ms', 0
     from generate_series($5::bigint, $6::bigint) as seq`,
    [orgId, channelId, userIds, userIds.length, begin, end],
  );
}

/** Frames as long as those of messages, which is what a resume reads. */
async function insertEvents(
  pool: pg.Pool,
  { orgId, channelId }: Place,
  begin: number,
  end: number,
): Promise<void> {
  await pool.query(
    `insert into chat_events (org_id, channel_id, seq, day, type, message_id, frame)
     select $1, $2, seq, (now() at time zone 'UTC')::date, 'message', ${idOf("seq")},
       '{"type":"message","channel_id":"' || $2::uuid || '","seq":' || seq
       || ',"timestamp":"2026-01-01T00:00:00.000Z","payload":{"text":"' || repeat('x', 400) || '"}}'
     from generate_series($3::bigint, $4::bigint) as seq`,
    [orgId, channelId, begin, end],
  );
}
