import t from "tap";
import { runRounds } from "./rounds.ts";

t.test("the order turns round, the results stay in the order of rounds", async (t) => {
  const order: string[] = [];
  const results = await runRounds([{ name: "a" }, { name: "b" }], 3, async ({ name }, round) => {
    order.push(name);
    return `${name}${round}`;
  });
  t.same(order, ["a", "b", "b", "a", "a", "b"]);
  t.same(results.get("a"), ["a0", "a1", "a2"]);
  t.same(results.get("b"), ["b0", "b1", "b2"]);
});
