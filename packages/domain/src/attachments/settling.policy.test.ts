import t from "tap";
import { canSettle } from "./settling.policy.ts";

t.test("a file is settled once, and one that could not be scanned again", async (t) => {
  for (const to of ["clean", "infected", "failed", "unscanned"] as const) {
    t.ok(canSettle("pending", to));
    t.ok(canSettle("failed", to));
    t.notOk(canSettle("clean", to));
    t.notOk(canSettle("infected", to));
    t.notOk(canSettle("unscanned", to));
  }
});
