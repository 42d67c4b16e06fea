import sharp from "sharp";
import t from "tap";
import { plainPicture, sidewaysPhoto } from "./samples.ts";
import { createStage } from "./stage.ts";

t.test("a photo has an upright thumbnail without its position", async (t) => {
  const { files, post, startWorker, ada, bucket, channelId, world } = await createStage(t);
  const socket = await ada.socket(t);
  await socket.follow(channelId);
  const photo = await sidewaysPhoto(1_600, 900);
  const before = await sharp(photo).metadata();
  t.equal(before.orientation, 6);
  t.ok(before.exif, "there is something to remove");
  const id = await files.upload(ada.id, photo, "image/jpeg");
  const messageId = await post();
  await files.attach(id, messageId);
  await startWorker();
  const row = await files.becomes(id, "clean");
  t.match(row, { width: 900, height: 1_600, thumbnail_width: 203, thumbnail_height: 360 });
  const thumbnail = await bucket.read(`thumbnail/${world.orgId}/${id}`);
  const { width, height, format, exif, icc, xmp } = await sharp(thumbnail).metadata();
  t.same({ width, height, format }, { width: 203, height: 360, format: "webp" });
  t.same([exif, icc, xmp], [undefined, undefined, undefined]);

  const event = await socket.waitFor("attachment", ({ payload }) => payload.thumbnail !== null);
  t.match(event.payload, { width: 900, height: 1_600, thumbnail: { width: 203, height: 360 } });
  const { body } = await ada.rest("GET", `/messages/${messageId}`);
  t.same(body.attachments, [event.payload]);
});

t.test("a small picture is not made larger, an animated one stands still", async (t) => {
  const { files, startWorker, ada, bucket, world } = await createStage(t);
  await startWorker();
  const small = await files.upload(ada.id, await plainPicture(20, 10), "image/png");
  t.match(await files.becomes(small, "clean"), {
    width: 20,
    height: 10,
    thumbnail_width: 20,
    thumbnail_height: 10,
  });
  const frames = await Promise.all([plainPicture(40, 40), plainPicture(40, 40)]);
  const animated = await sharp(frames, { join: { animated: true } })
    .gif({ delay: [100, 100] })
    .toBuffer();
  const id = await files.upload(ada.id, animated, "image/gif");
  t.match(await files.becomes(id, "clean"), { width: 40, height: 40, thumbnail_width: 40 });
  const still = await sharp(await bucket.read(`thumbnail/${world.orgId}/${id}`)).metadata();
  t.equal(still.pages ?? 1, 1);
});

t.test("what cannot be shown is clean, without a thumbnail", async (t) => {
  const { files, startWorker, ada, bucket } = await createStage(t);
  await startWorker();
  const photo = await sidewaysPhoto(800, 600);
  const samples = {
    broken: { content: photo.subarray(0, photo.length / 2), type: "image/jpeg" },
    "no picture": { content: Buffer.from("a text"), type: "image/png" },
    "a bomb": { content: await plainPicture(8_000, 8_000), type: "image/png" },
    "a drawing": {
      content: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
      type: "image/svg+xml",
    },
  };
  for (const [name, { content, type }] of Object.entries(samples)) {
    const id = await files.upload(ada.id, content, type);
    const row = await files.becomes(id, "clean");
    t.match(row, { width: null, height: null, thumbnail_width: null }, name);
  }
  t.notOk((await bucket.keys()).some((key) => key.startsWith("thumbnail/")));
});
