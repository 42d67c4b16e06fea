import t from "tap";
import type { FaultWindow } from "../history.ts";
import { BOUND_MS, deadlineFor, disturbances } from "./deadline.ts";

type CountsFrom = FaultWindow["bound"]["countsFrom"];

function fault(from: number, healedAt: number, ms: number, countsFrom: CountsFrom): FaultWindow {
  return { fault: "any", detail: "", from, healedAt, bound: { ms, countsFrom } };
}

const killed = fault(1_000, 9_000, 2_000, "injection");
const away = fault(8_000, 12_000, 35_000, "healing");

t.test("without a fault the bound counts from the answer", (t) => {
  t.equal(deadlineFor(500, []), 500 + BOUND_MS);
  t.equal(deadlineFor(20_000, disturbances([killed])), 20_000 + BOUND_MS, "long after one");
  t.end();
});

t.test("a process that dies counts from its death, not from its return", (t) => {
  const disturbed = disturbances([killed]);
  t.equal(deadlineFor(500, disturbed), 1_000 + 2_000);
  t.equal(deadlineFor(5_000, disturbed), 5_000 + BOUND_MS);
  t.end();
});

t.test("a store counts from its return", (t) => {
  const disturbed = disturbances([away]);
  t.equal(deadlineFor(7_000, disturbed), 12_000 + 35_000);
  t.equal(deadlineFor(46_000, disturbed), 46_000 + BOUND_MS);
  t.end();
});

t.test("of faults that overlap, the last has to heal", (t) => {
  t.equal(deadlineFor(500, disturbances([away, killed])), 12_000 + 35_000);
  const apart = disturbances([killed, fault(9_001, 9_500, 2_000, "injection")]);
  t.equal(deadlineFor(8_000, apart), 9_001 + 2_000);
  t.end();
});
