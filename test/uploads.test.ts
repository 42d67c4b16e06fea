import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import t, { type Test } from "tap";
import { testBucket } from "./support/bucket.ts";
import { codeOf } from "./support/rest.ts";
import { watchStorage } from "./support/storage-commands.ts";
import { until } from "./support/until.ts";
import {
  fieldPart,
  filePart,
  LAST,
  part,
  startUpload,
  upload,
  uploaded,
} from "./support/upload.ts";
import { createChannel, startWorld, type World, type WorldUser } from "./support/world.ts";

const MIB = 1024 * 1024;

/** Every object of the organisation, wherever it is. */
async function objectsOf(t: Test, { orgId }: World): Promise<string[]> {
  const bucket = testBucket(t);
  const places = ["quarantine", "clean", "thumbnail"];
  return (await Promise.all(places.map((place) => bucket.list(`${place}/${orgId}/`)))).flat();
}

async function assertNothingLeft(t: Test, world: World): Promise<void> {
  t.same(await objectsOf(t, world), [], "no object");
  const rows = await world.query("select id from chat_attachments where org_id = $1", [
    world.orgId,
  ]);
  t.same(rows, [], "no row");
}

const raw = (world: World, user: WorldUser, headers = {}) =>
  startUpload(world.apis[0]?.url ?? "", user.token, headers);

async function send(world: World, user: WorldUser, ...parts: Buffer[]) {
  const upload = raw(world, user);
  await upload.write(Buffer.concat(parts));
  upload.end();
  return upload.answer;
}

t.test("a file is stored, hashed and known for what it is", async (t) => {
  const world = await startWorld(t);
  const ada = world.user();
  const content = Buffer.concat([Buffer.from("%PDF-1.7\n"), randomBytes(7 * MIB)]);
  const answer = await upload(ada, content, { name: "../Plän.html" });
  t.equal(answer.status, 201);
  const { id } = answer.body;
  t.match(answer.body, {
    name: "Plän.html",
    content_type: "application/pdf",
    size: content.length,
    sha256: createHash("sha256").update(content).digest("hex"),
    status: "pending",
    width: null,
    thumbnail: null,
  });
  t.same((await ada.rest("GET", `/attachments/${id}`)).body, answer.body);
  const key = `quarantine/${world.orgId}/${id}`;
  t.same(await objectsOf(t, world), [key]);
  t.ok(content.equals(await testBucket(t).read(key)));
  for (const what of ["content", "thumbnail"]) {
    t.equal(codeOf(await ada.rest("GET", `/attachments/${id}/${what}`)), "scan_pending");
  }
  t.equal((await world.user().rest("GET", `/attachments/${id}`)).status, 404, "nobody else's");
});

t.test("an empty file is a file", async (t) => {
  const world = await startWorld(t);
  const { size, content_type } = await uploaded(world.user(), "", { name: "empty" });
  t.same({ size, content_type }, { size: 0, content_type: "text/plain" });
});

t.test("a form that is not as it should be is refused, and nothing stays", async (t) => {
  const world = await startWorld(t);
  const ada = world.user();
  const channel = await createChannel(ada);
  const others = await createChannel(world.user(), { type: "private" });
  const archived = await createChannel(ada);
  await ada.rest("POST", `/channels/${archived.id}/archive`);
  const file = filePart("text");
  const cases: Record<string, [code: string, ...parts: Buffer[]]> = {
    "no file": ["invalid_request", LAST],
    "a field instead": ["invalid_request", fieldPart("file", "text"), LAST],
    "two files": ["invalid_request", file, file, LAST],
    "a file in another field": ["invalid_request", filePart("text", "a.txt", "other"), LAST],
    "an unknown field": ["invalid_request", fieldPart("name", "x"), file, LAST],
    "an unknown field after it": ["invalid_request", file, fieldPart("name", "x"), LAST],
    "no id": ["invalid_request", fieldPart("channel_id", "general"), file, LAST],
    "a long id": ["invalid_request", fieldPart("channel_id", channel.id.repeat(9)), file, LAST],
    "two ids": [
      "invalid_request",
      fieldPart("channel_id", channel.id),
      fieldPart("channel_id", channel.id),
      file,
      LAST,
    ],
    "no field at all": ["invalid_request", part("content-type: text/plain", "text"), LAST],
    "no end": ["invalid_request", file],
    "the end within a file": ["invalid_request", file.subarray(0, -4)],
    "no parts": ["invalid_request", Buffer.from("text")],
    "another's channel": ["not_found", fieldPart("channel_id", others.id), file, LAST],
    "another's channel after it": ["not_found", file, fieldPart("channel_id", others.id), LAST],
    "an archived channel": ["channel_archived", fieldPart("channel_id", archived.id), file, LAST],
  };
  for (const [name, [code, ...parts]] of Object.entries(cases)) {
    const { body } = await send(world, ada, ...parts);
    t.match(body, { code }, name);
  }
  const typed = raw(world, ada, { "content-type": "multipart/form-data" });
  typed.end();
  t.match((await typed.answer).body, { code: "invalid_request" }, "no boundary");
  const other = raw(world, ada, { "content-type": "application/json" });
  other.end("{}");
  t.match((await other.answer).body, { code: "unsupported_media_type" });
  await assertNothingLeft(t, world);
  const good = await send(world, ada, file, fieldPart("channel_id", channel.id), LAST);
  t.equal(good.status, 201, "the channel may stand after the file");
  const rows = await world.query("select channel_id from chat_attachments");
  t.same(rows, [{ channel_id: channel.id }]);
});

t.test("a file that is too large is refused at once, and nothing stays", async (t) => {
  const bytesMax = 12 * MIB;
  const world = await startWorld(t, { environment: { UPLOAD_MAX_BYTES: `${bytesMax}` } });
  const ada = world.user();
  const commands = watchStorage(world.apis[0]);

  await t.test("announced", async (t) => {
    const announced = raw(world, ada, { "content-length": `${100 * MIB}` });
    await announced.write(filePart("the beginning").subarray(0, -2));
    const { status, body } = await announced.answer;
    t.equal(status, 413);
    t.match(body, { code: "body_too_large", detail: /12582912/ });
    announced.cut();
    t.same(commands, [], "not a byte was stored");
  });
  await t.test("or not", async (t) => {
    const large = raw(world, ada);
    await large.write(filePart("").subarray(0, -2));
    let answered = false;
    const answer = large.answer.finally(() => {
      answered = true;
    });
    // An endless file: it ends with the answer.
    while (!answered) {
      await Promise.race([large.write(randomBytes(MIB)), answer]);
    }
    t.match((await answer).body, { code: "body_too_large" });
    large.cut();
    t.ok(commands.includes("CreateMultipartUploadCommand"));
    await until(async () => commands.includes("AbortMultipartUploadCommand"));
    t.notOk(commands.includes("CompleteMultipartUploadCommand"));
  });
  await t.test("by one byte", async (t) => {
    t.equal((await upload(ada, randomBytes(bytesMax + 1))).status, 413);
  });
  await assertNothingLeft(t, world);
  t.equal((await upload(ada, randomBytes(bytesMax))).status, 201);
});

t.test("a client that breaks off leaves nothing behind", async (t) => {
  const world = await startWorld(t);
  const ada = world.user();
  const commands = watchStorage(world.apis[0]);
  for (const bytes of [MIB, 11 * MIB]) {
    commands.length = 0;
    const broken = raw(world, ada, { "content-length": `${50 * MIB}` });
    await broken.write(filePart(randomBytes(bytes)).subarray(0, -2));
    await until(async () => bytes === MIB || commands.includes("UploadPartCommand"));
    broken.cut();
    await t.rejects(broken.answer);
    await until(async () => commands.includes("DeleteObjectCommand"));
    t.equal(commands.includes("AbortMultipartUploadCommand"), bytes > MIB);
  }
  await assertNothingLeft(t, world);
});

t.test("without its storage an upload is answered 503", async (t) => {
  const listener = createServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address() as { port: number };
  listener.close();
  const environment = { S3_ENDPOINT: `http://127.0.0.1:${port}` };
  const world = await startWorld(t, { environment });
  const answer = await upload(world.user(), randomBytes(MIB));
  t.equal(answer.status, 503);
  t.equal(codeOf(answer), "unavailable");
  t.same(await world.query("select id from chat_attachments"), []);
});

t.test("so is one whose storage refuses a part of it", async (t) => {
  const world = await startWorld(t, { environment: { CHAT_BUCKET: "no-such-bucket" } });
  const answer = await upload(world.user(), randomBytes(12 * MIB));
  t.equal(answer.status, 503);
  t.equal(codeOf(answer), "unavailable");
});

t.test("hostile names and types do no harm", async (t) => {
  const world = await startWorld(t, { environment: { ATTACHMENT_SCAN: "off" } });
  const ada = world.user();
  const page = "<!doctype html><script>alert(document.cookie)</script>";
  const cases: [name: string, content: string, type: string, kept: string][] = [
    ["../../../etc/passwd", "root", "text/plain; charset=utf-8", "passwd"],
    ["C:\\\\evil\\\\a.png", page, "text/plain; charset=utf-8", "a.png"],
    ["picture\u202egnp.exe", page, "text/plain; charset=utf-8", "picturegnp.exe"],
    ["a\u0000b\u0007\u007f.txt", "x", "text/plain; charset=utf-8", "a_b__.txt"],
    ["image.svg", '<svg onload="alert(1)"/>', "text/plain; charset=utf-8", "image.svg"],
    ["polyglot.gif", "GIF89a/*<script>*/=1", "text/plain; charset=utf-8", "polyglot.gif"],
    ["", "x", "text/plain; charset=utf-8", "file"],
  ];
  for (const [name, content, type, kept] of cases) {
    const header = `content-disposition: form-data; name="file"; filename="${name}"`;
    const sent = part(`${header}\r\ncontent-type: image/png`, content);
    const { status, body } = await send(world, ada, sent, LAST);
    t.equal(status, 201, JSON.stringify(name));
    const { id, name: shown } = body as { id: string; name: string };
    t.equal(shown, kept);
    const { headers } = await ada.rest("GET", `/attachments/${id}/content`);
    const bytes = await fetch(headers.get("location") ?? "");
    t.equal(bytes.headers.get("content-type"), type);
    t.match(bytes.headers.get("content-disposition"), /^attachment; filename="?/);
    t.equal(await bytes.text(), content);
  }
});

t.test("the quota of an organisation holds, however many are uploaded at once", async (t) => {
  const environment = { UPLOAD_ORG_QUOTA_BYTES: `${350_000}`, ATTACHMENT_SCAN: "off" };
  const world = await startWorld(t, { apis: 2, environment });
  const users = Array.from({ length: 10 }, () => world.user());
  const answers = await Promise.all(users.map((user) => upload(user, randomBytes(100_000))));
  t.equal(answers.filter(({ status }) => status === 201).length, 3);
  const codes = answers.filter(({ status }) => status !== 201).map(codeOf);
  t.same([...new Set(codes)], ["quota_exceeded"]);
  t.equal((await objectsOf(t, world)).length, 3, "what was refused is not stored");
  const used = () =>
    world.query("select bytes from chat_storage_use where org_id = $1", [world.orgId]);
  t.match(await used(), [{ bytes: "300000" }]);

  const [kept] = answers.filter(({ status }) => status === 201);
  await world.query("update chat_attachments set status = 'infected' where id = $1", [
    kept?.body.id,
  ]);
  t.match(await used(), [{ bytes: "200000" }], "what is gone takes no room");
  await world.query("delete from chat_attachments where org_id = $1", [world.orgId]);
  t.match(await used(), [{ bytes: "0" }]);
  t.equal((await upload(world.user(), randomBytes(350_000))).status, 201);
  t.equal(codeOf(await upload(world.user(), "x")), "quota_exceeded", "and full is full");
  t.equal((await upload(world.user({ org_id: crypto.randomUUID() }), "x")).status, 201);
});

t.test("a user uploads so many files at once, and no more", async (t) => {
  const world = await startWorld(t);
  const [ada, bob] = [world.user(), world.user()];
  const open = Array.from({ length: 9 }, () => raw(world, ada));
  await Promise.all(open.map((upload) => upload.write(filePart("begun").subarray(0, -2))));
  // All but one have a place, and wait for the rest of their file.
  const refused = await Promise.race(
    open.map(async (upload) => ({ upload, answer: await upload.answer })),
  );
  t.match(refused.answer, { status: 503, body: { code: "busy" } });
  refused.upload.cut();
  t.equal((await upload(bob, "another's")).status, 201);
  for (const upload of open.filter((one) => one !== refused.upload)) {
    await upload.write(Buffer.concat([Buffer.from("\r\n"), LAST]));
    upload.end();
    t.equal((await upload.answer).status, 201);
  }
  t.equal((await upload(ada, "one more")).status, 201);
});

t.test("bytes are served where clients find the storage, for a minute", async (t) => {
  const world = await startWorld(t, {
    environment: { S3_PUBLIC_ENDPOINT: "https://files.example.com", ATTACHMENT_SCAN: "off" },
  });
  const ada = world.user();
  const { id, status } = await uploaded(ada, "text", { name: '報告 "1".txt' });
  t.equal(status, "unscanned");
  const answer = await ada.rest("GET", `/attachments/${id}/content`);
  t.equal(answer.status, 302);
  t.equal(answer.headers.get("cache-control"), "no-store");
  const url = new URL(answer.headers.get("location") ?? "");
  t.equal(url.origin, "https://files.example.com");
  t.match(url.pathname, new RegExp(`/clean/${world.orgId}/${id}$`));
  t.equal(url.searchParams.get("X-Amz-Expires"), "60");
  t.match(
    url.searchParams.get("response-content-disposition"),
    /^attachment; .*filename\*=UTF-8''/,
  );
});

t.test("bytes are served by what the scan says", async (t) => {
  const world = await startWorld(t);
  const ada = world.user();
  const { id } = await uploaded(ada, "text");
  const expected = {
    pending: [409, "scan_pending"],
    failed: [409, "scan_failed"],
    infected: [410, "infected"],
    clean: [302, undefined],
  };
  for (const [status, [code, problem]] of Object.entries(expected)) {
    await world.query("update chat_attachments set status = $1", [status]);
    const answer = await ada.rest("GET", `/attachments/${id}/content`);
    t.same([answer.status, codeOf(answer)], [code, problem], status);
    t.equal((await ada.rest("GET", `/attachments/${id}`)).body.status, status);
  }
  t.equal((await ada.rest("GET", `/attachments/${id}/thumbnail`)).status, 404, "it has none");
  await world.query("update chat_attachments set thumbnail_width = 10, thumbnail_height = 5");
  const { headers } = await ada.rest("GET", `/attachments/${id}/thumbnail`);
  const { pathname, searchParams } = new URL(headers.get("location") ?? "");
  t.match(pathname, new RegExp(`/thumbnail/${world.orgId}/${id}$`));
  t.equal(searchParams.get("response-content-type"), "image/webp");
});
