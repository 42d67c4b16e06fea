import type { Bench, BenchRun } from "../run/bench.ts";
import { readConversations } from "../seed/conversations.ts";
import { conversationShape } from "./conversation-shape.ts";
import { readMeasured } from "./measured.ts";
import { gatewaysFor, planFor } from "./plan.ts";
import { reportOf } from "./simulate-report.ts";
import { simulate } from "./simulation.ts";

const SIZES = [10_000, 100_000, 1_000_000];
const WINDOW_SECONDS = { usual: 300, quick: 60 };

/** How load falls on shards, groups and gateways, and what so many users take. */
export const simulateBench: Bench = {
  name: "simulate",
  description: "load of shards and gateways at 10,000 to 1,000,000 users, and the pods for it",
  page: "capacity.md",
  async run({ options, progress }: BenchRun) {
    const shape = conversationShape(await readConversations(options.input));
    const measured = await readMeasured();
    const sizes = SIZES.map((users) => Math.round(users * options.scale));
    progress.expect(sizes.length);
    const simulations = sizes.map((users) => {
      progress.tell(`${users} users`);
      const seconds = options.quick ? WINDOW_SECONDS.quick : WINDOW_SECONDS.usual;
      const simulation = simulate(users, gatewaysFor(users), shape, seconds);
      progress.step();
      return simulation;
    });
    const plans = simulations.map(({ users, expected }) =>
      planFor(users, shape, expected, measured),
    );
    return reportOf({ shape, measured, simulations, plans });
  },
};
