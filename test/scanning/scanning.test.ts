import { execFile } from "node:child_process";
import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { workerApp } from "@chat/worker";
import t from "tap";
import { createTestEnvironment } from "../support/environment.ts";
import { startTestProcess, type TestProcess } from "../support/platform.ts";
import { until } from "../support/until.ts";
import { EICAR, MARKER, plainPicture, zipped } from "./samples.ts";
import { createStage } from "./stage.ts";

const run = promisify(execFile);

t.test("a file of a message becomes clean, and its channel is told", async (t) => {
  const { files, post, startWorker, ada, bucket, channelId, world } = await createStage(t);
  const socket = await ada.socket(t);
  await socket.follow(channelId);
  const id = await files.upload(ada.id, Buffer.from("a plain text"));
  const messageId = await post();
  await files.attach(id, messageId);
  await startWorker();
  const row = await files.becomes(id, "clean");
  t.equal(row.storage_key, `clean/${world.orgId}/${id}`);
  t.same(await bucket.keys(), [row.storage_key]);
  t.same(await bucket.read(row.storage_key), Buffer.from("a plain text"));

  const event = await socket.waitFor("attachment");
  t.match(event, { channel_id: channelId, seq: 3, payload: { id, status: "clean" } });
  const { body } = await ada.rest("GET", `/messages/${messageId}`);
  t.same(body.attachments, [event.payload]);
});

t.test("a file that is not sent is its uploader's affair", async (t) => {
  const { files, startWorker, ada, world, channelId } = await createStage(t);
  const grace = world.user();
  const [own, other] = [await ada.socket(t), await grace.socket(t)];
  await other.follow(channelId);
  const id = await files.upload(ada.id, Buffer.from("a draft"));
  await startWorker();
  await files.becomes(id, "clean");
  const frame = await own.waitFor("attachment");
  t.match(frame, { payload: { id, status: "clean" } });
  t.notOk("seq" in frame || "channel_id" in frame);
  await ada.rest("POST", `/channels/${channelId}/messages`, { content: "later" });
  await other.waitFor("message");
  t.notOk(other.frames.some(({ type }) => type === "attachment"));
});

t.test("an infected file is removed, and its uploader told wherever they are", async (t) => {
  const { files, post, startWorker, ada, bucket, channelId } = await createStage(t);
  const [following, elsewhere] = [await ada.socket(t), await ada.socket(t)];
  await following.follow(channelId);
  const id = await files.upload(ada.id, EICAR);
  await files.attach(id, await post());
  await startWorker();
  await files.becomes(id, "infected");
  t.same(await bucket.keys(), []);
  const durable = await following.waitFor("attachment", (frame) => "seq" in frame);
  t.match(durable, { channel_id: channelId, payload: { id, status: "infected" } });
  t.match(await elsewhere.waitFor("attachment"), { payload: { id, status: "infected" } });
});

t.test("a virus is found in an archive, and across the borders of chunks", async (t) => {
  const { files, startWorker, ada } = await createStage(t);
  await startWorker();
  const inArchive = await files.upload(ada.id, zipped(EICAR));
  await files.becomes(inArchive, "infected");
  for (const border of [64 * 1024, 128 * 1024]) {
    const across = Buffer.alloc(3 * 64 * 1024, 0x20);
    MARKER.copy(across, border - MARKER.length / 2);
    const id = await files.upload(ada.id, across);
    await files.becomes(id, "infected");
  }
});

t.test("an empty file is clean", async (t) => {
  const { files, startWorker, ada } = await createStage(t);
  await startWorker();
  await files.becomes(await files.upload(ada.id, Buffer.alloc(0)), "clean");
});

t.test("what exceeds clamd's limits has failed, and is never clean", async (t) => {
  const limits = [{ MaxFileSize: "1M" }, { MaxScanSize: "1M" }, { StreamMaxLength: "1M" }];
  for (const settings of limits) {
    const { files, startWorker, ada } = await createStage(t, settings);
    await startWorker();
    const large = Buffer.alloc(1_200_000, 0x20);
    EICAR.copy(large, large.length - EICAR.length);
    const id = await files.upload(ada.id, large);
    const row = await files.becomes(id, "failed");
    t.equal(row.storage_key.split("/")[0], "quarantine", JSON.stringify(settings));
    const small = await files.upload(ada.id, Buffer.from("small"));
    await files.becomes(small, "clean");
  }
});

t.test("a clamd that passes large files unseen is not asked: files wait", async (t) => {
  const { files, startWorker, ada } = await createStage(t, {
    MaxFileSize: "1M",
    AlertExceedsMax: "no",
  });
  const worker = await startWorker();
  const id = await files.upload(ada.id, Buffer.from("small"));
  const tried = async () =>
    /chat_attachment_scans_total\{.*result="error".* [2-9]/.test(
      await (await fetch(`${worker.metricsUrl}/metrics`)).text(),
    );
  await until(tried);
  t.equal((await files.find(id))?.status, "pending");
  const ready = await fetch(`${worker.url}/readyz`);
  const { checks } = (await ready.json()) as { checks: { name: string; ok: boolean }[] };
  t.notOk(checks.find(({ name }) => name === "virus scan")?.ok);
});

t.test("a clamd that is down delays; when it is back, the file is scanned", async (t) => {
  const { files, startWorker, ada, clamd, world } = await createStage(t);
  await clamd.stop();
  await startWorker();
  const id = await files.upload(ada.id, Buffer.from("patient"));
  const tries = async () => (await files.find(id))?.["tries"] as number;
  await until(async () => (await tries()) >= 2);
  t.equal((await files.find(id))?.status, "pending");
  await clamd.start();
  await files.becomes(id, "clean");

  await clamd.stop();
  const other = await files.upload(ada.id, EICAR);
  await world.query("update chat_attachments set tries = 7 where id = $1", [other]);
  await files.becomes(other, "failed");
  await clamd.start();
  await world.query("update chat_attachments set due_at = now() where id = $1", [other]);
  await files.becomes(other, "infected");
});

t.test("a file that cannot be scanned now keeps no connection to the storage", async (t) => {
  const { files, startWorker, ada, clamd } = await createStage(t);
  const worker = await startWorker();
  await files.becomes(await files.upload(ada.id, Buffer.from("clamd has proved itself")), "clean");
  const opened = watchReads(worker);
  await clamd.stop();
  const ids = await Promise.all(
    Array.from({ length: 4 }, () => files.upload(ada.id, Buffer.alloc(1024 * 1024, 0x20))),
  );
  await until(async () => {
    const rows = await Promise.all(ids.map((id) => files.find(id)));
    return rows.every((row) => (row?.["tries"] as number) >= 2);
  });
  t.ok(opened.length > 0, "the first try did not know yet");
  await until(async () => opened.every(({ destroyed }) => destroyed));
});

t.test("a file whose object is of another size has failed, for good", async (t) => {
  const { files, startWorker, ada, bucket, world } = await createStage(t);
  const id = await files.upload(ada.id, Buffer.from("all of it"));
  await bucket.put(`quarantine/${world.orgId}/${id}`, Buffer.from("all of"));
  await startWorker();
  t.match(await files.becomes(id, "failed"), { given_up: true });
});

t.test("what clamd's limits had failed is scanned again when somebody asks for it", async (t) => {
  const { files, startWorker, ada, clamd, world } = await createStage(t, { StreamMaxLength: "1M" });
  const worker = await startWorker();
  const large = Buffer.alloc(1_200_000, 0x20);
  const id = await files.upload(ada.id, large);
  t.match(await files.becomes(id, "failed"), { given_up: true });
  const bomb = await files.upload(ada.id, Buffer.alloc(1_300_000, 0x20));
  await files.becomes(bomb, "failed");
  t.equal(await unscannedAge(worker), 0, "it waits for nothing");

  await clamd.stop();
  await clamd.start({ StreamMaxLength: "1250K" });
  const command = ["--conditions=@chat/source", "apps/worker/src/rescan/main.ts"];
  const env = { ...process.env, ...world.environment };
  const { stdout } = await run(process.execPath, command, { env });
  t.equal(stdout, "2 files are scanned once more\n");
  await files.becomes(id, "clean");
  await until(async () => (await files.find(bomb))?.["given_up"] === true);
  t.equal((await files.find(bomb))?.status, "failed", "what is still too much for it");
});

t.test("it is known how long the oldest file has waited, also where it has failed", async (t) => {
  const { files, startWorker, ada, clamd, world } = await createStage(t);
  await clamd.stop();
  const worker = await startWorker();
  t.equal(await unscannedAge(worker), 0);
  const id = await files.upload(ada.id, Buffer.from("patient"));
  await world.query("update chat_attachments set created_at = now() - interval '1 hour'");
  t.ok((await unscannedAge(worker)) >= 3_600);
  await world.query("update chat_attachments set tries = 7, due_at = now() where id = $1", [id]);
  await files.becomes(id, "failed");
  t.ok((await unscannedAge(worker)) >= 3_600, "it is tried again");
  await clamd.start();
  await until(async () => {
    // A clamd that is back is asked a moment later.
    await world.query("update chat_attachments set due_at = now() where status = 'failed'");
    return (await files.find(id))?.status === "clean";
  }, 30_000);
  t.equal(await unscannedAge(worker), 0);
});

async function unscannedAge({ metricsUrl }: TestProcess): Promise<number> {
  const metrics = await (await fetch(`${metricsUrl}/metrics`)).text();
  return Number(/^chat_attachments_unscanned_age_seconds\{.*\} (\S+)$/m.exec(metrics)?.[1]);
}

/** The bodies of the objects that a process reads. */
function watchReads({ platform }: TestProcess): Readable[] {
  const opened: Readable[] = [];
  platform.storage.middlewareStack.add(
    (next, context) => async (input) => {
      const result = await next(input);
      if (context.commandName === "GetObjectCommand") {
        opened.push((result.output as { Body: Readable }).Body);
      }
      return result;
    },
    { step: "initialize" },
  );
  return opened;
}

t.test("a worker that is not told who scans does not start", async (t) => {
  const environment = await createTestEnvironment(t);
  await t.rejects(startTestProcess(t, [workerApp], environment), {
    name: "ConfigError",
    message: /^CLAMD_ADDR is missing/,
  });
});

t.test("where files are not scanned, those that wait are served, with thumbnails", async (t) => {
  const { files, startWorker, ada } = await createStage(t, {}, { ATTACHMENT_SCAN: "off" });
  const id = await files.upload(ada.id, await plainPicture(60, 40), "image/png");
  await startWorker();
  t.match(await files.becomes(id, "unscanned"), { width: 60, thumbnail_width: 60 });
});
