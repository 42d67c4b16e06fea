import t from "tap";
import { readVerdict } from "./verdict.ts";

t.test("an answer of clamd is read, and what is not known is never clean", async (t) => {
  t.same(readVerdict("stream: OK"), { kind: "clean" });
  t.same(readVerdict("stream: Eicar-Test FOUND"), { kind: "infected", signature: "Eicar-Test" });
  t.match(readVerdict("stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND"), { kind: "limited" });
  t.match(readVerdict("INSTREAM size limit exceeded. ERROR"), { kind: "limited" });
  for (const answer of ["", "stream: OK FOUND?", "COMMAND READ TIMED OUT", "x: OK", "a ERROR"]) {
    t.throws(() => readVerdict(answer), /could not scan/);
  }
});
