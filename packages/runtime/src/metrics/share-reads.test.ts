import t from "tap";
import { shareReads } from "./share-reads.ts";

t.test(
  "who asks while a read is under way gets the same, who asks later another one",
  async (t) => {
    let reads = 0;
    const read = shareReads(async () => {
      reads += 1;
      return reads;
    });
    t.same(await Promise.all([read(), read()]), [1, 1]);
    t.equal(await read(), 2);
  },
);

t.test("a read that failed is not kept", async (t) => {
  const answers = [Promise.reject(new Error("away")), Promise.resolve("there")];
  const read = shareReads(async () => answers.shift());
  const [first, second] = await Promise.allSettled([read(), read()]);
  t.match([first, second], [{ status: "rejected" }, { status: "rejected" }]);
  t.equal(await read(), "there");
});
