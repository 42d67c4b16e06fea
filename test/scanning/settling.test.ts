import { createDatabase, settleAttachment } from "@chat/domain";
import t from "tap";
import { startTestProcess } from "../support/platform.ts";
import { until } from "../support/until.ts";
import { createStage } from "./stage.ts";

t.test("who comes late changes nothing, and is told so", async (t) => {
  const { files, ada, world } = await createStage(t);
  const { platform } = await startTestProcess(t, [], world.environment);
  const told: unknown[] = [];
  const ctx = {
    db: createDatabase(platform.postgres),
    publish: () => undefined,
    signal: (signal: unknown) => told.push(signal),
    now: () => new Date(),
  };
  const ref = { orgId: world.orgId, id: await files.upload(ada.id, Buffer.from("a file")) };
  const clean = { status: "clean", storageKey: `clean/${ref.orgId}/${ref.id}` } as const;
  const failed = { status: "failed", retryAt: new Date() } as const;
  t.equal(await settleAttachment(ctx, ref, failed), "settled");
  t.equal(await settleAttachment(ctx, ref, failed), "unchanged");
  t.equal(told.length, 1, "it failed before");
  t.equal(await settleAttachment(ctx, ref, { status: "infected" }), "settled");
  t.equal(await settleAttachment(ctx, ref, clean), "superseded");
  t.equal((await files.find(ref.id))?.status, "infected");
  t.equal(told.length, 2);
  t.equal(await settleAttachment(ctx, { ...ref, id: ref.orgId }, clean), "gone");
});

t.test("a file that is sent while it is being settled is told of in its channel", async (t) => {
  const { files, post, ada, channelId, world } = await createStage(t);
  const socket = await ada.socket(t);
  await socket.follow(channelId);
  const id = await files.upload(ada.id, Buffer.from("just in time"));
  const messageId = await post();
  const sending = await world.connect();
  t.teardown(() => sending.end());
  await sending.query("begin");
  await sending.query("update chat_attachments set message_id = $2 where id = $1", [id, messageId]);
  await sending.query(
    `update chat_messages m set attachments = ('[' || chat_attachment_json(a) || ']')::json
     from chat_attachments a where a.id = $1 and m.id = a.message_id`,
    [id],
  );
  const { platform } = await startTestProcess(t, [], world.environment);
  const settling = settleAttachment(
    {
      db: createDatabase(platform.postgres),
      publish: () => undefined,
      signal: () => t.fail("its uploader alone was told"),
      now: () => new Date(),
    },
    { orgId: world.orgId, id },
    { status: "clean", storageKey: `clean/${world.orgId}/${id}` },
  );
  await until(async () => {
    const waiting = await world.query(
      `select 1 from pg_stat_activity where datname = current_database()
         and wait_event_type = 'Lock' and query like '%chat_attachments%'`,
    );
    return waiting.length > 0;
  });
  await sending.query("commit");
  t.equal(await settling, "settled");
  const { body } = await ada.rest("GET", `/messages/${messageId}`);
  t.match(body.attachments, [{ id, status: "clean" }]);
  await world.startWorker();
  const event = await socket.waitFor("attachment");
  t.same(event.payload, body.attachments[0], "what the relay found in the outbox");
});
