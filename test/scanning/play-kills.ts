import { randomUUID } from "node:crypto";
import pg from "pg";
import { createTestEnvironment } from "../support/environment.ts";
import { startMainProcess } from "../support/process.ts";
import type { Teardown } from "../support/teardown.ts";
import { until } from "../support/until.ts";
import { createBucket, type OwnBucket } from "./bucket.ts";
import { startClamd, type TestClamd } from "./clamd.ts";
import { createFiles } from "./files.ts";

const MAIN = new URL("./kill-process.ts", import.meta.url);
/** As many at a time as start quickly. */
const AT_ONCE = 4;

interface Scene {
  readonly clamd: TestClamd;
  readonly bucket: OwnBucket;
}

interface Sent {
  readonly content: Buffer;
  readonly contentType: string;
  /** What it is to become. */
  readonly status: string;
}

/** For each step: a worker dies before it, over a file that is sent; what another one makes of that. */
export async function playKills(t: Teardown, steps: readonly string[], sent: Sent) {
  const scene = { clamd: await startClamd(t), bucket: await createBucket(t) };
  return inTurn(steps, (step) => play(t, scene, step, sent));
}

async function play(t: Teardown, { clamd, bucket }: Scene, step: string, sent: Sent) {
  const environment = await createTestEnvironment(t, {
    CHAT_BUCKET: bucket.name,
    CLAMD_ADDR: clamd.address,
    UPLOAD_MAX_BYTES: "1048576",
  });
  const pool = new pg.Pool({ connectionString: environment["DATABASE_URL"] ?? "", max: 1 });
  pool.on("error", () => undefined);
  t.teardown(() => pool.end());
  const orgId = randomUUID();
  const query = async (text: string, values?: unknown[]) => (await pool.query(text, values)).rows;
  const files = createFiles(query as Parameters<typeof createFiles>[0], bucket, orgId);
  const messageId = await insertMessage(query, orgId);
  const id = await files.upload(randomUUID(), sent.content, sent.contentType);
  await files.attach(id, messageId);
  // Not before the worker is ready: it is asked whether it is, and would be dead.
  await query("update chat_attachments set due_at = now() + interval '1 day' where id = $1", [id]);
  const killed = await startMainProcess(t, MAIN, { ...environment, KILL_AT: step });
  await query("update chat_attachments set due_at = now() where id = $1", [id]);
  await until(
    () =>
      fetch(killed.url).then(
        () => false,
        () => true,
      ),
    20_000,
  );
  const stopped = await files.find(id);
  await startMainProcess(t, MAIN, environment);
  const row = await files.becomes(id, sent.status);
  const keys = (await bucket.keys()).filter((key) => key.endsWith(id));
  const events = await query("select seq from chat_events where message_id = $1 order by seq", [
    messageId,
  ]);
  const [message] = await query("select attachments from chat_messages where id = $1", [messageId]);
  return { step, id, orgId, stopped, row, keys: keys.sort(), events: events.length, message };
}

async function insertMessage(
  query: (text: string, values: unknown[]) => Promise<unknown>,
  orgId: string,
): Promise<string> {
  const [channelId, messageId] = [randomUUID(), randomUUID()];
  await query(
    `insert into chat_channels (org_id, id, type, name, created_by, created_at, updated_at)
     values ($1, $2, 'public', 'files', $2, now(), now())`,
    [orgId, channelId],
  );
  await query(
    `insert into chat_messages (org_id, id, channel_id, seq, user_id, content, created_at)
     values ($1, $2, $3, 1, $3, 'x', now())`,
    [orgId, messageId, channelId],
  );
  return messageId;
}

async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let from = 0; from < items.length; from += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(from, from + AT_ONCE).map(work))));
  }
  return results;
}
