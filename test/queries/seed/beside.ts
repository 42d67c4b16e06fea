import type { Client } from "pg";
import { idIn } from "./ids.ts";
import { CHANNEL, SHAPE } from "./shape.ts";

/** What belongs to messages and requests: reactions, thread markers, keys, files, search. */
export async function seedBeside(client: Client): Promise<void> {
  const org = idIn("org", "0");
  const message = (seq: string) => idIn("message", `${CHANNEL.million * 100_000_000} + ${seq}`);
  await client.query(`
    insert into chat_reactions (org_id, message_id, emoji, user_id, created_at)
    select ${org}, ${message("10 * (n / 50)")}, 'emoji-' || n % 5, ${idIn("user", "n % 50 + 1")}, now()
    from generate_series(0, 99999) n`);
  await client.query(`
    insert into chat_thread_reads (org_id, root_id, user_id, last_read_seq)
    select ${org}, ${message("n % 1000")}, ${idIn("user", "n")}, n from generate_series(1, ${SHAPE.users}) n`);
  await client.query(`
    insert into chat_idempotency_keys
      (org_id, user_id, operation, key, fingerprint, result, created_at)
    select ${org}, ${idIn("user", "n % 1000")}, 'createChannel', n::text, md5(n::text), '{}',
      now() - n * interval '1 second'
    from generate_series(1, 50000) n`);
  await client.query(`
    insert into chat_attachments
      (org_id, id, uploader_id, message_id, name, content_type, size, sha256, status, storage_key,
       created_at, given_up, due_at)
    select ${org}, ${message("n")}, ${idIn("user", "n % 1000")}, ${message("n")}, 'file', 'text/plain',
      1, md5(n::text), case n % 10 when 0 then 'failed' when 5 then 'pending' else 'clean' end,
      n::text, now() - n * interval '1 second', n % 20 = 0,
      case when n % 4 = 1 or n % 20 in (5, 10, 15) then now() - n * interval '1 second' end
    from generate_series(1, 20000) n`);
  await client.query(`
    insert into chat_file_removals (org_id, kind, id, due_at)
    select ${org}, 'attachment', ${message("n")}, now() - n * interval '1 second'
    from generate_series(1, 20000) n`);
  // Of other organisations: one has few channels that were deleted just now.
  await client.query(`
    insert into chat_search_removals (org_id, channel_id, due_at)
    select ${idIn("org", "n")}, ${idIn("channel", "n")}, now() - n * interval '1 second'
    from generate_series(1, 20000) n`);
  await client.query(`
    insert into chat_uploads (org_id, id, uploader_id, name, size, storage_key, storage_upload_id,
      finished_at, created_at)
    select ${org}, ${message("n")}, ${idIn("user", "n % 1000")}, 'file', 1, n::text, n::text,
      case when n > 50 then now() end, now() - n * interval '1 second'
    from generate_series(1, 20000) n`);
  await client.query(`
    insert into chat_search (org_id, message_id, channel_id, user_id, created_at, version, public,
      traits, vector)
    select m.org_id, m.id, m.channel_id, m.user_id, m.created_at, m.version, true, '{}',
      to_tsvector('simple', m.content)
    from chat_messages m
    where m.org_id = ${org} and m.channel_id in (
        ${idIn("channel", String(CHANNEL.million))}, ${idIn("channel", String(CHANNEL.thousand))}
      ) and m.seq not between 1001 and 980000 and m.deleted_at is null`);
}
