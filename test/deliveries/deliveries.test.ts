import { limits, type Message, type NotificationDelivery } from "@chat/contract";
import t from "tap";
import { until } from "../support/until.ts";
import { createStage, ok, type Stage } from "./stage.ts";

/** What became of sending, once it fits. */
async function settled(
  { explain }: Stage,
  message: Message,
  fits: (deliveries: readonly NotificationDelivery[]) => boolean,
): Promise<readonly NotificationDelivery[]> {
  let deliveries: readonly NotificationDelivery[] = [];
  await until(async () => {
    ({ deliveries } = await explain(message));
    return fits(deliveries);
  });
  return deliveries;
}

const all =
  (state: NotificationDelivery["state"]) => (deliveries: readonly NotificationDelivery[]) =>
    deliveries.length === 2 && deliveries.every((one) => one.state === state);

t.test("what is not read is pushed and mailed, once", async (t) => {
  const stage = await createStage(t);
  const { ada, bob, browser, channel, mails, post, world } = stage;
  const message = await post(`look at <this>,\n<@${bob.id}>`);
  await settled(stage, message, all("sent"));
  const [push] = browser.received;
  t.equal(browser.received.length, 1);
  const { notification_id: id } = await stage.explain(message);
  t.equal(push?.topic, id?.replaceAll("-", ""));
  t.match(push?.authorization, /^vapid t=/);
  t.match(push?.payload, {
    type: "notification",
    id,
    kind: "mention",
    channel: { id: channel.id, type: "public", name: channel.name },
    message_id: message.id,
    user: { id: ada.id, name: "Ada <b>" },
    preview: "look at <this>, @Bob",
  });

  const [mail] = mails.received;
  t.equal(mails.received.length, 1);
  t.equal(mail?.messageId, `<${id}@chat.example.com>`);
  t.equal(mail?.subject, `Ada <b> mentioned you in #${channel.name}`);
  t.match(mail?.to, { value: [{ address: "bob@example.com", name: "Bob" }] });
  t.equal(mail?.headers.get("auto-submitted"), "auto-generated");
  t.match(mail?.text, "look at <this>, @Bob");
  t.match(mail?.html, "look at &lt;this&gt;, @Bob");
  const link = `https://chat.example.com/#/${channel.id}/${message.id}`;
  t.match(mail?.text, `\n${link}\n`);
  t.match(mail?.html, `<a href="${link}">`);
  t.notMatch(mail?.html, "Ada <b>");

  await post("an ordinary message");
  await until(async () => browser.received.length === 2);
  t.equal(mails.received.length, 1, "mail is for what concerns one personally");
  const metrics = await (await fetch(`${world.workers[0]?.metricsUrl}/metrics`)).text();
  t.match(
    metrics,
    /chat_notification_deliveries_total\{[^}]*medium="mail",outcome="sent"[^}]*\} 1/,
  );
});

t.test("names make no headers and no lines of a mail", async (t) => {
  const stage = await createStage(t, {
    names: {
      ada: "Ada\r\nBcc: eve@example.com\r\n\r\nClick here",
      bob: 'Bob" <eve@example.com>,\r\nX-Evil: 1\r\n',
    },
  });
  const { bob, browser, mails, post } = stage;
  await settled(stage, await post(`<@${bob.id}>`), all("sent"));
  const [mail] = mails.received;
  t.same(mails.recipients, [["bob@example.com"]]);
  t.match(mail?.to, { value: [{ address: "bob@example.com" }] });
  t.equal(mail?.headers.get("bcc"), undefined);
  t.equal(mail?.headers.get("x-evil"), undefined);
  const name = "Ada Bcc: eve@example.com Click here";
  t.match(mail?.subject, new RegExp(`^${name} mentioned you in #`));
  t.match(mail?.text, `\n${name} mentioned you`);
  t.equal(browser.received[0]?.payload.user.name, name);
});

t.test("an address is one address, whatever the token said", async (t) => {
  const { bob, explain, mails, post, world } = await createStage(t);
  const addresses = [
    "bob@example.com, eve@example.com",
    "bob@example.com>\r\nRCPT TO:<eve@example.com",
    "Bob <bob@example.com>, eve@example.com",
  ];
  for (const address of addresses) {
    await world.query("update chat_users set email = $1 where id = $2", [address, bob.id]);
    const message = await post(`<@${bob.id}>`);
    await until(async () => {
      const { deliveries } = await explain(message);
      return deliveries.length === 2 && deliveries.every(({ settled_at }) => settled_at !== null);
    });
    const asked = mails.recipients.flat();
    t.notOk(asked.includes("eve@example.com"), `${address}: ${asked}`);
  }
});

t.test("the link of a mail ends mails, but not by being opened", async (t) => {
  const stage = await createStage(t);
  const { bob, mails, post, world } = stage;
  await settled(stage, await post(`<@${bob.id}>`), all("sent"));
  const list = mails.received[0]?.headers.get("list") as { unsubscribe: { url: string } };
  const link = new URL(list.unsubscribe.url);
  t.equal(link.origin, "https://chat.example.com");
  const here = `${world.apis[0]?.url}${link.pathname}${link.search}`;
  const wantsMail = async () => (await ok(bob.rest("GET", "/notifications/preferences"))).mail;
  const page = await fetch(here);
  t.equal(page.status, 200);
  t.equal(page.headers.get("referrer-policy"), "no-referrer");
  t.match(await page.text(), '<form method="post">');
  t.equal(await wantsMail(), true);
  for (const url of [`${here}x`, `${world.apis[0]?.url}${link.pathname}`]) {
    t.equal((await fetch(url, { method: "POST" })).status, 404);
  }
  t.equal(await wantsMail(), true);
  const form = new URLSearchParams({ "List-Unsubscribe": "One-Click" });
  t.equal((await fetch(here, { method: "POST", body: form })).status, 200);
  t.equal(await wantsMail(), false);
  const { keywords, push } = await ok(bob.rest("GET", "/notifications/preferences"));
  t.same({ keywords, push }, { keywords: [], push: true }, "everything else stays");
});

t.test("what speaks against it at the moment of sending", async (t) => {
  const stage = await createStage(t, { delaySeconds: 600 });
  const { ada, bob, browser, channel, mails, makeDue, post } = stage;
  const planned = async () => {
    const message = await post(`<@${bob.id}>`);
    await settled(stage, message, all("pending"));
    return message;
  };
  const withdrawn = async (message: Message, reason: string) => {
    await makeDue(message);
    const deliveries = await settled(stage, message, all("withdrawn"));
    t.same(
      deliveries.map((one) => one.reason),
      [reason, reason],
    );
  };
  await bob.socket(t);
  await until(async () => (await ok(ada.rest("GET", `/users/${bob.id}`))).status === "online");

  const read = await planned();
  await ok(bob.rest("POST", `/channels/${channel.id}/read`));
  await withdrawn(read, "read");

  const unwanted = await planned();
  await ok(bob.rest("PUT", `/channels/${channel.id}/membership`, { muted: true }));
  await withdrawn(unwanted, "preference");
  await ok(bob.rest("PUT", `/channels/${channel.id}/membership`, { muted: false }));

  const edited = await planned();
  await ok(ada.rest("PUT", `/messages/${edited.id}`, { content: "nobody" }));
  await withdrawn(edited, "gone");

  const until_ = new Date(Date.now() + 3_600_000).toISOString();
  await ok(bob.rest("PUT", "/users/status", { status: "dnd", expires_at: until_ }));
  const held = await planned();
  await makeDue(held);
  const isHeld = ({ reason, due_at }: NotificationDelivery) =>
    reason === "dnd" && due_at !== null && due_at < until_;
  await settled(stage, held, (deliveries) => deliveries.every(isHeld));
  const soon = new Date(Date.now() + limits.DELIVERY_HOLD_MS / 2).toISOString();
  await ok(bob.rest("PUT", "/users/status", { status: "dnd", expires_at: soon }));
  await makeDue(held);
  await settled(stage, held, (deliveries) => deliveries.every(({ due_at }) => due_at === soon));
  t.same([browser.received.length, mails.received.length], [0, 0]);

  await stage.world.query(
    "update chat_users set status_expires_at = now() - interval '1 second' where id = $1",
    [bob.id],
  );
  await makeDue(held);
  await settled(stage, held, all("sent"));
  t.same([browser.received.length, mails.received.length], [1, 1]);
});

t.test("access that was lost meanwhile ends it", async (t) => {
  const stage = await createStage(t, { delaySeconds: 600, workers: 0 });
  const { ada, bob, browser, mails, makeDue, world } = stage;
  const secret = await ok(
    ada.rest("POST", "/channels", {
      name: `secret-${bob.id}`,
      type: "private",
      member_ids: [bob.id],
    }),
  );
  await bob.socket(t);
  const path = `/channels/${secret.id}/messages`;
  const message: Message = await ok(ada.rest("POST", path, { content: `<@${bob.id}>` }));
  await world.startWorker();
  await settled(stage, message, all("pending"));
  await ok(ada.rest("DELETE", `/channels/${secret.id}/members/${bob.id}`));
  await makeDue(message);
  const rows = () =>
    world.query("select reason from chat_notification_deliveries where settled_at is not null");
  await until(async () => (await rows()).length === 2);
  t.same(await rows(), [{ reason: "no_access" }, { reason: "no_access" }]);
  t.same([browser.received.length, mails.received.length], [0, 0]);
});

t.test("what cannot be taken is tried again, what is refused is not", async (t) => {
  const stage = await createStage(t);
  const { bob, browser, makeDue, mails, post, world } = stage;
  browser.status = 503;
  mails.refusal = 451;
  const message = await post(`<@${bob.id}>`);
  const isLater = ({ state, reason }: NotificationDelivery) =>
    state === "pending" && reason === "unreachable";
  await settled(
    stage,
    message,
    (deliveries) => deliveries.length === 2 && deliveries.every(isLater),
  );
  browser.status = 201;
  mails.refusal = undefined;
  await makeDue(message);
  await settled(stage, message, all("sent"));
  t.same(new Set(browser.received.map(({ topic }) => topic)).size, 1);
  t.same(new Set(mails.received.map(({ messageId }) => messageId)).size, 1);
  t.same([browser.received.length, mails.received.length], [2, 2]);

  browser.status = 410;
  mails.refusal = 550;
  const refused = await post(`<@${bob.id}>`);
  const deliveries = await settled(stage, refused, all("failed"));
  t.same(
    deliveries.map(({ reason }) => reason),
    ["refused", "refused"],
  );
  t.same(await world.query("select * from chat_push_subscriptions"), [], "it is gone");
});
