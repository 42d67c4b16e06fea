import t from "tap";
import { assertServiceWorks } from "./checks.ts";
import { assertSurvivesFailover } from "./fail-over.ts";
import { assertReadFromStreams } from "./lost-tail.ts";
import { moveSlot } from "./move-slot.ts";
import { startRedisCluster } from "./redis-cluster.ts";
import { startScene } from "./scene.ts";

t.test(
  "a Redis Cluster: while a slot moves, and while a master dies, nothing is lost",
  async (t) => {
    const cluster = await startRedisCluster(t);
    const scene = await startScene(t, { REDIS_CLUSTER_NODES: cluster.nodes });
    const pairs = await Promise.all(
      scene.channels.map((_, group) => cluster.pairOf(scene.tagOf(group))),
    );
    t.equal(new Set(pairs).size, cluster.pairs.length, "every master has groups");
    await assertServiceWorks(t, scene);

    const [first] = pairs;
    const moved = pairs.findIndex((pair) => pair !== first);
    const [from, to] = [pairs[moved], first];
    if (!(from && to)) {
      throw new Error("there are no two masters");
    }
    const stopPosting = scene.postSteadily();
    const others = cluster.pairs.map(({ master }) => master);
    await moveSlot(
      await cluster.slotOf(scene.tagOf(moved)),
      from.master,
      to.master,
      others.filter((master) => master !== from.master && master !== to.master),
    );
    await scene.posted();
    await stopPosting();
    await scene.assertAllArrived(t);
    await assertReadFromStreams(scene);

    const groups = pairs.flatMap((pair, group) => (pair === to || group === moved ? [group] : []));
    await assertSurvivesFailover(t, scene, to, groups);
  },
);
