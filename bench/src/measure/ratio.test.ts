import t from "tap";
import { medianOf, pairedRatio } from "./ratio.ts";

t.test("what slows both of a pair alike falls out of the ratio", async (t) => {
  const { mean, low, high, pairs } = pairedRatio([2, 20, 6], [1, 10, 3]);
  t.equal(pairs, 3);
  for (const value of [mean, low, high]) {
    t.match(value.toFixed(9), "2.000000000");
  }
});

t.test("the interval is that of Student's t on the logarithms", async (t) => {
  // Logarithms 0, 1, 2: mean 1, deviation 1; t for two degrees of freedom is 4.302653.
  const { mean, low, high } = pairedRatio([1, Math.E, Math.E ** 2], [1, 1, 1]);
  const margin = 4.302_653 / Math.sqrt(3);
  t.match(Math.log(mean).toFixed(5), "1.00000");
  t.match(Math.log(high).toFixed(4), (1 + margin).toFixed(4));
  t.match(Math.log(low).toFixed(4), (1 - margin).toFixed(4));
});

t.test("a round without a figure makes no pair, and one pair no interval", async (t) => {
  t.equal(pairedRatio([1, 2, Number.NaN], [1, 2, 3]).pairs, 2);
  t.same(pairedRatio([1, 0], [1, 0]).high, Number.NaN);
});

t.test("the median of an even number is between the middle two", async (t) => {
  t.equal(medianOf([9, 1, 3, 5]), 4);
  t.equal(medianOf([9, 1, 3]), 3);
});
