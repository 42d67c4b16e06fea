import t from "tap";
import { playKills } from "./play-kills.ts";
import { plainPicture } from "./samples.ts";

const STEPS = [
  "scan",
  "copy",
  "settle",
  "remove source",
  "make thumbnail",
  "store thumbnail",
  "add thumbnail",
  "close",
];

t.test(
  "a worker killed before whichever step leaves a picture that comes to its end",
  async (t) => {
    const content = await plainPicture(400, 300);
    const played = await playKills(t, STEPS, {
      content,
      contentType: "image/png",
      status: "clean",
    });
    for (const { step, id, orgId, row, keys, events, message, stopped } of played) {
      t.ok(stopped?.due_at, `${step}: it was left in the middle`);
      t.match(row, { width: 400, height: 300, thumbnail_width: 360, due_at: null }, step);
      t.same(keys, [`clean/${orgId}/${id}`, `thumbnail/${orgId}/${id}`], step);
      t.match(message, { attachments: [{ id, status: "clean", thumbnail: { width: 360 } }] }, step);
      t.equal(events, 2, `${step}: each change is told once`);
    }
  },
);
