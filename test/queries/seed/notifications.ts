import type { Client } from "pg";
import { idIn } from "./ids.ts";
import { CHANNEL, SHAPE, USER } from "./shape.ts";

/** Of each of the two who are told of the history channel, so many. */
const TOLD = 30_000;

/** What users were told of, what is sent of that, and to where. */
export async function seedNotifications(client: Client): Promise<void> {
  const org = idIn("org", "0");
  const message = (seq: string) => idIn("message", `${CHANNEL.million * 100_000_000} + ${seq}`);
  const notify = (user: string, count: number) =>
    client.query(`
      insert into chat_notifications
        (org_id, user_id, id, kind, channel_id, message_id, seq, created_at)
      select ${org}, ${idIn("user", user)}, ${message("n")}, 'message',
        ${idIn("channel", String(CHANNEL.million))}, ${message("n")}, n,
        now() - (${TOLD} - n) * interval '1 minute'
      from generate_series(1, ${count}) n`);
  await notify(String(USER.upToDate), TOLD);
  await notify(String(USER.farBehind), TOLD);
  await notify("n % 1000 + 10", 20_000);
  await client.query(`
    insert into chat_notification_deliveries
      (org_id, notification_id, target_id, user_id, medium, state, due_at, created_at)
    select ${org}, ${message("n")}, ${idIn("user", String(USER.farBehind))},
      ${idIn("user", String(USER.farBehind))}, case n % 2 when 0 then 'mail' else 'push' end,
      case when n % 10 < 2 then 'pending' else 'sent' end,
      case when n % 10 < 2 then now() - n * interval '1 second' end, now()
    from generate_series(1, ${TOLD}) n`);
  await client.query(`
    insert into chat_notification_preferences (org_id, user_id, keywords, keyword_words)
    select ${org}, ${idIn("user", "n")}, array['word'], array[' word ']
    from generate_series(1, ${SHAPE.users}, 4) n`);
  await client.query(`
    insert into chat_push_subscriptions
      (org_id, id, user_id, endpoint, p256dh, auth, created_at)
    select ${org}, ${message("n")}, ${idIn("user", "n / 2 + 1")}, 'https://push.example.com/' || n,
      'key', 'secret', now() from generate_series(1, ${SHAPE.users}) n`);
  await client.query(`
    insert into chat_notified_messages (org_id, message_id)
    select ${org}, ${message("n")} from generate_series(1, 50000) n`);
  await client.query(`
    insert into chat_notification_edits (org_id, message_id, seq, edited_at)
    select ${org}, ${message("n")}, n, now() - n * interval '1 second'
    from generate_series(1, 20000) n`);
}
