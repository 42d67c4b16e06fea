import type { Test } from "tap";
import { until } from "../support/until.ts";
import { assertServiceWorks } from "./checks.ts";
import { appendAhead, assertReadFromStreams, postAndLose } from "./lost-tail.ts";
import { watchReadiness } from "./readiness.ts";
import { isMaster, type Pair, stopReplication } from "./redis-server.ts";
import { ARRIVAL_MS, type Scene } from "./scene.ts";

/**
 * Kills a master while posts run, after its replica was left behind: what the
 * replica lacks was read by some and by others not, and readers' cursors lie
 * ahead of all ids that the replica will give.
 *
 * @param groups those whose streams the master has
 */
export async function assertSurvivesFailover(
  t: Test,
  scene: Scene,
  pair: Pair,
  groups: readonly number[],
): Promise<void> {
  const stopWatching = watchReadiness(t, scene.world);
  await stopReplication(pair);
  await appendAhead(pair.master, scene, groups);
  const stopPosting = scene.postSteadily();
  await scene.posted();
  for (const group of groups) {
    // Nothing comes after it in its channel, so that no hole tells of it.
    await postAndLose(scene, scene.quietChannelOf(group));
  }
  await pair.master.kill();
  pair.replica.signal("SIGCONT");
  await until(() => isMaster(pair.replica), ARRIVAL_MS);
  await scene.posted();
  await stopPosting();
  await scene.assertAllArrived(t);
  await assertReadFromStreams(scene);
  await assertServiceWorks(t, scene);
  t.same(await stopWatching(), [], "every process was ready all the time");
}
