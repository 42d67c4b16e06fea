import { limits, type Message } from "@chat/contract";
import { notifyMessage, sweepEdits, sweepNotifications } from "@chat/domain";
import { Redis } from "ioredis";
import t from "tap";
import { createNotifier } from "./support/notify.ts";
import { startAppProcess } from "./support/process.ts";
import type { Teardown } from "./support/teardown.ts";
import { until } from "./support/until.ts";
import { createChannel, startWorld, type World, type WorldUser } from "./support/world.ts";

/** Above how long a dead worker keeps what it holds. */
const TAKEN_OVER_MS = 40_000;

async function createCast(world: World) {
  const [ada, bob] = [world.user(), world.user()];
  await bob.rest("GET", "/users/me");
  const channel = await createChannel(ada, { member_ids: [bob.id] });
  return { ada, bob, channel };
}

async function post(user: WorldUser, channelId: string, content: string): Promise<Message> {
  const path = `/channels/${channelId}/messages`;
  return (await user.rest("POST", path, { content })).body;
}

/** Redis loses what it has of the service, events and jobs; the outbox is empty by then. */
async function loseRedis(t: Teardown, world: World): Promise<void> {
  const redis = new Redis(`redis://${world.environment["REDIS_ADDR"]}`);
  t.teardown(() => redis.disconnect());
  const prefix = world.environment["CHAT_REDIS_PREFIX"];
  const keys = await Promise.all([redis.keys(`${prefix}*`), redis.keys(`{${prefix}*`)]);
  await redis.del(keys.flat());
  await world.query("delete from chat_outbox");
}

async function countTold(world: World, message: Message): Promise<number> {
  const [row] = await world.query<{ told: number }>(
    "select count(*)::integer as told from chat_notifications where org_id = $1 and message_id = $2",
    [world.orgId, message.id],
  );
  return row?.told ?? 0;
}

t.test("what is posted or edited reaches those who are told of it", async (t) => {
  const world = await startWorld(t, { gateways: 1, workers: 1 });
  const { ada, bob, channel } = await createCast(world);
  await bob.rest("PUT", `/channels/${channel.id}/membership`, { notify: "mentions" });
  const socket = await bob.socket(t);
  const path = `/users/${bob.id}`;
  await until(async () => (await ada.rest("GET", path)).body.status === "online");
  const message = await post(ada, channel.id, "hello");
  await ada.rest("PUT", `/messages/${message.id}`, { content: `hello <@${bob.id}>` });
  const { payload } = await socket.waitFor("notification");
  t.match(payload, { notification: { kind: "mention", message_id: message.id } });
  const explain = `/notifications/explain?message_id=${message.id}`;
  await until(async () => (await ada.rest("GET", explain)).body.state === "not_told");
  t.match((await bob.rest("GET", explain)).body, { state: "told", kind: "mention" });
  const metrics = async () => (await fetch(`${world.workers[0]?.metricsUrl}/metrics`)).text();
  const counted = /chat_notifications_total\{[^}]*kind="mention"[^}]*\} 1\n/;
  await until(async () => counted.test(await metrics()));
});

t.test(
  "a worker killed in the middle of notifying loses nothing and tells nobody twice",
  async (t) => {
    const world = await startWorld(t);
    const environment = { ...world.environment, ATTACHMENT_SCAN: "off" };
    const { ada, channel } = await createCast(world);
    await world.query(
      `with people as (
       insert into chat_users (org_id, id, name)
       select $1, uuidv7(), 'member ' || n from generate_series(1, 3000) n returning id
     )
     insert into chat_channel_members (org_id, channel_id, user_id, role, joined_at)
     select $1, $2, id, 'member', now() - interval '1 minute' from people`,
      [world.orgId, channel.id],
    );
    const message = await post(ada, channel.id, "<!channel>");
    // Holds up the last batch: its last member seems to be told by somebody else just now.
    const blocker = await world.connect();
    await blocker.query("begin");
    await blocker.query(
      `insert into chat_notifications
       (org_id, user_id, id, kind, channel_id, message_id, seq, created_at)
     select org_id, user_id, uuidv7(), 'channel', channel_id, $3, 1, now()
     from chat_channel_members where org_id = $1 and channel_id = $2
     order by user_id desc limit 1`,
      [world.orgId, channel.id, message.id],
    );
    const killed = await startAppProcess(t, "worker", environment);
    await until(
      async () => (await countTold(world, message)) > limits.NOTIFICATION_BATCH_MEMBERS_MAX,
    );
    await killed.kill("SIGKILL");
    const before = await countTold(world, message);
    t.ok(before < 3_001, `${before} were told when it died`);
    await blocker.query("rollback");
    await blocker.end();
    await startAppProcess(t, "worker", environment);
    await until(async () => (await countTold(world, message)) >= 3_001, TAKEN_OVER_MS);
    const isDone = async () =>
      (
        await world.query("select 1 from chat_notified_messages where message_id = $1", [
          message.id,
        ])
      ).length > 0;
    await until(isDone);
    t.equal(await countTold(world, message), 3_001);
  },
);

t.test(
  "a message whose job was lost is found, and what the sweep has passed is not looked at again",
  async (t) => {
    const world = await startWorld(t);
    const { ada, channel } = await createCast(world);
    const later = () => new Date(Date.now() + limits.NOTIFICATION_SWEEP_AGE_MS + 1_000);
    const { ctx, notify } = createNotifier(world);
    const sweep = () => sweepNotifications({ ...ctx, now: later });
    const told = await post(ada, channel.id, "told");
    const lost = await post(ada, channel.id, "lost");
    const deleted = await post(ada, channel.id, "deleted");
    await ada.rest("DELETE", `/messages/${deleted.id}`);
    await notify(told);
    t.same(await sweepNotifications(ctx), [], "what is too young may still have its job");
    t.same(await sweep(), [{ orgId: world.orgId, messageId: lost.id }]);
    await notify(lost);
    t.same(await sweep(), []);
    t.same(
      await world.query("select * from chat_notified_messages"),
      [],
      "marks are needed no more",
    );
    t.equal(await notify(lost), undefined, "what was swept is done");
    t.same(await sweep(), []);
  },
);

t.test("an edit whose job was lost with Redis is found, and told of once", async (t) => {
  const world = await startWorld(t);
  const { ada, bob, channel } = await createCast(world);
  await bob.rest("PUT", `/channels/${channel.id}/membership`, { notify: "mentions" });
  const later = () => new Date(Date.now() + limits.NOTIFICATION_SWEEP_AGE_MS + 1_000);
  const { ctx, notify } = createNotifier(world);
  const sweep = () => sweepEdits({ ...ctx, now: later });
  const edit = (message: Message, content: string) =>
    ada.rest("PUT", `/messages/${message.id}`, { content });
  const told = await post(ada, channel.id, "told");
  const lost = await post(ada, channel.id, "lost");
  const deleted = await post(ada, channel.id, "deleted");
  for (const message of [told, lost, deleted]) {
    await notify(message);
    await edit(message, `now for <@${bob.id}>`);
  }
  await notify(told, "edit");
  t.same(await sweepEdits(ctx), [], "what is too young may still have its job");
  const keys = [lost, deleted].map(({ id }) => ({ orgId: world.orgId, messageId: id }));
  t.same(await sweep(), keys);
  await ada.rest("DELETE", `/messages/${deleted.id}`);

  await loseRedis(t, world);
  await world.query(
    "update chat_notification_edits set edited_at = edited_at - interval '10 minutes'",
  );
  await world.startWorker();
  const explain = `/notifications/explain?message_id=${lost.id}`;
  await until(async () => (await bob.rest("GET", explain)).body.state === "told", TAKEN_OVER_MS);
  await until(async () => (await sweep()).length === 0);
  t.equal(await countTold(world, lost), 1);
  t.equal(await countTold(world, deleted), 0);
});

t.test("an edit that comes while an earlier one is told of is not forgotten", async (t) => {
  const world = await startWorld(t);
  const { ada, bob, channel } = await createCast(world);
  const { ctx, notify } = createNotifier(world);
  const message = await post(ada, channel.id, "hello");
  const edit = (content: string) => ada.rest("PUT", `/messages/${message.id}`, { content });
  await edit("hello again");
  let edited: Promise<unknown> | undefined;
  const findConnected: typeof ctx.findConnected = async (...asked) => {
    edited ??= edit(`hello <@${bob.id}>, <!here>`);
    await edited;
    return ctx.findConnected(...asked);
  };
  await bob.rest("PUT", "/notifications/preferences", { keywords: ["hello"] });
  const subject = { orgId: world.orgId, messageId: message.id };
  await notifyMessage({ ...ctx, findConnected }, { push: null, mail: null }, subject, "edit");
  t.ok(edited, "it came in the middle");
  const later = () => new Date(Date.now() + limits.NOTIFICATION_SWEEP_AGE_MS + 1_000);
  t.same(await sweepEdits({ ...ctx, now: later }), [subject]);
  await notify(message, "edit");
  t.same(await sweepEdits({ ...ctx, now: later }), []);
});
