import { randomUUID } from "node:crypto";
import type { Notification } from "@chat/contract";
import pg from "pg";
import t from "tap";
import { testBucket } from "../support/bucket.ts";
import { createTestEnvironment } from "../support/environment.ts";
import { until } from "../support/until.ts";
import { createMixed, createUser, isGapless, VERSIONS } from "./mixed.ts";
import { unpackPrevious } from "./previous.ts";

const POSTS_EACH = 20;
const WRITERS_EACH = 4;
/** A worker looks every 10 s. */
const SEARCH_REMOVED_MS = 40_000;

const previous = await unpackPrevious(t);

t.test("posts by APIs of both versions arrive at gateways of both, in order, once", async (t) => {
  const mixed = createMixed(t, previous, await createTestEnvironment(t));
  const apis = await Promise.all(VERSIONS.map((version) => mixed.start(version, "api")));
  const gateways = await Promise.all(VERSIONS.map((version) => mixed.start(version, "gateway")));
  const ada = createUser(randomUUID());
  const [first] = apis.map((api) => mixed.callAs(ada, api));
  const channel = (await first?.("POST", "/channels", { name: "mixed" }))?.body;
  const sockets = await Promise.all(
    gateways.map((gateway) => mixed.follow(ada, gateway, channel.id)),
  );
  const seqs: number[] = [];
  const writers = apis.flatMap((api) => Array.from({ length: WRITERS_EACH }, () => api));
  await Promise.all(
    writers.map(async (api) => {
      const rest = mixed.callAs(ada, api);
      for (let index = 0; index < POSTS_EACH; index += 1) {
        const body = { content: "mixed", client_id: randomUUID() };
        const answer = await rest("POST", `/channels/${channel.id}/messages`, body);
        t.equal(answer.status, 201);
        seqs.push(answer.body.seq);
      }
    }),
  );
  t.equal(new Set(seqs).size, writers.length * POSTS_EACH, "each has a number of its own");
  for (const [index, socket] of sockets.entries()) {
    t.ok(await isGapless(socket, channel.id, Math.max(...seqs)), `at the ${VERSIONS[index]} one`);
  }
  const [old, now] = apis.map((api) => mixed.callAs(ada, api));
  const path = `/channels/${channel.id}/messages?limit=50`;
  t.same((await old?.("GET", path))?.body, (await now?.("GET", path))?.body, "and both show it so");
});

for (const [maker, doer] of [
  ["previous", "current"],
  ["current", "previous"],
] as const) {
  t.test(`what ${maker} leaves to workers, ${doer} ones do`, async (t) => {
    const mixed = createMixed(t, previous, await createTestEnvironment(t));
    const [api, cutOff, gateway] = await Promise.all([
      mixed.start(maker, "api"),
      mixed.startCutOffApi(maker),
      mixed.start(doer, "gateway"),
    ]);
    const orgId = randomUUID();
    const [ada, bob] = [createUser(orgId), createUser(orgId)];
    const [asAda, asBob] = [mixed.callAs(ada, api), mixed.callAs(bob, api)];
    await asBob("GET", "/users/me");
    const channel = (await asAda("POST", "/channels", { name: "left" })).body;
    await asAda("POST", `/channels/${channel.id}/members`, { user_id: bob.id });
    const socket = await mixed.follow(bob, gateway, channel.id);
    const post = (content: string, rest = asAda, more = {}) =>
      rest("POST", `/channels/${channel.id}/messages`, { content, ...more });
    await post("a lighthouse");
    const form = new FormData();
    form.append("file", new Blob(["bytes"]), "a.txt");
    const file = (await asAda("POST", "/upload", form)).body;
    const carrier = await post("with a file", asAda, { attachment_ids: [file.id] });
    await asAda("DELETE", `/messages/${carrier.body.id}`);
    const bucket = testBucket(t);
    const key = `clean/${orgId}/${file.id}`;
    t.same(await bucket.list(key), [key], "no worker has removed it yet");
    const left = await post(`out of the outbox, <@${bob.id}>`, mixed.callAs(ada, cutOff));
    t.equal(left.status, 201);

    await mixed.start(doer, "worker");
    t.ok(await isGapless(socket, channel.id, left.body.seq), "rows of the outbox are relayed");
    await until(async () => (await asBob("GET", "/search?q=lighthouse")).body.items.length === 1);
    await until(async () => {
      const told: Notification[] = (await asBob("GET", "/notifications")).body.items;
      return told.filter(({ message }) => message.id === left.body.id).length === 1;
    });
    await until(async () => (await bucket.list(key)).length === 0);
    t.pass("messages are indexed, users told, files removed");
  });
}

t.test("what is left in search of a channel that previous deletes, current removes", async (t) => {
  const environment = await createTestEnvironment(t);
  const mixed = createMixed(t, previous, environment);
  const [old, now] = await Promise.all([
    mixed.start("previous", "api"),
    mixed.start("current", "api"),
    mixed.start("current", "worker"),
  ]);
  const ada = createUser(randomUUID());
  const [asOld, asNow] = [mixed.callAs(ada, old), mixed.callAs(ada, now)];
  const channel = (await asOld("POST", "/channels", { name: "gone" })).body;
  await asOld("POST", `/channels/${channel.id}/messages`, { content: "a lighthouse" });
  await until(async () => (await asNow("GET", "/search?q=lighthouse")).body.items.length === 1);
  const client = new pg.Client({ connectionString: environment["MIGRATION_DATABASE_URL"] });
  await client.connect();
  t.teardown(() => client.end());
  t.equal((await asOld("DELETE", `/channels/${channel.id}`)).status, 204);
  await until(
    async () => (await client.query("select from chat_search")).rowCount === 0,
    SEARCH_REMOVED_MS,
  );
  t.pass("its words are gone");
});
