import t from "tap";
import { compareIds, STREAM_START } from "./stream-ids.ts";

t.test("ids compare by time, then by sequence, as numbers", async (t) => {
  t.ok(compareIds("9-0", "10-0") < 0);
  t.ok(compareIds("10-9", "10-10") < 0);
  t.equal(compareIds("10-1", "10-1"), 0);
  t.ok(compareIds("1-0", STREAM_START) > 0);
});
