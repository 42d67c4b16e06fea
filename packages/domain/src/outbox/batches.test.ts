import { setTimeout as sleep } from "node:timers/promises";
import t from "tap";
import { createBatches } from "./batches.ts";

function recording(batch: number, waiting: number) {
  const batches: number[][] = [];
  const work = createBatches<number>({ batch, waiting }, async (items) => {
    batches.push([...items]);
    await sleep(5);
  });
  return { batches, work };
}

t.test("a lone item goes at once, what comes meanwhile goes together", async (t) => {
  const { batches, work } = recording(10, 100);
  work.add([1]);
  t.same(batches, [[1]]);
  work.add([2]);
  work.add([3, 4]);
  await work.idle();
  t.same(batches, [[1], [2, 3, 4]]);
});

t.test("batches and what waits are bounded; what has no room comes back", async (t) => {
  const { batches, work } = recording(2, 3);
  work.add([0]);
  t.same(work.add([1, 2, 3, 4, 5]), [4, 5]);
  await work.idle();
  t.same(batches, [[0], [1, 2], [3]]);
});

t.test("nothing to do leaves it ready for the next", async (t) => {
  const { batches, work } = recording(2, 3);
  work.add([]);
  await work.idle();
  work.add([1]);
  await work.idle();
  work.add([2]);
  await work.idle();
  t.same(batches, [[1], [2]]);
});

t.test("an item may count for many, and goes alone where it counts for too many", async (t) => {
  const batches: number[][] = [];
  const limits = { batch: 10, waiting: 100, sizeOf: (item: number) => item };
  const work = createBatches<number>(limits, async (items) => {
    batches.push([...items]);
  });
  work.add([4, 6, 1, 20, 2, 3]);
  await work.idle();
  t.same(batches, [[4, 6], [1], [20], [2, 3]]);
});
