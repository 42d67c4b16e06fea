import t from "tap";
import { shareReads } from "./scrape-reads.ts";

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

t.test("a read that failed says nothing, and is not kept", async (t) => {
  const answers = [Promise.reject(new Error("away")), Promise.resolve("there")];
  const read = shareReads(async () => answers.shift());
  t.same(await Promise.all([read(), read()]), [undefined, undefined]);
  t.equal(await read(), "there");
});

t.test("one that hangs says nothing, and no other is begun", async (t) => {
  const { promise, resolve } = Promise.withResolvers<string>();
  let reads = 0;
  const read = shareReads(() => {
    reads += 1;
    return promise;
  }, 1);
  t.equal(await read(), undefined);
  t.equal(await read(), undefined);
  t.equal(reads, 1);
  resolve("late");
  await promise;
});
