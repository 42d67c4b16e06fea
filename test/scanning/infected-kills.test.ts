import t from "tap";
import { playKills } from "./play-kills.ts";
import { EICAR } from "./samples.ts";

const STEPS = ["scan", "settle", "remove source", "close"];

t.test("a worker killed over an infected file leaves nothing of it to the next", async (t) => {
  const sent = { content: EICAR, contentType: "text/plain", status: "infected" };
  for (const { step, keys, events, row, message } of await playKills(t, STEPS, sent)) {
    t.same(keys, [], step);
    t.equal(events, 1, step);
    t.equal(row.due_at, null, step);
    t.match(message, { attachments: [{ status: "infected" }] }, step);
  }
});
