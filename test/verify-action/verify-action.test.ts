import t from "tap";
import { OPERATIONS } from "../access/operations.ts";
import { startWorld } from "../support/world.ts";
import { CASES, WITHOUT_EVENT } from "./cases.ts";
import { SETTLING_CASES } from "./settling-cases.ts";
import { verifyAction } from "./verify-action.ts";

const operationOf = (name: string) => /^\w+/.exec(name)?.[0] ?? "";

t.test("every operation that changes something has a case, or a reason to have none", async (t) => {
  const changing = OPERATIONS.filter(({ method }) => method !== "GET").map(({ id }) => id);
  const named = [...Object.keys(CASES).map(operationOf), ...Object.keys(WITHOUT_EVENT)];
  t.same([...new Set(named)].toSorted(), changing.toSorted());
});

t.test("old state and events are the new state", async (t) => {
  const world = await startWorld(t, { gateways: 1 });
  for (const [name, action] of Object.entries({ ...CASES, ...SETTLING_CASES })) {
    await t.test(name, (t) => verifyAction(t, world, action));
  }
});
