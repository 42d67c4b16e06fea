import { randomUUID } from "node:crypto";
import t, { type Test } from "tap";
import { until } from "../support/until.ts";
import { plainPicture } from "./samples.ts";
import { createStage, type Stage } from "./stage.ts";

const HOUR_MS = 3_600_000;
const later = (hours: number) => () => new Date(Date.now() + hours * HOUR_MS);

/** A picture has an object in each place but the quarantine. */
async function sendPicture({ files, ada, post }: Stage, threadId?: string) {
  const id = await files.upload(ada.id, await plainPicture(30, 20), "image/png");
  const messageId = await post(threadId);
  await files.attach(id, messageId);
  return { id, messageId };
}

async function becomesEmpty(t: Test, { bucket }: Stage) {
  await until(async () => (await bucket.keys()).length === 0);
  t.same(await bucket.keys(), []);
}

t.test("a deleted message takes its files with it", async (t) => {
  const stage = await createStage(t);
  const { files, ada, bucket, startWorker, world } = stage;
  const deleted = await sendPicture(stage);
  const kept = await sendPicture(stage);
  await startWorker();
  await files.becomes(deleted.id, "clean");
  await files.becomes(kept.id, "clean");
  t.equal((await bucket.keys()).length, 4);
  t.equal((await ada.rest("DELETE", `/messages/${deleted.messageId}`)).status, 204);
  t.equal(await files.find(deleted.id), undefined, "at once");
  await until(async () => (await bucket.keys()).length === 2);
  t.same(
    (await bucket.keys()).sort(),
    [`clean/${world.orgId}/${kept.id}`, `thumbnail/${world.orgId}/${kept.id}`].sort(),
  );
  const events = await world.query<{ frame: string }>(
    "select frame from chat_events where message_id = $1 and type = 'attachment'",
    [deleted.messageId],
  );
  t.equal(events.length, 2);
  t.ok(
    events.every(({ frame }) => JSON.parse(frame).payload.name === ""),
    "the log does not tell of it any more",
  );
});

t.test("a deleted channel takes all files in it, those of threads too", async (t) => {
  const stage = await createStage(t);
  const { files, ada, channelId, startWorker } = stage;
  const root = await sendPicture(stage);
  const reply = await sendPicture(stage, root.messageId);
  const other = await sendPicture(stage);
  await startWorker();
  for (const { id } of [root, reply, other]) {
    await files.becomes(id, "clean");
  }
  t.equal((await ada.rest("DELETE", `/channels/${channelId}`)).status, 204);
  await becomesEmpty(t, stage);
  t.same(await stage.world.query("select 1 from chat_attachments"), []);
});

t.test("a removal goes on where it was cut off, and is done once more later", async (t) => {
  const stage = await createStage(t);
  const { files, ada, bucket, startWorker, world } = stage;
  const { id, messageId } = await sendPicture(stage);
  const first = await startWorker();
  await files.becomes(id, "clean");
  await first.stop();
  await ada.rest("DELETE", `/messages/${messageId}`);
  // A worker took it over and died, having removed some; another one was still writing.
  await world.query("update chat_file_removals set due_at = now() - interval '1 minute'");
  const second = await startWorker();
  await becomesEmpty(t, stage);
  await until(async () => (await removals(stage))[0]?.removed_before === true);
  await second.stop();
  await bucket.put(`clean/${world.orgId}/${id}`, Buffer.from("too late"));
  await startWorker({ now: later(1) });
  await becomesEmpty(t, stage);
  await until(async () => (await removals(stage)).length === 0);
});

t.test("what was not sent is removed after a day, what was sent stays", async (t) => {
  const stage = await createStage(t);
  const { files, ada, startWorker } = stage;
  const sent = await sendPicture(stage);
  const unsent = await files.upload(ada.id, await plainPicture(30, 20), "image/png");
  const late = await files.upload(ada.id, Buffer.from("sent in time"));
  const first = await startWorker();
  for (const id of [sent.id, unsent, late]) {
    await files.becomes(id, "clean");
  }
  await files.attach(late, await stage.post());
  await first.stop();
  const hours = await startWorker({ now: later(23) });
  const check = await files.upload(ada.id, Buffer.from("done after the sweep"));
  await files.becomes(check, "clean");
  t.ok(await files.find(unsent), "not before");
  await hours.stop();
  await startWorker({ now: later(25) });
  await until(async () => (await files.find(unsent)) === undefined);
  await until(async () => (await files.find(late))?.due_at === null);
  t.ok(await files.find(sent.id));
  await until(async () => !(await stage.bucket.keys()).some((key) => key.includes(unsent)));
});

t.test("an upload that never became a file is removed from the quarantine", async (t) => {
  const stage = await createStage(t);
  const { bucket, files, ada, clamd, startWorker, world } = stage;
  await clamd.stop();
  const waiting = await files.upload(ada.id, Buffer.from("waits for its scan"));
  const moved = await files.upload(ada.id, Buffer.from("is served from elsewhere"));
  await world.query(
    "update chat_attachments set status = 'clean', due_at = null, storage_key = $2 where id = $1",
    [moved, `clean/${world.orgId}/${moved}`],
  );
  await bucket.put(`quarantine/${world.orgId}/${randomUUID()}`, Buffer.from("nobody's"));
  await bucket.put("quarantine/of-somebody-else", Buffer.from("not ours"));
  const soon = await startWorker();
  await files.becomes(moved, "clean");
  t.equal((await bucket.keys()).length, 4, "an upload may still go on");
  await soon.stop();
  // Long enough for the quarantine, and not for what was not sent.
  await world.query("update chat_attachments set created_at = now() + interval '1 day'");
  await startWorker({ now: later(25) });
  await until(async () => (await bucket.keys()).length === 2);
  t.same(
    (await bucket.keys()).sort(),
    ["quarantine/of-somebody-else", `quarantine/${world.orgId}/${waiting}`].sort(),
  );
});

t.test(
  "so is what an upload left where nothing is scanned, and what one to resume left",
  async (t) => {
    const stage = await createStage(t, {}, { ATTACHMENT_SCAN: "off" });
    const { bucket, files, ada, startWorker, world } = stage;
    const served = await files.upload(ada.id, Buffer.from("served"));
    const first = await startWorker();
    await files.becomes(served, "unscanned");
    const leftovers = [
      `clean/${world.orgId}/${randomUUID()}`,
      `resumable/${world.orgId}/${randomUUID()}/700`,
    ];
    const kept = [`clean/${world.orgId}/${served}`, "clean/of-somebody-else"];
    for (const key of [...leftovers, "clean/of-somebody-else"]) {
      await bucket.put(key, Buffer.from("left"));
    }
    await first.stop();
    await world.query("update chat_attachments set created_at = now() + interval '1 day'");
    const soon = await startWorker({ now: later(23) });
    await files.becomes(await files.upload(ada.id, Buffer.from("after the sweep")), "unscanned");
    t.equal((await bucket.keys()).length, 5, "an upload may still go on");
    await soon.stop();
    await world.query("update chat_attachments set created_at = now() + interval '1 day'");
    await startWorker({ now: later(25) });
    await until(async () => (await bucket.keys()).length === 3);
    const left = await bucket.keys();
    t.same(
      kept.filter((key) => !left.includes(key)),
      [],
    );
  },
);

t.test("where files are scanned, none is looked for among those that are served", async (t) => {
  const { bucket, startWorker, world } = await createStage(t);
  const copied = `clean/${world.orgId}/${randomUUID()}`;
  await bucket.put(copied, Buffer.from("a scan's copy"));
  await bucket.put(`quarantine/${world.orgId}/${randomUUID()}`, Buffer.from("nobody's"));
  await startWorker({ now: later(25) });
  await until(async () => (await bucket.keys()).length === 1);
  t.same(await bucket.keys(), [copied]);
});

function removals({ world }: Stage) {
  return world.query<{ removed_before: boolean }>("select removed_before from chat_file_removals");
}
