/** A test that passes, and writes what its environment tells it to, where that tells it to. */
import { writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import t from "tap";

const PIECE_MS = 50;
const PLACES: Record<string, string | undefined> = {
  "standard output": "1",
  "standard error": "2",
  "what its services wrote": process.env["TEST_SEARCHED_OUTPUT"],
};

t.test("leaks", async (t) => {
  const place = Number(PLACES[process.env["LEAK_PLACE"] ?? ""]);
  for (const piece of JSON.parse(process.env["LEAK_PIECES"] ?? "[]") as string[]) {
    writeSync(place, piece);
    await sleep(PIECE_MS);
  }
  writeSync(place, "\n");
  t.pass();
});
