import t from "tap";
import { rehearseRestore } from "./rehearsal.ts";

t.test("what is restored from a backup is what was backed up", async (t) => {
  const rehearsed = await rehearseRestore(t, 1, (step) => t.comment(step));
  t.ok(rehearsed.answers > 200, `${rehearsed.answers} answers are compared`);
  t.same(rehearsed.different, [], "the same for everybody");
  t.ok(rehearsed.messagesMeanwhile > 0, "somebody posted while it was taken");
  t.ok(rehearsed.objects > rehearsed.messagesMeanwhile, "with a file each");
});
