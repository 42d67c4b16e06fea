import t from "tap";
import { startCluster } from "./cluster/cluster.ts";
import { ALL_FAULTS } from "./faults/all-faults.ts";
import { chooseFaults } from "./nemesis/options.ts";
import { runEpisodes } from "./nemesis/run.ts";
import { randomSeed } from "./random.ts";

/** Faults last a fifth of what they last in `pnpm nemesis`. */
const SCALE = 0.2;

t.test("every fault once, and every promise holds", async (t) => {
  const cluster = await startCluster(t);
  const seed = Number(process.env["NEMESIS_SEED"] ?? randomSeed());
  t.comment(`NEMESIS_SEED=${seed}`);
  const { figures, violations } = await runEpisodes(cluster, {
    seed,
    minutes: 0,
    faults: [...new Set(chooseFaults(Object.keys(ALL_FAULTS)))],
    scale: SCALE,
    signal: new AbortController().signal,
    progress: { tell: () => undefined, note: () => undefined, stop: () => undefined },
  });
  t.same(violations, [], `no violation with NEMESIS_SEED=${seed}`);
  t.equal(figures.faults.size, Object.keys(ALL_FAULTS).length, "every fault came up");
  t.ok(figures.acknowledged > 50, `${figures.acknowledged} messages were answered 201`);
  t.ok(figures.resumed > 0, "connections were resumed");
});
