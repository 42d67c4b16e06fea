import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import t from "tap";
import { testBucket } from "./support/bucket.ts";
import { failNext, watchStorage } from "./support/storage-commands.ts";
import { append, begin, idOf, offsetAt, tus, uploadsOf } from "./support/tus.ts";
import { until } from "./support/until.ts";
import { startWorld, type World, type WorldUser } from "./support/world.ts";

const MIB = 1024 * 1024;

async function sha256Of(user: WorldUser, url: string): Promise<string> {
  return (await user.rest("GET", `/attachments/${idOf(url)}`)).body.sha256;
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** A piece that is announced whole, and of which only this is sent. */
function appendBeginning(world: World, user: WorldUser, id: string, announced: number) {
  const sending = request(`${uploadsOf(world)}/${id}`, {
    method: "PATCH",
    headers: {
      authorization: `Bearer ${user.token}`,
      "tus-resumable": "1.0.0",
      "upload-offset": "0",
      "content-type": "application/offset+octet-stream",
      "content-length": `${announced}`,
    },
  });
  sending.on("error", () => undefined);
  return sending;
}

t.test(
  "a part that the storage refuses is sent again, and nothing stands in its place",
  async (t) => {
    const world = await startWorld(t);
    const ada = world.user();
    const content = new Uint8Array(randomBytes(7 * MIB));
    const url = await begin(world, ada, content.length);
    failNext(world.apis[0], "UploadPartCommand");
    const refused = await append(ada, url, 0, content);
    t.match(await refused.json(), { status: 503, code: "unavailable" });
    const offset = await offsetAt(ada, url);
    t.equal(offset, 0, "nothing is kept of what came after it");
    t.equal((await append(ada, url, offset, content.subarray(offset))).status, 204);
    t.equal(await sha256Of(ada, url), sha256(content));
  },
);

t.test("a connection that ends too late does not touch what came over another", async (t) => {
  const world = await startWorld(t, { apis: 2 });
  const ada = world.user();
  const content = new Uint8Array(randomBytes(4 * MIB));
  const url = await begin(world, ada, content.length);
  const commands = watchStorage(world.apis[0]);
  const late = appendBeginning(world, ada, idOf(url), content.length);
  late.write(content.subarray(0, MIB));
  await until(async () => (await uploadsUnderWay(world)) === 1);
  const other = `${uploadsOf(world, 1)}/${idOf(url)}`;
  t.equal((await append(ada, other, 0, content.subarray(0, 2 * MIB))).status, 204);
  late.destroy();
  await until(async () => commands.includes("PutObjectCommand"));
  await until(async () => (await uploadsUnderWay(world)) === 0);
  t.equal(await offsetAt(ada, other), 2 * MIB);
  t.equal((await append(ada, other, 2 * MIB, content.subarray(2 * MIB))).status, 204);
  t.equal(await sha256Of(ada, url), sha256(content));
});

t.test("what is finished while it is given up keeps its bytes", async (t) => {
  const world = await startWorld(t);
  const ada = world.user();
  const url = await begin(world, ada, 1_000);
  const id = idOf(url);
  await testBucket(t).put(`quarantine/${world.orgId}/${id}`, Buffer.alloc(1_000));
  const finishing = await world.connect();
  t.teardown(() => finishing.end());
  await finishing.query("begin");
  await finishing.query("update chat_uploads set finished_at = now() where id = $1", [id]);
  const given = tus(ada, "DELETE", url);
  await until(async () => {
    const waiting = await world.query(
      `select 1 from pg_stat_activity where datname = current_database()
         and wait_event_type = 'Lock' and query like '%chat_uploads%'`,
    );
    return waiting.length > 0;
  });
  await finishing.query("commit");
  t.equal((await given).status, 204);
  t.same(await testBucket(t).list(`quarantine/${world.orgId}/`), [
    `quarantine/${world.orgId}/${id}`,
  ]);
});

t.test("who reads no answer before everything is sent gets a refusal", async (t) => {
  const world = await startWorld(t);
  const ada = world.user();
  const url = await begin(world, ada, 40 * MIB);
  const { hostname, port, pathname } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  const body = Buffer.alloc(32 * MIB);
  socket.write(
    [
      `PATCH ${pathname} HTTP/1.1`,
      "host: x",
      `authorization: Bearer ${ada.token}`,
      "tus-resumable: 1.0.0",
      "upload-offset: 5",
      "content-type: application/offset+octet-stream",
      `content-length: ${body.length}`,
      "connection: close",
      "\r\n",
    ].join("\r\n"),
  );
  await new Promise((resolve) => socket.write(body, resolve));
  t.match(await text(socket), /^HTTP\/1.1 409 /);
});

/** Of the first API. */
async function uploadsUnderWay({ apis }: World): Promise<number> {
  const metrics = await (await fetch(`${apis[0]?.metricsUrl}/metrics`)).text();
  return Number(/^chat_uploads_under_way\{.*\} (\d+)$/m.exec(metrics)?.[1]);
}
