import { limits } from "@chat/contract";
import t from "tap";
import { createNotifier } from "./support/notify.ts";
import { startPushEndpoint } from "./support/push-endpoint.ts";
import { createBrowserKeys } from "./support/push-keys.ts";
import { codeOf } from "./support/rest.ts";
import { until } from "./support/until.ts";
import { createChannel, startWorld, type World } from "./support/world.ts";

const PATH = "/notifications/push-subscriptions";
const { keys } = createBrowserKeys();

const endpoints = async (world: World) =>
  (
    await world.query<{ user_id: string; endpoint: string }>(
      "select user_id, endpoint from chat_push_subscriptions order by id",
    )
  ).map(({ user_id, endpoint }) => [user_id, endpoint]);

t.test("a browser's subscription is kept once, and belongs to who named it last", async (t) => {
  const world = await startWorld(t);
  const [ada, bob] = [world.user(), world.user()];
  const endpoint = "https://push.example.com/a?b=c";
  const first = await ada.rest("POST", PATH, { endpoint, keys });
  const second = await ada.rest("POST", PATH, { endpoint, keys });
  t.same([first.status, second.status], [201, 200]);
  t.equal(second.body.id, first.body.id);
  t.equal((await bob.rest("POST", PATH, { endpoint, keys })).status, 201);
  t.same(await endpoints(world), [[bob.id, endpoint]]);
  const query = `?endpoint=${encodeURIComponent(endpoint)}`;
  t.equal((await ada.rest("DELETE", `${PATH}${query}`)).status, 204);
  t.same(await endpoints(world), [[bob.id, endpoint]], "it is not hers any more");
  t.equal((await bob.rest("DELETE", `${PATH}${query}`)).status, 204);
  t.equal((await bob.rest("DELETE", `${PATH}${query}`)).status, 204);
  t.same(await endpoints(world), []);
});

t.test("a repetition by its key is the first one", async (t) => {
  const world = await startWorld(t);
  const ada = world.user();
  const body = { endpoint: "https://push.example.com/a", keys };
  const headers = { "idempotency-key": "once" };
  const first = await ada.rest("POST", PATH, body, headers);
  const again = await ada.rest("POST", PATH, body, headers);
  t.same([first.status, again.status], [201, 200]);
  t.same(again.body, first.body);
});

t.test("of too many the oldest goes", async (t) => {
  const world = await startWorld(t);
  const ada = world.user();
  for (let n = 0; n <= limits.PUSH_SUBSCRIPTIONS_MAX; n += 1) {
    await ada.rest("POST", PATH, { endpoint: `https://push.example.com/${n}`, keys });
  }
  const kept = await endpoints(world);
  t.equal(kept.length, limits.PUSH_SUBSCRIPTIONS_MAX);
  t.equal(kept[0]?.[1], "https://push.example.com/1");
});

t.test("what no browser has is refused", async (t) => {
  const world = await startWorld(t);
  const ada = world.user();
  const endpoint = "https://push.example.com/a";
  const offCurve = Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 1)]).toString("base64url");
  const bad = {
    "body.endpoint": [
      { endpoint: "http://push.example.com/a", keys },
      { endpoint: "https://10.0.0.1/a", keys },
      { endpoint: "https://[::1]/a", keys },
      { endpoint: "https://2130706433/a", keys },
      { endpoint: "https://user:password@push.example.com/a", keys },
      { endpoint: "file:///etc/passwd", keys },
      { endpoint: "no URL", keys },
    ],
    "body.keys.p256dh": [
      { endpoint, keys: { ...keys, p256dh: offCurve } },
      { endpoint, keys: { ...keys, p256dh: "AAAA" } },
    ],
    "body.keys.auth": [{ endpoint, keys: { ...keys, auth: "AAAA" } }],
  };
  for (const [path, bodies] of Object.entries(bad)) {
    for (const body of bodies) {
      const answer = await ada.rest("POST", PATH, body);
      t.equal(answer.body.errors?.[0].path, path, JSON.stringify(body));
    }
  }
});

t.test("a service without keys takes none", async (t) => {
  const off = { VAPID_PUBLIC_KEY: "", VAPID_PRIVATE_KEY: "", VAPID_SUBJECT: "" };
  const world = await startWorld(t, { environment: off });
  const ada = world.user();
  const answer = await ada.rest("POST", PATH, { endpoint: "https://push.example.com/a", keys });
  t.equal(codeOf(answer), "push_off");
  const { body } = await ada.rest("GET", "/notifications/preferences");
  t.equal(body.push_public_key, null);
});

t.test("nothing is sent to an address that is not public, whatever its name", async (t) => {
  const browser = await startPushEndpoint(t);
  const world = await startWorld(t, { workers: 1 });
  const [ada, bob] = [world.user(), world.user()];
  await bob.rest("GET", "/users/me");
  const endpoint = browser.url.replace("127.0.0.1", "localhost");
  await world.query(
    `insert into chat_push_subscriptions
       (org_id, id, user_id, endpoint, p256dh, auth, created_at)
     values ($1, uuidv7(), $2, $3, $4, $5, now())`,
    [world.orgId, bob.id, endpoint, browser.keys.p256dh, browser.keys.auth],
  );
  const channel = await createChannel(ada, { member_ids: [bob.id] });
  const { body } = await ada.rest("POST", `/channels/${channel.id}/messages`, { content: "hello" });
  await createNotifier(world).notify(body);
  const path = `/notifications/explain?message_id=${body.id}`;
  await until(async () => {
    const [push] = (await bob.rest("GET", path)).body.deliveries;
    return push?.settled_at !== null;
  });
  const [push] = (await bob.rest("GET", path)).body.deliveries;
  t.match(push, { state: "failed", reason: "refused", due_at: null }, "for good, at once");
  const tries = await world.query("select attempts from chat_notification_deliveries");
  t.same(tries, [{ attempts: 1 }]);
  t.same(browser.received, []);
});
