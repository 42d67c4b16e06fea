import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { Attachment } from "@chat/contract";
import { createDatabase, removeOldUploads } from "@chat/domain";
import { createFileStore } from "@chat/runtime";
import t, { type Test } from "tap";
import { Upload } from "tus-js-client";
import { testBucket } from "./support/bucket.ts";
import { startTcpProxy } from "./support/tcp-proxy.ts";
import { append, base64, begin, idOf, offsetAt, tus, uploadsOf } from "./support/tus.ts";
import { createChannel, startWorld, type World } from "./support/world.ts";

const MIB = 1024 * 1024;
const PLACES = ["quarantine", "clean", "resumable"];

const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

async function objectsOf(t: Test, { orgId }: World): Promise<string[]> {
  const bucket = testBucket(t);
  return (await Promise.all(PLACES.map((place) => bucket.list(`${place}/${orgId}/`)))).flat();
}

t.test("a client that is cut off half-way goes on where it stood", async (t) => {
  const world = await startWorld(t);
  const ada = world.user();
  const { hostname, port } = new URL(world.apis[0]?.url ?? "");
  const proxy = await startTcpProxy(t, { host: hostname, port: Number(port) });
  const content = randomBytes(40 * MIB);
  const options = {
    endpoint: `http://127.0.0.1:${proxy.port}/api/v1/uploads`,
    headers: { authorization: `Bearer ${ada.token}` },
    metadata: { filename: "Ferien 🏖.mov", filetype: "video/quicktime" },
    retryDelays: null,
  };
  const url = await new Promise<string>((resolve, reject) => {
    const first = new Upload(content, {
      ...options,
      // In requests of their own: one for all might have left before its progress is told.
      chunkSize: 5 * MIB,
      onProgress: (sent) => sent > 15 * MIB && proxy.sever(),
      onError: () => resolve(first.url ?? ""),
      onSuccess: () => reject(new Error("nothing was cut off")),
    });
    first.start();
  });
  proxy.restore();
  const offset = await offsetAt(ada, url);
  t.ok(offset > 0 && offset < content.length, `${offset} bytes had arrived`);
  let resumedAt: number | undefined;
  await new Promise<void>((resolve, reject) => {
    new Upload(content, {
      ...options,
      uploadUrl: url,
      onProgress: (sent) => {
        resumedAt ??= sent;
      },
      onError: reject,
      onSuccess: () => resolve(),
    }).start();
  });
  t.ok((resumedAt ?? 0) >= offset, "nothing was sent twice");
  const { body } = await ada.rest("GET", `/attachments/${idOf(url)}`);
  t.match(body, {
    name: "Ferien 🏖.mov",
    content_type: "application/octet-stream",
    size: content.length,
    sha256: sha256(content),
    status: "pending",
  });
  const key = `quarantine/${world.orgId}/${idOf(url)}`;
  t.same(await objectsOf(t, world), [key]);
  t.ok(content.equals(await testBucket(t).read(key)));
  t.equal(await offsetAt(ada, url), content.length, "who did not hear of the end learns it");
});

t.test("it may come in small pieces, over any API", async (t) => {
  const world = await startWorld(t, { apis: 2, environment: { ATTACHMENT_SCAN: "off" } });
  const ada = world.user();
  const content = randomBytes(6 * MIB + 3);
  const url = await begin(world, ada, content.length, `filename ${base64("../a.bin")}`);
  let offset = 0;
  for (let turn = 0; offset < content.length; turn += 1) {
    const at = `${uploadsOf(world, turn % 2)}/${idOf(url)}`;
    const piece = new Uint8Array(content.subarray(offset, offset + 900_000));
    const { status, headers } = await append(ada, at, offset, piece);
    t.equal(status, 204);
    offset = Number(headers.get("upload-offset"));
  }
  const attachment: Attachment = (await ada.rest("GET", `/attachments/${idOf(url)}`)).body;
  t.match(attachment, { name: "a.bin", status: "unscanned", sha256: sha256(content) });
  t.same(await objectsOf(t, world), [`clean/${world.orgId}/${idOf(url)}`]);
});

t.test("an empty file is a file here, too", async (t) => {
  const world = await startWorld(t);
  const ada = world.user();
  const url = await begin(world, ada, 0);
  const { body } = await ada.rest("GET", `/attachments/${idOf(url)}`);
  t.match(body, { name: "file", size: 0, status: "pending" });
});

t.test("an empty file whose end could not be noted is one when its client asks", async (t) => {
  const world = await startWorld(t);
  const ada = world.user();
  const url = await begin(world, ada, 0);
  await world.query("delete from chat_attachments where id = $1", [idOf(url)]);
  await world.query("update chat_uploads set finished_at = null where id = $1", [idOf(url)]);
  t.equal(await offsetAt(ada, url), 0);
  t.match(await ada.rest("GET", `/attachments/${idOf(url)}`), { status: 200, body: { size: 0 } });
});

t.test("two that write at once do not spoil it", async (t) => {
  const world = await startWorld(t, { apis: 2 });
  const ada = world.user();
  const content = randomBytes(11 * MIB);
  const url = await begin(world, ada, content.length);
  const all = new Uint8Array(content);
  const answers = await Promise.all(
    [0, 1].map((api) => append(ada, `${uploadsOf(world, api)}/${idOf(url)}`, 0, all)),
  );
  for (const { status } of answers) {
    t.ok([204, 409, 503].includes(status), `${status}`);
  }
  for (let tries = 0; tries < 5; tries += 1) {
    const offset = await offsetAt(ada, url);
    if (offset < content.length) {
      await append(ada, url, offset, all.subarray(offset));
    }
  }
  const { body } = await ada.rest("GET", `/attachments/${idOf(url)}`);
  t.equal(body.sha256, sha256(content));
});

t.test("it is of its uploader alone", async (t) => {
  const world = await startWorld(t);
  const [ada, bob] = [world.user(), world.user()];
  const url = await begin(world, ada, 10);
  for (const user of [bob, world.user({ org_id: randomUUID(), sub: ada.id })]) {
    t.equal((await tus(user, "HEAD", url)).status, 404);
    t.equal((await append(user, url, 0, new Uint8Array(10))).status, 404);
    t.equal((await tus(user, "DELETE", url)).status, 404);
  }
  t.equal((await fetch(url, { method: "HEAD" })).status, 401);
  t.equal(await offsetAt(ada, url), 0);
});

t.test("what is refused is a problem document, and leaves nothing", async (t) => {
  const world = await startWorld(t, {
    environment: { UPLOAD_MAX_BYTES: "1000", UPLOAD_ORG_QUOTA_BYTES: "1500" },
  });
  const ada = world.user();
  const others = await createChannel(world.user(), { type: "private" });
  const announce = (size: number, metadata = "filename") =>
    tus(ada, "POST", uploadsOf(world), {
      "upload-length": `${size}`,
      "upload-metadata": metadata,
    });
  const foreign = await announce(1, `channel_id ${base64(others.id)}`);
  t.match(await foreign.json(), { status: 404, code: "not_found" });
  t.match(foreign.headers.get("content-type"), "application/problem+json");
  t.equal(foreign.headers.get("tus-resumable"), "1.0.0");
  const malformed = await announce(1, `channel_id ${base64("general")}`);
  t.match(await malformed.json(), { status: 400, code: "invalid_request" });
  t.equal((await announce(1_001)).status, 413);
  t.equal((await tus(ada, "POST", uploadsOf(world), { "upload-defer-length": "1" })).status, 501);
  const bare = { "tus-resumable": "", "upload-length": "1" };
  t.equal((await tus(ada, "POST", uploadsOf(world), bare)).status, 412);
  t.equal((await tus(ada, "HEAD", `${uploadsOf(world)}/x`)).status, 400);

  const url = await begin(world, ada, 1_000);
  const full = await announce(501);
  t.match(await full.json(), { status: 413, code: "quota_exceeded" });
  t.equal((await append(ada, url, 5, new Uint8Array(5))).status, 409, "not where it stands");
  t.equal((await append(ada, url, 0, new Uint8Array(1_001))).status, 413, "more than announced");
  t.equal((await append(ada, url, 0, new Uint8Array(700))).status, 204);
  t.equal((await tus(ada, "DELETE", url)).status, 204);
  t.equal((await tus(ada, "HEAD", url)).status, 404);
  t.same(await objectsOf(t, world), []);
  t.match(await world.query("select bytes from chat_storage_use"), [{ bytes: "0" }]);
  t.equal((await announce(1_000)).status, 201, "the room is free again");
});

t.test("what nobody finishes within a day is removed", async (t) => {
  const world = await startWorld(t);
  const ada = world.user();
  const half = await begin(world, ada, 1_000);
  await append(ada, half, 0, new Uint8Array(700));
  const whole = await begin(world, ada, 10);
  await append(ada, whole, 0, new Uint8Array(10));
  const [api] = world.apis;
  if (!api) {
    throw new Error("there is no API");
  }
  const files = createFileStore(api.platform.storage, api.platform.config.s3);
  const db = createDatabase(api.platform.postgres);
  const after = (hours: number) => ({
    db,
    files,
    now: () => new Date(Date.now() + hours * 60 * 60 * 1_000),
  });
  t.equal(await removeOldUploads(after(23)), 0);
  t.equal(await removeOldUploads(after(25)), 2);
  files.close();
  t.same(await objectsOf(t, world), [`quarantine/${world.orgId}/${idOf(whole)}`]);
  t.match(await world.query("select bytes from chat_storage_use"), [{ bytes: "10" }]);
  t.equal((await ada.rest("GET", `/attachments/${idOf(whole)}`)).status, 200);
});
