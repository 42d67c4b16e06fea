import type { Channel, Message, NotificationExplanation } from "@chat/contract";
import { TEST_UNSUBSCRIBE_SECRET } from "../support/planted.ts";
import { type PushEndpoint, startPushEndpoint } from "../support/push-endpoint.ts";
import { type SmtpSink, startSmtpSink } from "../support/smtp-sink.ts";
import type { Teardown } from "../support/teardown.ts";
import { createChannel, startWorld, type World, type WorldUser } from "../support/world.ts";

/** A channel of Ada's in which Bob is, who has an address and a browser. */
export interface Stage {
  readonly world: World;
  readonly ada: WorldUser;
  readonly bob: WorldUser;
  readonly channel: Channel;
  readonly browser: PushEndpoint;
  readonly mails: SmtpSink;
  /** Ada writes into the channel. */
  post(content: string): Promise<Message>;
  /** What Bob is told of why, and what became of sending it. */
  explain(message: Message): Promise<NotificationExplanation>;
  /** What is planned is due now, and what a dead worker holds is free. */
  makeDue(message: Message): Promise<void>;
}

interface StageOptions {
  readonly workers?: number;
  readonly delaySeconds?: number;
  readonly names?: { readonly ada: string; readonly bob: string };
}

export async function createStage(
  t: Teardown,
  { workers = 1, delaySeconds = 0, names = { ada: "Ada <b>", bob: "Bob" } }: StageOptions = {},
): Promise<Stage> {
  const [browser, mails] = await Promise.all([startPushEndpoint(t), startSmtpSink(t)]);
  const world = await startWorld(t, {
    gateways: 1,
    workers,
    environment: {
      PUSH_PRIVATE_ENDPOINTS: "on",
      SMTP_URL: mails.url,
      MAIL_FROM: "Chat <chat@example.com>",
      PUBLIC_URL: "https://chat.example.com",
      MESSAGE_URL: "https://chat.example.com/#/{channel_id}/{message_id}",
      UNSUBSCRIBE_SECRET: TEST_UNSUBSCRIBE_SECRET,
      NOTIFY_PUSH_DELAY_SECONDS: String(delaySeconds),
      NOTIFY_MAIL_DELAY_SECONDS: String(delaySeconds),
    },
  });
  const ada = world.user({ name: names.ada });
  const bob = world.user({ name: names.bob, email: "bob@example.com" });
  await ok(
    bob.rest("POST", "/notifications/push-subscriptions", {
      endpoint: browser.url,
      keys: browser.keys,
    }),
  );
  const channel = await createChannel(ada, { member_ids: [bob.id] });
  return {
    world,
    ada,
    bob,
    channel,
    browser,
    mails,
    post: (content) => ok(ada.rest("POST", `/channels/${channel.id}/messages`, { content })),
    explain: ({ id }) => ok(bob.rest("GET", `/notifications/explain?message_id=${id}`)),
    async makeDue({ id }) {
      await world.query(
        `update chat_notification_deliveries d set due_at = now()
         from chat_notifications n
         where n.org_id = d.org_id and n.id = d.notification_id and n.message_id = $1
           and d.due_at is not null`,
        [id],
      );
    },
  };
}

/** The body of an answer that is no refusal. */
export async function ok(answer: ReturnType<WorldUser["rest"]>) {
  const { status, body } = await answer;
  if (status >= 300) {
    throw new Error(`refused with ${status}: ${JSON.stringify(body)}`);
  }
  return body;
}
